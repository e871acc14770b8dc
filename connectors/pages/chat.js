// The conversation: what the person says goes out one after the other, what the bot says comes in as bubbles and chips.

import { button, byId, element } from "./dom.js";
import { startMail } from "./mail.js";

const PATIENCE = 20000; // milliseconds; the assistant itself answers, or says that it is slow, within eight seconds
const SOURCE = /^(依据|参考（原文待核对）)：/;
const TEAM = "执行团队";
const DISCLAIMER = "信息仅供参考，以法院文书为准";

export function startChat() {
  const messages = byId("messages");
  const status = byId("status");
  let before = Promise.resolve(); // messages wait for each other
  let atEnd = true;

  function send(text) {
    const message = element("div", "message mine waiting", avatar("我"), bubble("我：", [text]));
    putAwayChips();
    messages.append(message);
    scrollToEnd();
    enqueue(text, message);
  }

  function enqueue(text, message) {
    before = before.then(() => deliver(text, message));
  }

  async function deliver(text, message) {
    const typing = showTyping(message);
    let answer;
    try {
      answer = await post(text);
    } catch {
      answer = { trouble: "没有发出去，请检查网络", again: true };
    }
    typing.remove();
    status.textContent = DISCLAIMER;
    message.classList.remove("waiting");
    if (answer.trouble) showTrouble(answer, text, message);
    else showReplies(answer.replies, message);
    mail.look(); // the turn may have handed over
  }

  function showTyping(message) {
    const dots = element("div", "dots", element("i"), element("i"), element("i"));
    const typing = element("div", "message bot", avatar(""), element("div", "bubble", dots));
    typing.setAttribute("aria-hidden", "true");
    status.textContent = "对方正在输入…";
    message.after(typing);
    typing.scrollIntoView({ block: "nearest" });
    return typing;
  }

  function showTrouble({ trouble, again }, text, message) {
    const note = element("div", "trouble", element("p", "", trouble));
    if (again) {
      note.append(button("retry", "重发", () => {
        note.remove();
        message.classList.add("waiting");
        enqueue(text, message);
      }));
    }
    message.after(note);
    note.scrollIntoView({ block: "nearest" });
  }

  function showReplies(replies, message) {
    const shown = replies.flatMap((reply) => {
      const parts = [element("div", "message bot", avatar(""), replyBubble(reply))];
      if (reply.choices.length > 0) parts.push(chips(reply.choices));
      return parts;
    });
    if (shown.length === 0) return;
    message.after(...shown); // also where the next question was sent before the answer came
    // The end in view, but never at the cost of the beginning of a long answer.
    shown[shown.length - 1].scrollIntoView({ block: "end" });
    messages.scrollTop = Math.min(messages.scrollTop, shown[0].offsetTop - messages.offsetTop - 12);
  }

  // Colleagues' words, and the desk's own; the last one's choices only while an answer is waited for.
  function showMail(mails, standing) {
    const shown = mails.map(({ name, text }) => (name ? colleague(name, text) : fromBot(text)));
    const { choices } = mails[mails.length - 1];
    if (choices.length > 0 && standing.state !== "ended") {
      putAwayChips();
      shown.push(chips(choices));
    }
    const follow = atEnd;
    messages.append(...shown);
    if (follow) scrollToEnd();
    else shown[0].scrollIntoView({ block: "nearest" });
  }

  function showStanding({ line, state }) {
    const standing = byId("standing");
    if (standing.textContent !== line) standing.textContent = line; // or a screen reader would read it again
    standing.className = `standing ${state}`;
    standing.hidden = line === "";
  }

  function chips(choices) {
    return element("div", "chips", ...choices.map((choice) => button("chip", choice, () => send(choice))));
  }

  // Whoever tapped a chip with the keyboard would be left nowhere when it goes.
  function putAwayChips() {
    const within = document.activeElement?.closest(".chips");
    messages.querySelectorAll(".chips").forEach((row) => row.remove());
    if (within) (matchMedia("(pointer: fine)").matches ? byId("text") : messages).focus();
  }

  function scrollToEnd() {
    messages.scrollTop = messages.scrollHeight;
  }

  // The end stays in view when a keyboard opens, the input grows or the text is enlarged.
  messages.addEventListener("scroll", () => {
    atEnd = messages.scrollHeight - messages.clientHeight - messages.scrollTop < 8;
  });
  new ResizeObserver(() => { if (atEnd) scrollToEnd(); }).observe(messages);
  messages.querySelectorAll(".chip").forEach((chip) => chip.addEventListener("click", () => send(chip.textContent)));
  const mail = startMail({ onMessages: showMail, onStanding: showStanding });
  return { send };
}

// {replies} or {trouble, again}; throws if the server cannot be reached.
async function post(text) {
  const response = await fetch("/webhooks/web/message", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ text }),
    signal: AbortSignal.timeout?.(PATIENCE),
  });
  const content = await response.json().catch(() => ({}));
  if (response.ok) return content;
  return { trouble: content.error || "系统暂时连不上，请稍后再试", again: response.status >= 500 };
}

function avatar(sign) {
  const made = element("span", "avatar", sign);
  made.setAttribute("aria-hidden", "true");
  return made;
}

function colleague(name, text) {
  const words = element("div", "bubble", ...text.split("\n").map((line) => element("p", "", line)));
  const signed = element("div", "signed", element("p", "signature", `${TEAM} ${name}`), words);
  return element("div", "message colleague", avatar(name.slice(0, 1)), signed);
}

function fromBot(text) {
  return element("div", "message bot", avatar(""), bubble("执询：", text.split("\n")));
}

function bubble(speaker, lines) {
  const paragraphs = lines.map((line) => element("p", SOURCE.test(line) ? "source" : "", line));
  return element("div", "bubble", element("span", "unseen", speaker), ...paragraphs);
}

function replyBubble({ title, lines, choices, link }) {
  const made = bubble("执询：", lines.filter((line) => !isChoice(line, choices)));
  if (title && title !== lines[0]) made.firstChild.after(element("p", "title", title));
  if (/^https?:\/\//.test(link)) made.append(element("p", "", anchor(link)));
  return made;
}

// "1. 怎么还款" needs no line of its own where 怎么还款 is a chip.
function isChoice(line, choices) {
  return choices.includes(line.replace(/^\d+\. /, "")) && /^\d+\. /.test(line);
}

function anchor(link) {
  const made = element("a", "", link);
  made.href = link;
  made.target = "_blank";
  made.rel = "noopener noreferrer";
  return made;
}
