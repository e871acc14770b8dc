// The input: Enter sends, Shift+Enter begins a line; while an input method composes, Enter belongs to it.

import { byId } from "./dom.js";

const COMPOSING_KEY = 229; // what Safari reports for the Enter that ends a composition, after compositionend

export function startComposer(send) {
  const form = byId("composer");
  const field = byId("text");
  const submit = byId("send");

  const fit = () => {
    submit.disabled = field.value.trim() === "";
    grow(field);
  };

  field.addEventListener("input", fit);
  onSubmit(form, field, (text) => {
    field.value = "";
    fit();
    field.focus();
    send(text);
  });

  const fill = (text) => {
    field.value = text;
    fit();
    field.focus();
  };
  fit();
  return { fill, fit };
}

// As tall as its text.
export function grow(field) {
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight + field.offsetHeight - field.clientHeight}px`;
}

// Hands on what was written, unless it is nothing or not yet composed.
export function onSubmit(form, field, send) {
  let composing = false;
  field.addEventListener("compositionstart", () => { composing = true; });
  field.addEventListener("compositionend", () => { composing = false; });
  field.addEventListener("keydown", (event) => {
    const ours = event.key === "Enter" && !event.shiftKey;
    if (!ours || composing || event.isComposing || event.keyCode === COMPOSING_KEY) return;
    event.preventDefault();
    form.requestSubmit();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = field.value.trim();
    if (text !== "" && !composing) send(text);
  });
}
