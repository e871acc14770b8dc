// A telephone: what the caller says or presses goes out as a turn, what the caller hears is shown and spoken.

import { byId, element } from "./dom.js";
import { doubts, guessed } from "./guess.js";
import { startKeypad } from "./keypad.js";
import { openLine } from "./line.js";
import { remember, remembered } from "./large.js";
import { bubble, message, show, showLast, waitingFor } from "./shown.js";
import { startSide } from "./side.js";
import { canListen, hush, listenOnce, speak } from "./voice.js";

const MUTED = "zhixun-phone-muted";
const STATES = { idle: "未接通", ready: "请说", thinking: "正在接听", speaking: "正在说", transfer: "正在转接", ended: "通话已结束" };
const RATE = /prosody rate="(\d+)%"/;
const NAMES = { "no-input": "（没有出声）", "no-match": "（听不清）", interrupted: "（打断）" };

const phone = document.querySelector(".phone");
let line = null;
let began = 0; // of this call
let spokenFrom = 0; // since when the answer is being said
let saying = 0; // which answer; what interrupts it makes a new one
let muted = remembered(MUTED) === "1";

const keypad = startKeypad((keys) => turn("keys", { keys }, `按键 ${keys}`));
const talking = () => line !== null;
const state = () => phone.dataset.state;

function become(name) {
  phone.dataset.state = name;
  byId("status").textContent = STATES[name];
  byId("call").setAttribute("aria-label", talking() ? "挂断" : "拨打");
  byId("transfer").hidden = name !== "transfer";
}

// ---- the call

function dial() {
  byId("heard").replaceChildren();
  line = openLine(byId("caller").value.trim());
  began = Date.now();
  tick();
  return turn("start");
}

function hangUp() {
  line.send("hang-up");
  over("您挂断了");
}

function over(note) {
  line = null;
  quiet();
  keypad.expect(null);
  become("ended");
  show(element("p", "note", `${note}，通话 ${lasted()}`));
}

// Whoever speaks before the call is made is put through first.
async function say(text) {
  if (!talking()) {
    await dial();
    quiet();
    become("ready");
  }
  const speech = guessed(text);
  if (state() === "speaking") turn("interrupted", { speech, heard_ms: heardFor() }, text, speech);
  else turn("speech", { speech }, text, speech);
}

async function turn(event, more = {}, said = "", speech = null) {
  if (!talking()) return;
  const mine = line;
  quiet();
  if (said) show(bubble("mine", said, speech ? doubts(speech) : ""));
  become("thinking");
  const { answer, took, error } = await mine.send(event, more);
  if (line !== mine) return; // hung up meanwhile
  if (error) {
    show(element("p", "note trouble", error));
    become("ready");
    return;
  }
  hear(answer, took);
}

function hear(answer, took) {
  const rate = Number(RATE.exec(answer.speech.ssml)?.[1] ?? 100) / 100;
  if (answer.speech.text) {
    const pace = rate === 1 ? "" : `，语速 ${rate * 100}%`;
    show(bubble("theirs", answer.speech.text, `${took} 毫秒${pace}`));
  }
  answer.sms.forEach((sms) => show(message(sms)));
  keypad.expect(answer.expect?.keys);
  byId("keyed").dataset.waiting = waitingFor(answer.expect?.keys);
  pronounce(answer.speech.text, rate).then((ended) => {
    if (!ended) return;
    if (answer.action.type === "hang-up") over("对方挂断了");
    else if (answer.action.type === "transfer") transfer(answer.action);
    else become("ready");
  });
}

// Whether it was said to its end.
async function pronounce(text, rate) {
  const mine = line;
  quiet();
  const at = saying;
  become("speaking");
  spokenFrom = performance.now();
  if (!muted) await speak(text, rate);
  return line === mine && saying === at;
}

function transfer({ target, ticket, summary }) {
  byId("transfer-to").textContent = [`正在转接 ${target}`, ticket && `工单 ${ticket}`].filter(Boolean).join("，");
  byId("transfer-summary").textContent = summary;
  become("transfer");
}

function quiet() {
  saying += 1;
  hush();
}

const heardFor = () => Math.min(Math.round(performance.now() - spokenFrom), 600000);

// ---- the clock

function lasted() {
  const seconds = Math.floor((Date.now() - began) / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

function tick() {
  if (!talking()) return;
  byId("clock").textContent = ` ${lasted()}`;
  setTimeout(tick, 1000);
}

// ---- the ears

async function listen() {
  if (!talking()) return;
  const heardMs = state() === "speaking" ? heardFor() : null;
  quiet();
  byId("listen").classList.add("on");
  const text = await listenOnce();
  byId("listen").classList.remove("on");
  const speech = text && guessed(text);
  if (!text) turn(heardMs === null ? "no-match" : "interrupted", {}, NAMES["no-match"]);
  else if (heardMs === null) turn("speech", { speech }, text, speech);
  else turn("interrupted", { speech, heard_ms: heardMs }, text, speech);
}

// ---- the buttons

function press(id, action) {
  byId(id).addEventListener("click", action);
}

function setMuted(value) {
  muted = value;
  remember(MUTED, muted ? "1" : "0");
  byId("mute").setAttribute("aria-pressed", String(!muted));
  if (muted) hush();
}

function showKeys(shown) {
  byId("keypad").hidden = !shown;
  byId("toggle-keys").setAttribute("aria-pressed", String(shown));
}

press("call", () => (talking() ? hangUp() : dial()));
press("mute", () => setMuted(!muted));
press("toggle-keys", () => showKeys(byId("keypad").hidden));
byId("trial").addEventListener("toggle", () => showKeys(!byId("trial").open)); // there is no room for both
new ResizeObserver(showLast).observe(byId("heard"));
press("no-input", () => turn("no-input", {}, NAMES["no-input"]));
press("no-match", () => turn("no-match", {}, NAMES["no-match"]));
press("interrupt", () => turn("interrupted", { heard_ms: heardFor() }, NAMES.interrupted));
press("unanswered", () => turn("no-input", {}, "（没有人接）"));
press("answered", hangUp);
press("listen", listen);
byId("listen").hidden = !canListen();

byId("say").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = byId("text").value.trim();
  if (text === "") return;
  byId("text").value = "";
  say(text);
});

addEventListener("pagehide", () => line?.drop());
setMuted(muted);
become("idle");
startSide({
  send: say,
  fill: (text) => {
    byId("text").value = text;
    byId("text").focus();
  },
});
