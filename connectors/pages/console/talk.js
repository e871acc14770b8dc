// What was said: before the hand-over, and since.

import { byId, element } from "./dom.js";
import { clock } from "./due.js";

export function startTalk() {
  const talk = byId("talk");
  const scrolled = () => (getComputedStyle(talk).overflowY === "visible" ? byId("body") : talk);
  let last = 0;

  function show(ticket, said) {
    last = 0;
    talk.replaceChildren(...(ticket.turns.length > 0 ? [before(ticket.turns)] : []));
    add(said, false);
    if (ticket.owner !== "requested") toEnd();
    else scrolled().scrollTop = 0;
  }

  function add(said, following = true) {
    const fresh = said.filter(({ position }) => position > last);
    if (fresh.length === 0) return;
    const box = scrolled();
    const atEnd = box.scrollHeight - box.clientHeight - box.scrollTop < 60;
    talk.append(...fresh.map(bubble));
    last = fresh[fresh.length - 1].position;
    if (following && atEnd) toEnd();
  }

  function toEnd() {
    scrolled().scrollTop = scrolled().scrollHeight;
  }

  return { show, add, toEnd, last: () => last };
}

function before(turns) {
  const made = element(
    "details", "before",
    element("summary", "", `转交前的${turns.length}句对话`),
    element("ol", "", ...turns.map((turn) => element("li", "", turn))),
  );
  made.open = true;
  return made;
}

function bubble({ author, name, text, at, mine }) {
  const time = element("time", "", clock(at));
  time.dateTime = at;
  return element(
    "article", `said ${mine ? "mine" : author}`,
    element("p", "by", element("span", "", name), " ", time),
    element("p", "words", text),
  );
}
