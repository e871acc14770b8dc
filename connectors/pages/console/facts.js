// The summary of a ticket, to be read in ten seconds.

import { button, byId, element } from "./dom.js";
import { clock, due } from "./due.js";

const CONTENT = { true: "已解决", false: "没有解决" };

export function showFacts(ticket, useSuggestion) {
  const { long, late } = due(ticket);
  const made = [
    element("p", "asked", ticket.asked),
    element(
      "dl", "",
      ...fact("谁", `${ticket.party}，${ticket.channel}`, mark(ticket.verified)),
      ...fact("案号", ticket.case_number || "没有提供"),
      ...fact("阶段", ticket.stage),
      ...fact("期限", ...ticket.deadlines.map((deadline) => element("span", "deadline", deadline))),
      ...fact("原因", ticket.reason),
      ...fact("先做", ticket.first),
      ...fact("答复", ticket.open ? element("span", late ? "due late" : "due", long) : ""),
      ...fact("团队", ticket.queue),
      ...fact("转来", clock(ticket.opened_at)),
      ...fact("评价", CONTENT[ticket.content] ?? ""),
    ),
  ];
  if (ticket.suggested) {
    made.push(element(
      "div", "suggested",
      element("h3", "", "建议答复"),
      element("p", "", ticket.suggested),
      ...(useSuggestion ? [button("use", "采用", () => useSuggestion(ticket.suggested))] : []),
    ));
  }
  byId("facts").replaceChildren(...made);
}

function mark(verified) {
  return element("span", verified ? "tag sure" : "tag unsure", verified ? "身份已核实" : "身份未核实");
}

// Nothing is said of what is not known.
function fact(name, ...values) {
  const known = values.filter((value) => value !== "");
  return known.length > 0 ? [element("dt", "", name), element("dd", "", ...known)] : [];
}
