// The switch for large text; the browser remembers it.

import { byId } from "./dom.js";

const LARGE = "zhixun-large";

export function startLargeText(onChange = () => {}) {
  const toggle = byId("large");
  const set = (on) => {
    document.documentElement.classList.toggle("large", on);
    toggle.setAttribute("aria-pressed", String(on));
    onChange();
  };
  set(remembered(LARGE) === "1");
  toggle.addEventListener("click", () => {
    const on = toggle.getAttribute("aria-pressed") !== "true";
    set(on);
    remember(LARGE, on ? "1" : "0");
  });
}

// A browser that keeps nothing for this page throws; the page works all the same.
export function remembered(name) {
  try { return localStorage.getItem(name); } catch { return null; }
}

export function remember(name, value) {
  try { localStorage.setItem(name, value); } catch { /* for this visit only */ }
}
