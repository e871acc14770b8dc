// One ticket: its summary, what is said, what a member can do with it.

import { byId } from "./dom.js";
import { change, get } from "./api.js";
import { askClose, askTransfer } from "./dialogs.js";
import { showFacts } from "./facts.js";
import { startReply } from "./reply.js";
import { startTalk } from "./talk.js";

export function startTicket({ session, onChange, onOpen, onBack, tell }) {
  const talk = startTalk();
  const reply = startReply({ onSent: changed });
  let ticket = null;

  async function open(number) {
    try {
      const content = await get(`ticket/${encodeURIComponent(number)}`);
      const other = ticket?.number !== number;
      ticket = content.ticket;
      byId("choose").hidden = true;
      byId("head").hidden = byId("body").hidden = false;
      byId("desk").classList.add("reading");
      draw();
      if (other) {
        reply.show(ticket);
        talk.show(ticket, content.said);
        byId("ticket").focus({ preventScroll: true });
        onOpen(number);
      } else {
        talk.add(content.said);
      }
    } catch (trouble) {
      tell(trouble.message);
      if (ticket?.number === number && trouble.status === 409) gone();
    }
  }

  // It went to another team; what was read stays on the page.
  function gone() {
    ticket = { ...ticket, open: false, state: "不在您的队列里了", may: {} };
    draw();
  }

  function draw() {
    byId("ticket-title").textContent = `${ticket.urgent ? "紧急 · " : ""}${ticket.reason} · ${ticket.party}`;
    byId("ticket-state").textContent = `${ticket.number} · ${ticket.state}`;
    byId("head").classList.toggle("urgent", ticket.urgent && ticket.open);
    byId("claim").hidden = !ticket.may.claim;
    byId("transfer").hidden = !ticket.may.transfer;
    byId("close").hidden = !ticket.may.close;
    byId("reply").hidden = !ticket.may.reply;
    byId("no-reply").hidden = ticket.may.reply;
    byId("no-reply").textContent = ticket.open ? `${ticket.state}。要接过来，请对方或负责人转给您。` : `${ticket.state}。`;
    showFacts(ticket, ticket.may.reply ? reply.fill : null);
  }

  function changed(row) {
    onChange(row);
    if (ticket?.number === row.number) open(row.number).then(talk.toEnd);
  }

  async function act(what, body) {
    const buttons = byId("head").querySelectorAll(".actions button");
    buttons.forEach((each) => { each.disabled = true; });
    try {
      changed((await change(`ticket/${encodeURIComponent(ticket.number)}/${what}`, body)).ticket);
    } catch (trouble) {
      tell(trouble.message);
      open(ticket.number); // somebody else may have changed it
    }
    buttons.forEach((each) => { each.disabled = false; });
  }

  // The list told that something of it changed.
  function look(rows, said) {
    if (!ticket) return;
    talk.add(said);
    const row = rows.find(({ number }) => number === ticket.number);
    if (row ? row.version !== ticket.version || row.owner !== ticket.owner : ticket.open) open(ticket.number);
  }

  function back() {
    byId("desk").classList.remove("reading");
    onBack(ticket?.number);
  }

  byId("claim").addEventListener("click", () => act("claim"));
  byId("close").addEventListener("click", async () => { if (await askClose()) act("close"); });
  byId("transfer").addEventListener("click", async () => {
    const to = await askTransfer(session);
    if (to) act("transfer", { to });
  });
  byId("back").addEventListener("click", back);
  const redraw = () => { if (ticket) draw(); };
  const where = () => ({ ticket: ticket?.number ?? "", after: String(talk.last()) });
  return { open, look, back, redraw, where };
}
