// A new urgent ticket is heard, stands on top of the page, and counts in the title of the tab.

import { button, byId, element } from "./dom.js";
import { remember, remembered } from "./large.js";

const SOUND = "zhixun-console-sound";
const RUNG = "zhixun-console-rung";
const TITLE = document.title;

export function startAlarm(open) {
  const toggle = byId("sound");
  const known = new Set();
  let first = true;
  let audio = null;

  const soundOn = () => toggle.getAttribute("aria-pressed") === "true";
  toggle.setAttribute("aria-pressed", String(remembered(SOUND) !== "0"));
  toggle.addEventListener("click", () => {
    toggle.setAttribute("aria-pressed", String(!soundOn()));
    remember(SOUND, soundOn() ? "1" : "0");
    if (soundOn()) ring();
  });
  // A browser lets a page be heard only after somebody touched it.
  document.addEventListener("pointerdown", () => { audio ??= new AudioContext(); }, { once: true });

  function look(tickets) {
    const urgent = tickets.filter((ticket) => ticket.urgent && ticket.owner === "requested");
    const fresh = urgent.filter((ticket) => !known.has(ticket.number));
    fresh.forEach((ticket) => known.add(ticket.number));
    document.title = urgent.length > 0 ? `（${urgent.length}件紧急）${TITLE}` : TITLE;
    if (fresh.length > 0 && !first) announce(fresh[0]);
    if (!urgent.some((ticket) => ticket.number === byId("alarm").dataset.number)) byId("alarm").hidden = true;
    first = false;
  }

  function announce(ticket) {
    const alarm = byId("alarm");
    alarm.dataset.number = ticket.number;
    alarm.replaceChildren(
      element("p", "", `新的紧急工单：${ticket.reason}，${ticket.party}`),
      button("", "打开", () => {
        alarm.hidden = true;
        open(ticket.number);
      }),
      button("", "知道了", () => { alarm.hidden = true; }),
    );
    alarm.hidden = false;
    if (soundOn() && remembered(RUNG) !== ticket.number) ring(); // one tab of several is enough
    remember(RUNG, ticket.number);
  }

  function ring() {
    audio ??= new AudioContext();
    [0, 0.25].forEach((start) => {
      const tone = new OscillatorNode(audio, { frequency: 880 });
      const volume = new GainNode(audio, { gain: 0.15 });
      tone.connect(volume).connect(audio.destination);
      tone.start(audio.currentTime + start);
      tone.stop(audio.currentTime + start + 0.15);
    });
  }

  return { look };
}
