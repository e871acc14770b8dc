// The line to the server: one turn after the other, each with its number; what failed on the way is sent again as it was.

const ADDRESS = "/webhooks/ivr/turn";
const PATIENCE = 20000; // milliseconds
const TRIES = 2;

export function openLine(caller) {
  const call = `page-${Array.from(crypto.getRandomValues(new Uint32Array(3)), (part) => part.toString(36)).join("")}`;
  let turn = -1;
  let before = Promise.resolve();

  // {answer, took} (milliseconds) or {error}; it never throws.
  function send(event, more = {}) {
    const sent = before.then(() => {
      turn += 1;
      return deliver(JSON.stringify({ call, turn, caller, event, ...more }), TRIES);
    });
    before = sent;
    return sent;
  }

  // For a page that is left: nobody waits for the answer.
  function drop() {
    const body = JSON.stringify({ call, turn: turn + 1, event: "hang-up" });
    fetch(ADDRESS, { ...request(body), keepalive: true }).catch(() => {});
  }

  return { send, drop };
}

async function deliver(body, tries) {
  const from = performance.now();
  try {
    const response = await fetch(ADDRESS, { ...request(body), signal: AbortSignal.timeout(PATIENCE) });
    const content = await response.json();
    if (!response.ok) return { error: content.error ?? `没有受理（${response.status}）` };
    return { answer: content, took: Math.round(performance.now() - from) };
  } catch {
    return tries > 1 ? deliver(body, tries - 1) : { error: "线路不通，请检查网络后再试。" };
  }
}

const request = (body) => ({ method: "POST", headers: { "Content-Type": "application/json" }, body });
