// The screen card: title, lines, choices and the code for one's own phone. All of it text, but for the server's picture.
import { button, byId, element } from "/webhooks/robot/pages/dom.js";

const LEAD = "带我去";

export function showCard(card, onChoice) {
  byId("title").textContent = card.title;
  byId("title").hidden = !card.title;
  byId("lines").replaceChildren(...card.lines.map((line) => element("p", "", line)));
  byId("choices").replaceChildren(...card.choices.map(
    (choice) => button(choice === LEAD ? "choice lead" : "choice", choice, () => onChoice(choice)),
  ));
  byId("code").replaceChildren(...picture(card.qr));
  byId("qr").hidden = !card.qr;
  byId("card").hidden = false;
  byId("lines").parentElement.scrollTop = 0;
}

export function wipeCard() {
  byId("card").hidden = true;
  byId("title").textContent = "";
  for (const id of ["lines", "choices", "code"]) byId(id).replaceChildren();
}

function picture(svg) {
  if (!svg) return [];
  const shaped = svg.includes("xmlns=") ? svg : svg.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"');
  return [document.importNode(new DOMParser().parseFromString(shaped, "image/svg+xml").documentElement, true)];
}
