// Joins the parts of the console.

import { showUndelivered } from "./dialogs.js";
import { startAlarm } from "./alarm.js";
import { byId } from "./dom.js";
import { enter, leave } from "./door.js";
import { setNow } from "./due.js";
import { startLargeText } from "./large.js";
import { startList } from "./list.js";
import { startLive } from "./live.js";
import { startTicket } from "./ticket.js";

const MINUTE = 60000;
const READ = 8000; // milliseconds for which a sentence stays

let telling = 0;
function tell(sentence) {
  const told = byId("told");
  told.textContent = sentence;
  told.hidden = false;
  clearTimeout(telling);
  telling = setTimeout(() => { told.hidden = true; }, READ);
}

function startDesk(session) {
  const list = startList({ onOpen: (number) => ticket.open(number), onTrouble: tell });
  const ticket = startTicket({
    session,
    tell,
    onChange: (row) => list.put(row),
    onOpen: (number) => {
      list.mark(number);
      live.restart();
    },
    onBack: (number) => document.querySelector(`[data-number="${CSS.escape(number ?? "")}"]`)?.focus(),
  });
  const alarm = startAlarm((number) => ticket.open(number));
  const live = startLive({
    where: ticket.where,
    onNews: ({ now, tickets, said, waiting, dead }) => {
      setNow(now);
      list.show(tickets);
      alarm.look(tickets);
      ticket.look(tickets, said);
      byId("undelivered").hidden = waiting === 0;
      byId("undelivered").textContent = dead > 0 ? `${dead}条没送达` : `${waiting}条待送`;
      byId("undelivered").classList.toggle("bad", dead > 0);
    },
    onStranger: () => location.reload(),
  });
  setInterval(() => {
    list.draw();
    ticket.redraw();
  }, MINUTE);

  byId("leave").textContent = `${session.member.name} · 换人`;
  byId("leave").addEventListener("click", () => leave().catch((trouble) => tell(trouble.message)));
  byId("undelivered").addEventListener("click", () => showUndelivered((number) => ticket.open(number)));
  document.addEventListener("keydown", (event) => {
    const writing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
    if (document.querySelector("dialog[open]")) return;
    if (event.key === "Escape") ticket.back();
    if (event.key !== "/" || writing) return;
    event.preventDefault();
    byId("words").focus();
  });
  byId("desk").hidden = false;
}

startLargeText();
enter().then(startDesk);
