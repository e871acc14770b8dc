// Building elements. What people and the bot write enters the page here and only as text, never as HTML.

export const byId = (id) => document.getElementById(id);

export function element(tag, className = "", ...content) {
  const made = document.createElement(tag);
  made.className = className;
  made.append(...content.map((part) => (part instanceof Node ? part : document.createTextNode(part))));
  return made;
}

export function button(className, label, onClick) {
  const made = element("button", className, ...[label].flat());
  made.type = "button";
  made.addEventListener("click", onClick);
  return made;
}
