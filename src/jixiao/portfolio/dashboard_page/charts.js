"use strict";
// Drawings as SVG. Texts are set as texts, never as markup. Every drawing has a title for those who do not see it, and its numbers
// stand in a table beside it.

const SVG = "http://www.w3.org/2000/svg";

function put(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") for (const [event, run] of Object.entries(value)) node.addEventListener(event, run);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false) node.append(child instanceof Node ? child : String(child));
  }
  return node;
}

const el = (name, attributes, ...children) => put(document.createElement(name), attributes, children);
const draw = (name, attributes, ...children) => put(document.createElementNS(SVG, name), attributes, children);

function drawing(width, height, title, ...children) {
  return draw("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": title }, draw("title", {}, title), ...children);
}

function niceStep(most, parts) {
  const rough = Math.max(1, most / parts);
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 5, 10].map((each) => each * power).find((each) => each >= rough);
}

// bars: Map bin -> count (one score); line: the same of another; borders: [{at, name}]
function histogram({ bars, line, borders, title, xLabel, yLabel }) {
  const bins = [...bars.keys(), ...line.keys()];
  if (!bins.length) return null;
  const low = Math.min(80, Math.floor(Math.min(...bins) / 5) * 5), high = 101;
  const most = Math.max(...bars.values(), ...line.values(), 1);
  const W = 760, H = 300, left = 52, right = 14, top = 26, bottom = 44;
  const x = (value) => left + ((value - low) / (high - low)) * (W - left - right);
  const y = (value) => H - bottom - (value / most) * (H - top - bottom);
  const parts = [];
  const step = niceStep(most, 4);
  for (let at = 0; at <= most; at += step) {
    parts.push(draw("line", { class: "grid", x1: left, x2: W - right, y1: y(at), y2: y(at) }));
    parts.push(draw("text", { x: left - 6, y: y(at) + 4, "text-anchor": "end" }, at.toLocaleString("en")));
  }
  for (const [bin, count] of bars) {
    parts.push(draw("rect", { class: "bar", x: x(bin) + 0.5, y: y(count), width: Math.max(1, x(bin + 1) - x(bin) - 1), height: H - bottom - y(count) },
      draw("title", {}, `${bin === 100 ? "100" : `${bin}–${bin + 1}`}: ${count}`)));
  }
  if (line.size) {
    let path = `M${x(low)} ${y(0)}`;
    for (let bin = low; bin < high; bin += 1) path += `V${y(line.get(bin) || 0)}H${x(bin + 1)}`;
    parts.push(draw("path", { class: "step", d: `${path}V${y(0)}` }));
  }
  for (const each of borders.filter((border) => border.at >= low && border.at < 100)) {
    parts.push(draw("line", { class: "border", x1: x(each.at), x2: x(each.at), y1: top - 6, y2: H - bottom }));
    parts.push(draw("text", { x: x(each.at) + 4, y: top - 10 }, `${each.name} ≥ ${each.at}`));
  }
  for (let at = low; at <= 100; at += high - low > 60 ? 10 : 5) {
    parts.push(draw("text", { x: x(at), y: H - bottom + 16, "text-anchor": "middle" }, at));
  }
  parts.push(draw("line", { class: "axis", x1: left, x2: W - right, y1: H - bottom, y2: H - bottom }));
  parts.push(draw("text", { x: (left + W) / 2, y: H - 6, "text-anchor": "middle" }, xLabel));
  parts.push(draw("text", { x: 4, y: 12 }, yLabel));
  return drawing(W, H, title, ...parts);
}

// A scale of one hue, light to dark, and the ink that can be read on it.
const HUES = { blue: [[226, 239, 249], [8, 48, 107]], orange: [[254, 237, 217], [122, 40, 4]] };

function shade(hue, share) {
  const [from, to] = HUES[hue];
  const at = Math.max(0, Math.min(1, share));
  const colour = from.map((value, place) => Math.round(value + (to[place] - value) * at));
  return { fill: `rgb(${colour.join(",")})`, ink: at > 0.5 ? "#fff" : "#111" };
}

// cells: [{x, y, n}] in whole points of a hundred
function gapPlot({ cells, title, xLabel, yLabel, size }) {
  if (!cells.length) return null;
  const low = Math.min(80, Math.floor(Math.min(...cells.map((cell) => Math.min(cell.x, cell.y))) / 5) * 5), high = 101;
  const most = Math.max(...cells.map((cell) => cell.n));
  const S = 520, left = 48, right = 10, top = 22, bottom = 42;
  const x = (value) => left + ((value - low) / (high - low)) * (S - left - right);
  const y = (value) => S - bottom - ((value - low) / (high - low)) * (S - top - bottom);
  const step = high - low > 60 ? 10 : 5;
  const parts = [];
  for (let at = low; at <= 100; at += step) {
    parts.push(draw("line", { class: "grid", x1: x(at), x2: x(at), y1: top, y2: S - bottom }), draw("line", { class: "grid", x1: left, x2: S - right, y1: y(at), y2: y(at) }));
    parts.push(draw("text", { x: x(at), y: S - bottom + 16, "text-anchor": "middle" }, at), draw("text", { x: left - 6, y: y(at) + 4, "text-anchor": "end" }, at));
  }
  for (const cell of cells) {
    const share = Math.log1p(cell.n) / Math.log1p(most);
    parts.push(draw("rect", { class: "cell", x: x(cell.x), y: y(cell.y + 1), width: x(1) - x(0), height: y(0) - y(1), fill: shade("blue", 0.12 + 0.88 * share).fill },
      draw("title", {}, size(cell))));
  }
  parts.push(draw("line", { class: "border", x1: x(low), y1: y(low), x2: x(high), y2: y(high) }));
  parts.push(draw("line", { class: "axis", x1: left, x2: S - right, y1: S - bottom, y2: S - bottom }), draw("line", { class: "axis", x1: left, x2: left, y1: top, y2: S - bottom }));
  parts.push(draw("text", { x: (left + S) / 2, y: S - 6, "text-anchor": "middle" }, xLabel), draw("text", { x: 4, y: 12 }, yLabel));
  return drawing(S, S, title, ...parts);
}

// tiles: [{code, name, column, row, value, words, shown}]; value is null where there is nothing to show
function tileMap({ tiles, hue, title, chosen, choose }) {
  const side = 70, gap = 5;
  const columns = Math.max(...tiles.map((tile) => tile.column)) + 1, rows = Math.max(...tiles.map((tile) => tile.row)) + 1;
  const known = tiles.map((tile) => tile.value).filter((value) => value !== null);
  const low = Math.min(...known), high = Math.max(...known);
  const nodes = tiles.map((tile) => {
    const look = tile.value === null ? { fill: "#ededed", ink: "#595959" } : shade(hue, high > low ? (tile.value - low) / (high - low) : 0.3);
    const x = tile.column * (side + gap), y = tile.row * (side + gap);
    const node = draw("g", { class: tile.code === chosen ? "tile on" : "tile", tabindex: 0, role: "button", "data-code": tile.code, "aria-label": tile.words, "aria-pressed": tile.code === chosen,
      on: { click: () => choose(tile.code), keydown: (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); choose(tile.code); } } } },
      draw("title", {}, tile.words),
      draw("rect", { x, y, width: side, height: side, rx: 5, fill: look.fill, stroke: "#8a8a8a" }),
      draw("text", { x: x + side / 2, y: y + 30, "text-anchor": "middle" }, tile.name),
      draw("text", { x: x + side / 2, y: y + 50, "text-anchor": "middle" }, tile.shown));
    for (const text of node.querySelectorAll("text")) text.style.fill = look.ink;
    if (tile.name.length > 10) node.querySelector("text").style.fontSize = "9.5px";
    return node;
  });
  const map = draw("svg", { viewBox: `-3 -3 ${columns * (side + gap) + 1} ${rows * (side + gap) + 1}`, role: "group", "aria-label": title }, ...nodes);
  return { map, low, high };
}
