// The list of tickets: four views of it, a search, arrow keys.

import { button, byId, element } from "./dom.js";
import { get } from "./api.js";
import { due } from "./due.js";

const BELONGS = {
  waiting: (ticket) => ticket.owner === "requested",
  mine: (ticket) => ticket.mine,
  all: () => true,
  ended: () => true,
};
const NONE = {
  waiting: "没有待受理的工单。",
  mine: "您手上没有工单。",
  all: "没有进行中的工单。",
  ended: "还没有结束的工单。",
};
const TYPING = 400; // milliseconds without a key before a search is asked

export function startList({ onOpen, onTrouble }) {
  const list = byId("tickets");
  const words = byId("words");
  const tabs = [...document.querySelectorAll("[data-tab]")];
  let tab = "waiting";
  let open = [];
  let found = null; // what a search or the ended ones gave; null: the open ones are shown
  let current = null;
  let timer = 0;
  const drawn = new Map();

  function show(tickets) {
    open = tickets;
    tabs.forEach((each) => {
      const count = tickets.filter((ticket) => BELONGS[each.dataset.tab](ticket)).length;
      if (each.dataset.tab !== "ended") each.dataset.count = count > 0 ? String(count) : "";
    });
    draw();
  }

  function draw() {
    tabs.forEach((each) => each.setAttribute("aria-pressed", String(each.dataset.tab === tab)));
    const shown = (found ?? open).filter((ticket) => BELONGS[tab](ticket));
    byId("no-tickets").hidden = shown.length > 0;
    byId("no-tickets").textContent = words.value.trim() ? "没有找到。换个词试试。" : NONE[tab];
    const lines = shown.map(line);
    // What did not change stays: a click must not fall between two drawings.
    if (lines.length === list.children.length && lines.every((each, at) => each === list.children[at])) return;
    const focused = document.activeElement?.dataset?.number;
    list.replaceChildren(...lines);
    if (focused) list.querySelector(`[data-number="${CSS.escape(focused)}"]`)?.focus();
  }

  function line(ticket) {
    const looks = JSON.stringify([ticket, due(ticket), ticket.number === current]);
    const before = drawn.get(ticket.number);
    if (before?.looks === looks) return before.made;
    const made = element("li", "", entry(ticket));
    drawn.set(ticket.number, { looks, made });
    return made;
  }

  function entry(ticket) {
    const { text, late } = due(ticket);
    const made = button("entry", [
      element("span", "entry-top",
        ...(ticket.urgent ? [element("span", "tag urgent", "紧急")] : []),
        element("strong", "", ticket.reason),
        element("span", late ? "due late" : "due", text)),
      element("span", "entry-who", `${ticket.party}（${ticket.verified ? "已核实" : "未核实"}）${ticket.case_number || ticket.channel}`),
      element("span", "entry-asked", ticket.asked),
      element("span", "entry-foot", `${ticket.number} · ${ticket.queue} · ${ticket.state}`),
    ], () => onOpen(ticket.number));
    made.dataset.number = ticket.number;
    made.classList.toggle("urgent", ticket.urgent && ticket.open);
    if (ticket.number === current) made.setAttribute("aria-current", "true");
    return made;
  }

  async function search() {
    clearTimeout(timer);
    const asked = { words: words.value.trim(), ended: tab === "ended" ? "1" : "0" };
    if (tab !== "ended" && asked.words === "") {
      found = null;
      return draw();
    }
    try {
      found = (await get("tickets", asked)).tickets;
      draw();
    } catch (trouble) {
      onTrouble(trouble.message);
    }
  }

  function step(event) {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const entries = [...list.querySelectorAll(".entry")];
    if (!by || entries.length === 0) return;
    event.preventDefault();
    const at = entries.indexOf(document.activeElement);
    entries[Math.min(Math.max(at + by, 0), entries.length - 1)].focus();
  }

  tabs.forEach((each) => each.addEventListener("click", () => {
    tab = each.dataset.tab;
    search();
  }));
  words.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(search, TYPING);
  });
  byId("search").addEventListener("submit", (event) => {
    event.preventDefault();
    search();
  });
  list.addEventListener("keydown", step);
  words.addEventListener("keydown", (event) => { if (event.key === "ArrowDown") step(event); });

  const mark = (number) => {
    current = number;
    draw();
  };
  const put = (row) => {
    const changed = open.map((ticket) => (ticket.number === row.number ? row : ticket));
    show(changed.filter((ticket) => ticket.open));
  };
  return { show, draw, mark, put };
}
