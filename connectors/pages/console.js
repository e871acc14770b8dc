// The team console: asks once a second what is new and shows it, the newest on top.

import { button, byId, element } from "./dom.js";

const PAUSE = 1000;
const PAUSE_AFTER_FAILURE = 5000;
const KEPT = 200; // entries on the page; the server keeps more
const REASONS = { request_human: "要求转人工", complain: "反映问题", crisis: "紧急求助" };
const CHANNELS = { web: "网页", wechat: "微信", ivr: "电话", robot: "大厅机器人", rest: "接口" };
const NOTES = { settled: "工单变动", said: "当事人留言", reminder: "催办", told: "提醒" };
const CODE = /(?:^|\D)(\d{6})(?!\d)/;

export function startConsole({ onNew, onFill }) {
  const list = byId("entries");
  const state = byId("console-state");
  let after = "0";
  let known = false; // what was there before this page was opened is not new

  async function look() {
    const response = await fetch(`/console/log?after=${after}`);
    if (!response.ok) throw new Error(String(response.status));
    const { entries } = await response.json();
    for (const entry of entries) list.prepend(shown(entry, known, onFill));
    [...list.querySelectorAll(".entry")].slice(KEPT).forEach((old) => old.remove());
    byId("no-entries").hidden = list.querySelector(".entry") !== null;
    if (known && entries.length > 0) onNew(entries.length);
    after = entries.length > 0 ? entries[entries.length - 1].id : after;
    known = true;
  }

  async function watch() {
    let pause = PAUSE;
    if (!document.hidden) {
      try {
        await look();
        setState("on", "已连接，新消息在最上面");
      } catch {
        setState("off", "连接中断，正在重试");
        pause = PAUSE_AFTER_FAILURE;
      }
    }
    setTimeout(watch, pause);
  }

  // Written only when it changes, or a screen reader would read it out every second.
  function setState(className, text) {
    if (state.className === className) return;
    state.className = className;
    state.textContent = text;
  }

  watch();
}

function shown(entry, fresh, onFill) {
  const made = entry.kind === "code" ? message(entry, onFill) : entry.kind === "note" ? note(entry) : card(entry);
  made.classList.toggle("fresh", fresh);
  return made;
}

function message({ at, body }, onFill) {
  const code = body.text.match(CODE)?.[1];
  const text = code ? emphasised(body.text, code) : [body.text];
  const made = element("article", "entry", head("短信", at, element("span", "to", `发给 ${body.phone}`)));
  made.append(element("p", "", ...text));
  if (code) made.append(button("fill", "填入验证码", () => onFill(code)));
  return made;
}

function emphasised(text, code) {
  const at = text.indexOf(code);
  return [text.slice(0, at), element("strong", "code", code), text.slice(at + code.length)];
}

function card({ at, body }) {
  const urgent = body.urgency === "urgent";
  const tag = element("span", urgent ? "tag urgent" : "tag", urgent ? "紧急" : "普通");
  const facts = element(
    "dl", "",
    ...fact("谁", `${person(body)}，${body.verified ? "身份已核实" : "身份未核实"}`),
    ...fact("案号", body.case_number || "没有提供"),
    ...fact("原因", REASONS[body.reason] || body.reason),
    ...fact("原话", body.asked),
  );
  const made = element("article", urgent ? "entry urgent" : "entry", head(`转交 ${body.number}`, at, tag), facts);
  if (body.turns.length > 0) made.append(lastTurns(body.turns));
  return made;
}

function note({ at, body }) {
  const to = element("span", "to", `发给 ${body.to}`);
  const made = element("article", "entry", head(`${NOTES[body.note]} ${body.number}`, at, to));
  made.append(...body.text.split("\n").map((line) => element("p", "", line)));
  return made;
}

function head(title, at, ...marks) {
  const time = element("time", "", at.slice(11, 19));
  time.dateTime = at;
  return element("div", "entry-head", element("h3", "", title), ...marks, time);
}

function fact(name, value) {
  return [element("dt", "", name), element("dd", "", value)];
}

function person({ channel, sender }) {
  const name = sender.slice(sender.indexOf(":") + 1);
  return `${CHANNELS[channel] || channel}访客 ${name.slice(0, 6)}`;
}

function lastTurns(turns) {
  const list = element("ol", "turns", ...turns.map((turn) => element("li", "", turn)));
  return element("details", "", element("summary", "", `最近 ${turns.length} 句对话`), list);
}
