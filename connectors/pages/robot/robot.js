// The robot: asks the server at each turn, speaks, shows the card and the way; after a minute of silence all is wiped.
import { byId } from "/webhooks/robot/pages/dom.js";
import { showCard, wipeCard } from "/webhooks/robot/pages/card.js";
import { drawPlan } from "/webhooks/robot/pages/plan.js";
import { canListen, hush, listenOnce, speak } from "/webhooks/robot/pages/voice.js";

const ROBOT = "page";
const STATES = {
  asleep: "点一下屏幕，叫醒我", ready: "请说，或者点屏幕", listening: "我在听", thinking: "我想一想",
  speaking: "我在说", leading: "请跟我来",
};
const WALKING = 3; // seconds that the page takes for a walk: there are no wheels

let plan = null, stand = "", silence = 60, session = "", turn = 0, latest = 0, quiet = 0, walking = 0;

function become(state) {
  document.body.dataset.state = state;
  byId("state").textContent = STATES[state];
}

function wipe() {
  clearTimeout(quiet);
  clearTimeout(walking);
  hush();
  latest += 1;
  session = "";
  byId("text").value = "";
  byId("speech").textContent = "您好，有事请叫我。";
  wipeCard();
  drawPlan(plan, stand, null);
  become("asleep");
}

function watch() {
  clearTimeout(quiet);
  quiet = setTimeout(() => { send("idle"); wipe(); }, silence * 1000);
}

async function send(event, text) {
  if (!session) { session = crypto.randomUUID(); turn = 0; }
  const body = { robot: ROBOT, place: stand, session, event, turn: ++turn, ...(text === undefined ? {} : { text }) };
  const response = await fetch("/webhooks/robot/turn", {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
  });
  return response.json();
}

// What comes back after something newer was asked, or for a visit that is over, is for nobody.
async function ask(event, text) {
  clearTimeout(walking);
  hush();
  become("thinking");
  const mine = ++latest, answering = send(event, text);
  let answer;
  try { answer = await answering; } catch { answer = { error: "连不上服务，请找大厅里的工作人员。" }; }
  if (latest !== mine) return;
  watch();
  if (answer.error) return tell(answer.error, null);
  if (answer.end) return wipe();
  tell(answer.speech, answer);
}

async function tell(speech, answer) {
  const mine = latest;
  byId("speech").textContent = speech;
  if (answer?.card) {
    showCard(answer.card, (choice) => ask("button", choice));
    drawPlan(plan, stand, answer.card);
  }
  become("speaking");
  await speak(speech);
  if (latest !== mine) return;
  watch();
  if (!answer?.walk) return become("ready");
  become("leading");
  walking = setTimeout(() => ask("nav_done"), WALKING * 1000);
}

async function listen() {
  hush();
  const mine = ++latest;
  become("listening");
  const heard = await listenOnce();
  if (latest !== mine) return;
  if (heard) ask("utterance", heard);
  else become(session ? "ready" : "asleep");
}

byId("wake").addEventListener("click", () => { wipe(); ask("wake"); });
byId("leave").addEventListener("click", () => { if (session) send("leave"); wipe(); });
byId("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = byId("text").value.trim();
  byId("text").value = "";
  if (text) ask("utterance", text);
});
byId("text").addEventListener("input", () => { if (session) watch(); });
byId("listen").hidden = !canListen();
byId("listen").addEventListener("click", listen);

const known = await (await fetch("/webhooks/robot/plan")).json();
plan = known.plan;
silence = known.silence;
stand = plan?.stands[0]?.id ?? "";
wipe();
