// Questions before something is handed on or ended, and the list of messages that have not arrived.

import { button, byId, element } from "./dom.js";
import { change, get } from "./api.js";

// Ends with the id of a member or a queue, or with null.
export async function askTransfer({ members, queues, member: me }) {
  const to = byId("transfer-to");
  const filter = byId("transfer-filter");
  const fill = () => {
    const fitting = (named) => named.filter(({ name }) => name.includes(filter.value.trim()));
    to.replaceChildren(
      group("成员", fitting(members.filter(({ id }) => id !== me.id))),
      group("团队", fitting(queues)),
    );
    to.selectedIndex = filter.value.trim() ? 0 : -1;
  };
  filter.value = "";
  filter.oninput = fill;
  fill();
  return (await asked("transfer-dialog")) ? to.value || null : null;
}

export const askClose = () => asked("close-dialog");

export async function showUndelivered(onOpen) {
  byId("undelivered-dialog").showModal();
  const list = byId("undelivered-list");
  const show = ({ messages }) => {
    byId("undelivered-trouble").textContent = "";
    list.replaceChildren(...messages.map((message) => element("li", message.dead ? "dead" : "", ...row(message))));
    if (messages.length === 0) list.append(element("li", "nothing", "都送达了。"));
  };
  const row = ({ key, number, to, attempts, error, dead }) => [
    element("p", "",
      button("number", number, () => {
        byId("undelivered-dialog").close();
        onOpen(number);
      }),
      ` ${to}，试了${attempts}次。`, dead ? "已停止重试。" : "会接着送。"),
    element("p", "why", error),
    ...(dead ? [button("do", "重试", () => change("retry", { message: key }).then(show, failed))] : []),
  ];
  const failed = (trouble) => { byId("undelivered-trouble").textContent = trouble.message; };
  await get("undelivered").then(show, failed);
}

function group(label, named) {
  const made = document.createElement("optgroup");
  made.label = label;
  made.append(...named.map(({ id, name }) => new Option(name, id)));
  return made;
}

function asked(id) {
  const dialog = byId(id);
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((answered) => {
    dialog.addEventListener("close", () => answered(dialog.returnValue === "yes"), { once: true });
  });
}
