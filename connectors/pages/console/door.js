// Who sits here: the token if the server wants one, then the member.

import { button, byId, element } from "./dom.js";
import { get, post } from "./api.js";

// Ends with the session {member, members, queues} once a member is known.
export async function enter() {
  const session = await knownSession();
  if (session?.member) return session;
  byId("door").hidden = false;
  const opened = session ?? await askToken();
  const chosen = await askMember(opened.members);
  byId("door").hidden = true;
  return chosen;
}

export async function leave() {
  await post("session", { member: "" });
  location.reload();
}

// null: the server wants a token first.
async function knownSession() {
  try {
    return await get("session");
  } catch (trouble) {
    if (trouble.status === 404) return null;
    byId("door").hidden = false;
    say(trouble.message);
    await new Promise((later) => setTimeout(later, 5000));
    return knownSession();
  }
}

function askToken() {
  const form = byId("token-form");
  form.hidden = false;
  byId("token").focus();
  return new Promise((entered) => {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      try {
        const session = await post("session", { token: byId("token").value });
        form.hidden = true;
        say("");
        entered(session);
      } catch (trouble) {
        say(trouble.status === 404 ? "令牌不对，请核对后再试。" : trouble.message);
        byId("token").select();
      }
    });
  });
}

function askMember(members) {
  say("");
  byId("people").hidden = false;
  return new Promise((chosen) => {
    const choose = (member) => post("session", { member: member.id }).then(chosen, (trouble) => say(trouble.message));
    byId("people-list").replaceChildren(...members.map((member) => element(
      "li", "",
      button("person", [element("strong", "", member.name), element("span", "", served(member.queues))],
        () => choose(member)),
    )));
    byId("people-list").querySelector("button")?.focus();
  });
}

function served(queues) {
  return queues.length > 3 ? `${queues.slice(0, 3).join("、")}等${queues.length}个团队` : queues.join("、");
}

function say(sentence) {
  byId("door-trouble").textContent = sentence;
}
