// What is shown of a call: words, messages, what is waited for.

import { byId, element } from "./dom.js";

export function show(shown) {
  const heard = byId("heard");
  heard.append(shown);
  showLast();
}

// The end in view, but never at the cost of the beginning of what was said last.
export function showLast() {
  const heard = byId("heard");
  const last = heard.lastElementChild;
  heard.scrollTop = Math.min(heard.scrollHeight, last.offsetTop - heard.offsetTop - 8);
}

export function bubble(whose, text, small) {
  const made = element("div", `said ${whose}`, element("p", "", text));
  if (small) made.append(element("small", "", small));
  return made;
}

export function message({ to, text }) {
  const [before, link, after] = text.split(/(https?:\/\/\S+)/);
  const words = element("p", "", before);
  if (link) {
    const anchor = element("a", "", link);
    anchor.href = link;
    anchor.target = "_blank";
    anchor.rel = "noopener noreferrer";
    words.append(anchor, after ?? "");
  }
  return element("div", "sms", element("small", "", `短信，发到 ${to}`), words);
}

export function waitingFor(keys) {
  return keys && keys.length > 1 ? `等您按键，最多${keys.length}个${keys.end ? `，按${keys.end}结束` : ""}` : "";
}
