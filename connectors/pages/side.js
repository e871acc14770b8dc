// Demo cases and team console beside the phone, or in a drawer. Only where the server says that they may be seen.

import { startConsole } from "./console.js";
import { button, byId, element } from "./dom.js";

const WIDE = matchMedia("(min-width: 900px)");

export async function startSide({ send, fill }) {
  const surroundings = await fetch("/webhooks/web/surroundings")
    .then((response) => response.json())
    .catch(() => ({ console: false }));
  if (!surroundings.console) return;

  const drawer = startDrawer();
  showDemoCases(surroundings.demo_cases, (text) => {
    drawer.close();
    send(text);
  });
  byId("side").hidden = false;
  byId("open-side").hidden = false;
  document.querySelector(".stage").classList.add("with-side");
  startConsole({
    onNew: drawer.count,
    onFill: (text) => {
      drawer.close();
      fill(text);
    },
  });
}

function startDrawer() {
  const side = byId("side");
  const opener = byId("open-side");
  const badge = byId("badge");
  let unseen = 0;

  const isOpen = () => side.classList.contains("open");
  const showCount = () => {
    badge.hidden = unseen === 0;
    badge.textContent = unseen > 99 ? "99+" : String(unseen);
    opener.setAttribute("aria-label", unseen ? `后台，${unseen}条新消息` : "后台");
  };
  const set = (open) => {
    side.classList.toggle("open", open);
    byId("shade").hidden = !open;
    opener.setAttribute("aria-expanded", String(open));
    if (open) unseen = 0;
    showCount();
  };
  const close = () => {
    if (!isOpen()) return;
    set(false);
    opener.focus();
  };

  opener.addEventListener("click", () => {
    set(true);
    byId("close-side").focus();
  });
  byId("close-side").addEventListener("click", close);
  byId("shade").addEventListener("click", close);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });
  const count = (more) => {
    if (WIDE.matches || isOpen()) return;
    unseen += more;
    showCount();
  };
  showCount();
  return { close, count };
}

function showDemoCases(cases, send) {
  byId("demo").hidden = cases.length === 0;
  byId("demo-cases").append(...cases.map((demo) => {
    const person = (role, { name }) => button("person", [element("span", "", `${role} `), name], () => send(name));
    return element(
      "li", "",
      button("number", demo.case_number, () => send(demo.case_number)),
      element("p", "story", demo.story),
      element("div", "people", person("申请", demo.applicant), person("被执行", demo.debtor)),
    );
  }));
}
