// Writing to the party: templates with blanks to fill, drafts kept for each ticket, the length limit.

import { byId, element } from "./dom.js";
import { change } from "./api.js";
import { grow, onSubmit } from "./composer.js";

const LIMIT = 2048; // bytes of UTF-8, as WeChat allows
const WARNED = 1700;
const BLANK = /【[^】]*】/;

export function startReply({ onSent }) {
  const form = byId("reply");
  const field = byId("text");
  const templates = byId("templates");
  const drafts = new Map();
  let number = null;

  function show(ticket) {
    if (number) drafts.set(number, field.value);
    number = ticket.number;
    field.value = drafts.get(number) ?? "";
    templates.replaceChildren(
      new Option("常用回复…", ""),
      ...ticket.templates.map(({ title, text }) => new Option(title, text)),
    );
    say("");
    fit();
  }

  function fill(text) {
    field.value = [field.value.trim(), text].filter(Boolean).join("\n");
    fit();
    field.focus();
    selectBlank();
  }

  function fit() {
    grow(field);
    const size = bytes(field.value);
    byId("send").disabled = field.value.trim() === "" || size > LIMIT;
    byId("size").textContent = size > LIMIT ? `太长了，请删掉约${Math.ceil((size - LIMIT) / 3)}个字，或分两次发`
      : size > WARNED ? `还能写约${Math.floor((LIMIT - size) / 3)}个字` : "";
  }

  function selectBlank() {
    const blank = field.value.match(BLANK);
    if (!blank) return false;
    field.focus();
    field.setSelectionRange(blank.index, blank.index + blank[0].length);
    return true;
  }

  async function send(text) {
    if (byId("send").disabled) return;
    if (selectBlank()) return say("还有【】没有填好，填好或删掉再发。");
    const to = number;
    byId("send").disabled = true;
    try {
      const { ticket } = await change(`ticket/${encodeURIComponent(to)}/reply`, { text });
      drafts.delete(to);
      if (to === number && field.value.trim() === text) field.value = "";
      say("");
      onSent(ticket);
    } catch (trouble) {
      say(trouble.message);
    }
    fit();
  }

  function say(sentence) {
    byId("reply-trouble").textContent = sentence;
  }

  field.addEventListener("input", fit);
  templates.addEventListener("change", () => {
    if (templates.value) fill(templates.value);
    templates.value = "";
  });
  onSubmit(form, field, send);
  return { show, fill };
}

function bytes(text) {
  return new TextEncoder().encode(text.trim()).length;
}
