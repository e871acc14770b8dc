// Words of colleagues, and where the request stands: fetched every few seconds while there is something to wait for.

const PAUSE = 3000;
const PAUSE_UNSEEN = 10000; // while nobody looks at the page, after the talk ended, and after a failure
const QUIET = new Set(["none", "ended"]);
const TITLE = document.title;

export function startMail({ onMessages, onStanding }) {
  let after = "0";
  let timer = 0;
  let asking = false;
  let again = false; // somebody wrote while the answer was on its way

  async function look() {
    again = asking;
    if (asking) return;
    asking = true;
    clearTimeout(timer);
    const pause = await fetchMail().catch(() => PAUSE_UNSEEN);
    asking = false;
    if (again) look();
    else if (pause > 0) timer = setTimeout(look, pause);
  }

  // How long to wait before the next time; 0: nothing is to be waited for until somebody writes again.
  async function fetchMail() {
    const response = await fetch(`/webhooks/web/inbox?after=${after}`);
    if (response.status === 404 || response.status === 403) return 0;
    if (!response.ok) return PAUSE_UNSEEN;
    const { messages, standing } = await response.json();
    if (messages.length > 0) {
      after = messages[messages.length - 1].id;
      if (document.hidden) document.title = `（新消息）${TITLE}`;
      onMessages(messages, standing);
    }
    onStanding(standing);
    if (standing.state === "none") return 0;
    return document.hidden || QUIET.has(standing.state) ? PAUSE_UNSEEN : PAUSE;
  }

  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    document.title = TITLE;
    look();
  });
  look();
  return { look };
}
