// Talking to the server. What cannot be done comes back as a Trouble with a sentence for the member.

const PATIENCE = 15000;

export class Trouble extends Error {
  constructor(status, sentence) {
    super(sentence);
    this.status = status;
  }
}

export const get = (path, parameters = {}) => ask(`${path}?${new URLSearchParams(parameters)}`, {});

export const post = (path, body) =>
  ask(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

const underWay = new Map();
const keys = new Map();

// A change carries a key. A second click while it is under way waits for the first; trying again after a failure
// carries the same key, so that it is done once even if only the answer was lost.
export function change(path, body = {}) {
  const what = `${path} ${JSON.stringify(body)}`;
  if (!keys.has(what)) keys.set(what, newKey());
  if (!underWay.has(what)) {
    const work = post(path, { ...body, key: keys.get(what) })
      .then(
        (content) => { keys.delete(what); return content; },
        (trouble) => {
          if (trouble.status >= 400 && trouble.status < 500) keys.delete(what);
          throw trouble;
        },
      )
      .finally(() => underWay.delete(what));
    underWay.set(what, work);
  }
  return underWay.get(what);
}

async function ask(path, options) {
  let response;
  try {
    response = await fetch(`/console/api/${path}`, { ...options, signal: AbortSignal.timeout?.(PATIENCE) });
  } catch {
    throw new Trouble(0, "连不上服务器，请检查网络，再试一次。");
  }
  const content = await response.json().catch(() => ({}));
  if (!response.ok) throw new Trouble(response.status, content.error || "系统暂时连不上，请稍后再试。");
  return content;
}

function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
