// Joins the parts of the page.

import { startChat } from "./chat.js";
import { startComposer } from "./composer.js";
import { byId } from "./dom.js";
import { startSide } from "./side.js";

const LARGE = "zhixun-large";

function startLargeText(onChange) {
  const toggle = byId("large");
  const set = (on) => {
    document.documentElement.classList.toggle("large", on);
    toggle.setAttribute("aria-pressed", String(on));
    onChange();
  };
  set(remembered() === "1");
  toggle.addEventListener("click", () => {
    const on = toggle.getAttribute("aria-pressed") !== "true";
    set(on);
    remember(on ? "1" : "0");
  });
}

// A browser that keeps nothing for this page throws; the toggle works all the same.
function remembered() {
  try { return localStorage.getItem(LARGE); } catch { return null; }
}

function remember(value) {
  try { localStorage.setItem(LARGE, value); } catch { /* for this visit only */ }
}

const chat = startChat();
const composer = startComposer((text) => chat.send(text));
startLargeText(() => composer.fit());
startSide({ send: (text) => chat.send(text), fill: (text) => composer.fill(text) });
