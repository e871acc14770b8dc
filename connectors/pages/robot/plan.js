// The floor plan out of the venue's data, in metres, with the way along the corridors.
import { byId } from "/webhooks/robot/pages/dom.js";

const SVG = "http://www.w3.org/2000/svg";

function shape(name, attributes, text = "") {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.textContent = text;
  return made;
}

const points = (line) => line.map((point) => point.join(",")).join(" ");

// Long names in two lines, so that they stay in their box.
function label(name, [left, top, width, height]) {
  const size = Math.min(1.25, Math.max(0.8, (2 * width) / Math.max(name.length, 3)));
  const long = name.length * size > width && width >= 3 && height >= 2 * size;
  const half = Math.ceil(name.length / 2);
  const rows = long ? [name.slice(0, half), name.slice(half)] : [name];
  const x = left + width / 2, middle = top + height / 2;
  const outside = !long && name.length * size > width;
  return rows.map((row, at) => {
    const y = outside ? top + height + size * 0.7 : middle + (at - (rows.length - 1) / 2) * size * 1.15;
    return shape("text", { class: "label", x, y, "font-size": outside ? 1 : size }, row);
  });
}

export function drawPlan(plan, stand, card) {
  byId("plan").hidden = !plan;
  byId("map").replaceChildren();
  byId("caption").textContent = "";
  if (!plan) return;
  const way = card?.way ?? [], target = plan.places.find((place) => place.id === card?.place);
  const here = plan.stands.find((one) => one.id === stand);
  const map = shape("svg", { viewBox: `0 0 ${plan.width} ${plan.height}`, role: "img", "aria-label": `${plan.name}平面图` });
  map.append(shape("rect", { class: "floor", width: plan.width, height: plan.height, rx: 1, "stroke-width": 0.2 }));
  for (const line of plan.corridors) map.append(shape("polyline", { class: "corridor", points: points(line), "stroke-width": 2 }));
  for (const place of plan.places) {
    const [x, y, width, height] = place.box;
    const marked = place === target ? " target" : "";
    map.append(shape("rect", { class: `box ${place.kind}${marked}`, x, y, width, height, rx: 0.4, "stroke-width": 0.15 }));
    map.append(...label(place.name, place.box));
  }
  if (way.length > 1) map.append(shape("polyline", { class: "way", points: points(way), "stroke-width": 0.5 }));
  const end = way[way.length - 1];
  if (end && way.length > 1) map.append(shape("circle", { class: "goal", cx: end[0], cy: end[1], r: 0.6 }));
  if (here) map.append(shape("circle", { class: "here", cx: here.at[0], cy: here.at[1], r: 0.8 }));
  byId("plan").classList.toggle("leads", way.length > 1);
  byId("map").append(map);
  byId("caption").textContent = target ? `绿点是我，红线通往${target.name}` : "绿点是我现在的位置";
}
