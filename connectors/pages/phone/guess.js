// What the recogniser is made to have heard: how sure it is, and what else it may have been.

import { byId } from "./dom.js";

const MOST = 10;

// The fields of a turn's speech; the alternatives are used once.
export function guessed(text) {
  const confidence = byId("confidence").value;
  const others = byId("alternatives").value.split("\n").map((one) => one.trim()).filter(Boolean).slice(0, MOST);
  byId("alternatives").value = "";
  return {
    text,
    ...(confidence === "" ? {} : { confidence: Math.min(Math.max(Number(confidence), 0), 1) }),
    ...(others.length ? { alternatives: others.map(alternative) } : {}),
  };
}

function alternative(written) {
  const [, text, confidence] = /^(.+?)(?:\s+(0(?:\.\d+)?|1(?:\.0+)?))?$/.exec(written);
  return confidence === undefined ? { text } : { text, confidence: Number(confidence) };
}

// The same in words, for the page.
export function doubts(speech) {
  const sure = speech.confidence === undefined ? "" : `把握 ${speech.confidence}`;
  const others = (speech.alternatives ?? []).map((one) => one.text).join("；");
  return [sure, others && `也像：${others}`].filter(Boolean).join("，");
}
