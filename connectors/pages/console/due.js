// Time as people say it. The server's clock counts, not this machine's.

let ahead = 0; // milliseconds by which the server's clock is ahead

export function setNow(now) {
  ahead = new Date(now) - Date.now();
}

// {text, long, late}: how long until the promised time, or how long past it; "long" says when that is as well.
export function due({ promised_at: promisedAt, replied, open }) {
  if (!open) return { text: "", long: "", late: false };
  if (replied) return { text: "已答复过", long: "已答复过", late: false };
  const minutes = Math.floor((new Date(promisedAt) - Date.now() - ahead) / 60000);
  const text = minutes < 0 ? `已超时${span(-minutes)}` : `还有${span(minutes)}`;
  return { text, long: `应在${clock(promisedAt)}前，${text}`, late: minutes < 0 };
}

export function clock(moment) {
  const day = new Intl.DateTimeFormat("zh-CN", { month: "numeric", day: "numeric", timeZone: "Asia/Shanghai" });
  const time = new Intl.DateTimeFormat("zh-CN", {
    hour: "numeric", minute: "2-digit", hourCycle: "h23", timeZone: "Asia/Shanghai",
  }).format(new Date(moment));
  const today = day.format(new Date(Date.now() + ahead));
  return day.format(new Date(moment)) === today ? time : `${day.format(new Date(moment)).replace("/", "月")}日${time}`;
}

function span(minutes) {
  if (minutes < 60) return `${Math.max(minutes, 1)}分钟`;
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)}小时${minutes % 60 ? `${minutes % 60}分` : ""}`;
  return `${Math.floor(minutes / 1440)}天`;
}
