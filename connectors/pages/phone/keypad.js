// The twelve keys. What is pressed is gathered until as many came as are waited for, the end key, or a pause.

import { button, byId } from "./dom.js";

const KEYS = "123456789*0#";
const LETTERS = { 2: "ABC", 3: "DEF", 4: "GHI", 5: "JKL", 6: "MNO", 7: "PQRS", 8: "TUV", 9: "WXYZ" };
const PAUSE = 3000; // milliseconds after the last key, as telephone platforms wait

export function startKeypad(onKeys) {
  let gathered = "";
  let waitedFor = { length: 1, end: "" };
  let pause = 0;

  byId("keys").append(...[...KEYS].map((key) => {
    const made = button("key", [key], () => press(key));
    made.dataset.letters = LETTERS[key] ?? "";
    return made;
  }));

  function press(key) {
    clearTimeout(pause);
    gathered += key;
    byId("keyed").textContent = gathered;
    if (key === waitedFor.end || gathered.length >= waitedFor.length) return done();
    pause = setTimeout(done, PAUSE);
  }

  function done() {
    const keys = gathered;
    clear();
    onKeys(keys);
  }

  function clear() {
    clearTimeout(pause);
    gathered = "";
    byId("keyed").textContent = "";
  }

  function expect(keys) {
    waitedFor = keys ?? { length: 1, end: "" };
    clear();
  }

  return { expect };
}
