// What is new, as the server sends it; where it cannot send, the page asks every other second.

import { byId } from "./dom.js";
import { get } from "./api.js";

const PAUSE = 2000;
const PAUSE_AFTER_FAILURE = 5000;
const ASKING = 60000; // then sending is tried again

export function startLive({ where, onNews, onStranger }) {
  let source = null;
  let timer = 0;

  function listen() {
    stop();
    source = new EventSource(`/console/api/events?${new URLSearchParams(where())}`);
    source.addEventListener("message", (event) => {
      setState("on", "已连接");
      onNews(JSON.parse(event.data));
    });
    source.addEventListener("error", () => {
      if (source.readyState !== EventSource.CLOSED) setState("off", "连接中断，正在重试");
      else askUntil(Date.now() + ASKING);
    });
  }

  async function askUntil(end) {
    stop();
    let pause = PAUSE;
    try {
      onNews(await get("news", where()));
      setState("on", "已连接");
    } catch (trouble) {
      if (trouble.status === 404 || trouble.status === 403) return onStranger();
      setState("off", trouble.message);
      pause = PAUSE_AFTER_FAILURE;
    }
    timer = setTimeout(() => (Date.now() < end ? askUntil(end) : listen()), pause);
  }

  function stop() {
    source?.close();
    clearTimeout(timer);
  }

  listen();
  return { restart: listen };
}

// Written only when it changes, or a screen reader would read it out again and again.
function setState(className, text) {
  const state = byId("connection");
  if (state.textContent === text) return;
  state.className = className;
  state.textContent = text;
}
