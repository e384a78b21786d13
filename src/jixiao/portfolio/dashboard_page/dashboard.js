"use strict";
// The page: what it knows at once stands in it as JSON; units and details are scripts that are loaded when they are asked for.

const KNOWN = JSON.parse(document.getElementById("data").textContent);
const AT = Object.fromEntries(KNOWN.columns.map((name, place) => [name, place]));
const ALL = "all";
const state = { language: "zh", group: KNOWN.groups.length === 1 ? "0" : ALL, measure: "mean", province: null, words: "" };
const MOST_FOUND = 200, PER_PAGE = 50;

const say = (zh, en) => (state.language === "en" ? en : zh);
const both = (pair) => (pair ? pair[state.language === "en" && pair.length > 1 ? 1 : 0] : "");
const count = (number) => Number(number).toLocaleString("en");
const NONE = "—";

try { if (localStorage.getItem("jixiao-language") === "en") state.language = "en"; } catch { /* not kept then */ }

// ---- exact numbers as their digits

function points(text, decimals) {
  if (text === null || text === undefined) return NONE;
  const [whole, part = ""] = String(text).split(".");
  return part.length >= decimals ? String(text) : `${whole}${decimals ? "." : ""}${part.padEnd(decimals, "0")}`;
}

function micro(text) {
  const [, sign, whole, part = ""] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  return BigInt(`${sign}${whole}${part.padEnd(6, "0")}`);
}

function difference(one, other, decimals) {
  if (one === null || other === null) return null;
  const units = micro(one) - micro(other), size = units < 0n ? -units : units;
  const digits = String(size).padStart(7, "0");
  const text = `${digits.slice(0, -6)}.${digits.slice(-6)}`.replace(/\.?0+$/, "");
  return { sign: units < 0n ? -1 : units > 0n ? 1 : 0, text: (units < 0n ? "−" : units > 0n ? "+" : "") + points(text, decimals) };
}

function shownDifference(found) {
  if (!found) return NONE;
  return found.sign ? el("span", { class: found.sign > 0 ? "above" : "below" }, found.text) : found.text;
}

// ---- what is loaded on demand: a script each, with one call

const waiting = new Map(), loaded = new Map();

globalThis.jixiaoLoaded = (name, value) => { loaded.set(name, value); };

function load(name) {
  if (!waiting.has(name)) {
    waiting.set(name, new Promise((resolve, reject) => {
      const script = el("script", { src: `data/${name}.js`, on: {
        load: () => (loaded.has(name) ? resolve(loaded.get(name)) : reject(new Error(name))),
        error: () => { waiting.delete(name); reject(new Error(name)); },
      } });
      document.head.append(script);
    }));
  }
  return waiting.get(name);
}

const shardName = (kind, number) => `${kind}-${String(number).padStart(4, "0")}`;

// Rows that fit, the riskiest first, until there are enough; loads one share of the units after the other.
async function unitsThat(fits, most, tell) {
  const found = [];
  for (let number = 0; number < KNOWN.shards && found.length < most; number += 1) {
    tell(say(`正在读取第 ${number + 1} / ${KNOWN.shards} 份……`, `Reading share ${number + 1} of ${KNOWN.shards} …`));
    for (const row of await load(shardName("units", number))) if (fits(row) && found.length < most) found.push(row);
  }
  return found;
}

// ---- groups: a year and a framework

const chosen = () => (state.group === ALL ? KNOWN.groups.map((_, number) => number) : [Number(state.group)]);
const frameworkOf = (group) => KNOWN.frameworks[KNOWN.groups[group].framework];
const ofGroups = (rows) => { const wanted = new Set(chosen()); return rows.filter((row) => wanted.has(row[0])); };
const sum = (rows, place) => rows.reduce((total, row) => total + (Number(row[place]) || 0), 0);
const groupFits = (row) => state.group === ALL || (row[AT.fiscal_year] === KNOWN.groups[state.group].year && row[AT.framework] === KNOWN.groups[state.group].framework);
const groupName = (number) => `${KNOWN.groups[number].year} ${both(frameworkOf(number).name)}`;

function binned(rows) {
  const bins = new Map();
  for (const [, bin, units] of ofGroups(rows)) bins.set(bin, (bins.get(bin) || 0) + units);
  return bins;
}

function borders() {
  const listed = chosen().filter((number) => !frameworkOf(number).why).map((number) => frameworkOf(number).grades);
  const same = listed.length && listed.every((grades) => JSON.stringify(grades) === JSON.stringify(listed[0]));
  return same ? listed[0].filter((grade) => Number(grade.least) > 0).map((grade) => ({ at: Number(grade.least), name: both(grade.name) })) : [];
}

// ---- words

const word = (name) => both(KNOWN.words[name]) || name || NONE;
const peers = (text) => { const at = (text || "").lastIndexOf("-"); return at < 0 ? word(text) : say(`${word(text.slice(0, at))}·${word(text.slice(at + 1))}`, `${word(text.slice(0, at))}, ${word(text.slice(at + 1))}`); };
const province = (code) => KNOWN.provinces.find((each) => each.code === (code || "").slice(0, 2));
const region = (code) => { const found = province(code); return code ? `${code}${found ? ` ${say(found.zh, found.en)}` : ""}` : NONE; };
const gradeOf = (row) => { const found = KNOWN.frameworks[row[AT.framework]].grades.find((grade) => grade.name[0] === row[AT.grade]); return found ? both(found.name) : row[AT.grade] || NONE; };
const signalNames = (text) => (text ? text.split(" ").map((name) => both(KNOWN.signals[name] && KNOWN.signals[name].label) || name).join(say("；", "; ")) : "");
const hundredths = (value) => (Number(value) / 100).toFixed(2).replace(/\.?0+$/, "");
const rank = (at, of) => (at === null ? NONE : `${count(at)} / ${count(of)}`);

// ---- tables

function table(caption, heads, rows) {
  const head = heads.map(([name, isNumber]) => el("th", { scope: "col", class: isNumber ? "n" : null }, name));
  const body = rows.map((cells) => el("tr", { class: cells.class || null }, cells.map((cell, place) => el("td", { class: heads[place][1] ? "n" : heads[place][2] || null }, cell))));
  return el("div", { class: "wide" }, el("table", {}, caption ? el("caption", {}, caption) : null, el("thead", {}, el("tr", {}, head)), el("tbody", {}, body)));
}

const asTable = (made) => el("details", { class: "screen" }, el("summary", {}, say("以表格查看", "As a table")), made);

const unitLink = (row) => el("a", { href: `#u/${encodeURIComponent(row[AT.unit_code])}/${row[AT.fiscal_year]}` }, row[AT.name] || row[AT.unit_code]);

function unitTable(caption, rows, withRanks) {
  const heads = [[say("代码", "Code"), 0, "code"], [say("单位", "Unit")], [say("区划", "Region"), 0, "code"], [say("同类组", "Peers")], [say("自评", "Stated"), 1], [say("重算", "Recomputed"), 1], [say("差异", "Difference"), 1], [say("等次", "Grade")]];
  heads.push(...(withRanks ? [[say("总排名", "Rank"), 1], [say("区划内", "In region"), 1], [say("同类", "Among peers"), 1]] : [[say("风险分", "Risk"), 1], [say("看到的情况", "What was seen")]]));
  return table(caption, heads, rows.map((row) => {
    const decimals = KNOWN.frameworks[row[AT.framework]].decimals;
    const cells = [row[AT.unit_code], unitLink(row), region(row[AT.region_code]), peers(row[AT.peer_group]), points(row[AT.stated], decimals), points(row[AT.total], decimals), shownDifference(difference(row[AT.stated], row[AT.total], decimals)), gradeOf(row)];
    cells.push(...(withRanks ? [rank(row[AT.overall_rank], row[AT.overall_of]), rank(row[AT.region_rank], row[AT.region_of]), rank(row[AT.peer_rank], row[AT.peer_of])] : [hundredths(row[AT.risk]), signalNames(row[AT.signals])]));
    return cells;
  }));
}

// ---- sections

function overviewSection() {
  const counts = ofGroups(KNOWN.counts);
  const cards = [
    [count(sum(counts, 1)), say("单位", "units")],
    [count(sum(counts, 2)), say("总分完整、参加排名", "with a complete total and a rank")],
    [count(sum(counts, 6)), say("自评高于重算", "stated above recomputed")],
    [count(sum(counts, 7)), say("自评低于重算", "stated below recomputed")],
    [count(sum(counts, 5)), say("看到信号的单位", "units that give a signal")],
    [count(sum(counts, 4)), say("有复核得分", "with a reviewed score")],
  ];
  if (counts.length === 1 && counts[0][8] !== null) cards.push([points(String(counts[0][8]).replace(/\.?0+$/, ""), frameworkOf(counts[0][0]).decimals), say("重算总分中位数", "median of recomputed totals")]);
  const bars = binned(KNOWN.recomputed), line = binned(KNOWN.stated);
  const title = say("重算总分与自评总分的分布", "Distribution of recomputed and stated totals");
  const plot = histogram({ bars, line, borders: borders(), title, xLabel: say("总分（折合百分制，每格 1 分，100 分单列）", "total (of a hundred; one point a bar, 100 by itself)"), yLabel: say("单位数", "units") });
  const bins = [...new Set([...bars.keys(), ...line.keys()])].sort((one, other) => other - one);
  const why = chosen().filter((number) => frameworkOf(number).why).map((number) => el("p", { class: "note" }, `${groupName(number)}${say("：", ": ")}${both(frameworkOf(number).why)}`));
  return el("section", { id: "overview" }, el("h2", {}, say("总览", "Overview")),
    el("ul", { class: "cards" }, cards.map(([number, name]) => el("li", {}, el("b", {}, number), el("span", {}, name)))),
    el("h3", {}, say("要点", "In short")), el("ul", { class: "short" }, inShort(counts).map((each) => el("li", {}, each))),
    el("div", { class: "pair" },
      el("div", { class: "figure" }, el("h3", {}, title),
        el("div", { class: "legend" }, el("span", {}, el("span", { class: "swatch recomputed" }), say("重算（柱）", "recomputed (bars)")), el("span", {}, el("span", { class: "swatch stated" }), say("自评（折线）", "stated (line)")), el("span", {}, say("虚线为等次线", "dashed: borders of grades"))),
        plot || el("p", {}, say("没有完整的总分。", "There is no complete total.")),
        asTable(table(null, [[say("总分", "Total")], [say("重算", "Recomputed"), 1], [say("自评", "Stated"), 1]], bins.map((bin) => [bin === 100 ? "100" : `${bin}–${bin + 1}`, count(bars.get(bin) || 0), count(line.get(bin) || 0)])))),
      el("div", { class: "figure" }, el("h3", {}, say("等次", "Grades")), gradeTable(), why)),
    state.group === ALL && KNOWN.groups.length > 1 ? el("p", { class: "note" }, say("这里把各指标体系的总分折成百分制放在一起；不同体系的得分不宜直接比较，可在页首选择其一。", "Totals of all frameworks are shown as shares of their full marks. Scores of different frameworks should not be compared directly; choose one at the top.")) : null);
}

// What somebody with five minutes should know, and where to read on.
function inShort(counts) {
  const lines = [], far = (least) => sum(ofGroups(KNOWN.far).filter((row) => row[1] >= least), 2);
  const go = (name, text) => el("a", { href: `#${name}` }, text), units = sum(counts, 1), complete = sum(counts, 2);
  if (far(2)) lines.push([say(`${count(far(2))} 个单位自评高出重算 5 分以上，其中 10 分以上 ${count(far(3))} 个（`, `${count(far(2))} units state more than 5 points above the recomputed total, ${count(far(3))} of them more than 10 (`), go("gaps", say("差异", "gaps")), say("）。", ").")]);
  else if (ofGroups(KNOWN.far).length) lines.push(say("没有单位自评高出重算 5 分以上。", "No unit states more than 5 points above the recomputed total."));
  if (units > complete) lines.push(say(`${count(units - complete)} 个单位没有完整的总分，不参加排名：数据未报或未到期，或所用指标体系不给总分。`, `${count(units - complete)} units have no complete total and no rank: data are missing or not due, or their framework gives no total.`));
  const seen = new Map();
  for (const [, name, many] of ofGroups(KNOWN.seen)) seen.set(name, (seen.get(name) || 0) + many);
  const most = [...seen].sort((one, other) => other[1] - one[1]).slice(0, 3).map(([name, many]) => say(`${both(KNOWN.signals[name].label)}（${count(many)} 个单位）`, `${both(KNOWN.signals[name].label)} (${count(many)} units)`));
  if (most.length) lines.push([say("看到最多的情况：", "Seen most: "), most.join(say("、", ", ")), say("（", " ("), go("risks", say("信号", "signals")), say("）。", ").")]);
  const first = KNOWN.riskiest.filter(groupFits).slice(0, 5);
  if (first.length) lines.push([say("风险分最高、宜先核实的：", "To be checked first, by risk: "), ...first.flatMap((row, place) => [place ? say("、", ", ") : "", unitLink(row), say(`（${hundredths(row[AT.risk])} 分）`, ` (${hundredths(row[AT.risk])})`)]), say("。", ".")]);
  return lines;
}

function gradeTable() {
  const rows = ofGroups(KNOWN.grades).map(([group, place, recomputed, stated]) => {
    const moved = stated - recomputed;
    return [...(state.group === ALL ? [place ? "" : groupName(group)] : []), both(frameworkOf(group).grades[place].name), count(recomputed), count(stated), `${moved > 0 ? "+" : moved < 0 ? "−" : ""}${count(Math.abs(moved))}`];
  });
  if (!rows.length) return el("p", {}, say("没有等次。", "There are no grades."));
  return table(null, [...(state.group === ALL ? [[say("指标体系", "Framework")]] : []), [say("等次", "Grade")], [say("按重算", "By recomputed"), 1], [say("按自评", "By stated"), 1], [say("差", "Change"), 1]], rows);
}

// Cities added up: {units, complete, hundredths, seen, points}
function added(rows) {
  return { units: sum(rows, 2), complete: sum(rows, 3), hundredths: sum(rows, 4), seen: sum(rows, 5), risk: sum(rows, 6) };
}
const mean = (all) => (all.complete ? (all.hundredths / all.complete / 100).toFixed(2) : null);
const share = (all) => (all.units ? ((100 * all.seen) / all.units).toFixed(1) : null);

function regionSection() {
  const rows = ofGroups(KNOWN.cities);
  const by = new Map();
  for (const row of rows) { const code = row[1].slice(0, 2); by.set(code, [...(by.get(code) || []), row]); }
  const isMean = state.measure === "mean";
  const tiles = KNOWN.provinces.map((each) => {
    const all = added(by.get(each.code) || []);
    const value = isMean ? mean(all) : share(all), name = say(each.zh, each.en);
    const told = isMean ? say(`平均 ${value} 分`, `mean ${value}`) : say(`${value}% 的单位有信号`, `${value}% of units give a signal`);
    return { ...each, name: say(each.zh, each.en), value: value === null ? null : Number(value), shown: value === null ? NONE : isMean ? value : `${value}%`, words: value === null ? `${name}${say("：没有数据", ": no data")}` : `${name}${say("：", ": ")}${told}${say("，", ", ")}${all.units}${say(" 个单位", " units")}` };
  });
  const title = isMean ? say("各省平均重算得分（百分制）", "Mean recomputed score by province (of a hundred)") : say("各省有信号的单位所占比例", "Share of units that give a signal, by province");
  const made = tileMap({ tiles, hue: isMean ? "blue" : "orange", title, chosen: state.province, choose: (code) => { state.province = state.province === code ? null : code; redraw("regions"); document.querySelector(`[data-code="${code}"]`).focus({ preventScroll: true }); } });
  const select = el("select", { "aria-label": say("颜色表示", "Colour shows"), on: { change: (event) => { state.measure = event.target.value; redraw("regions"); document.querySelector("#regions select").focus(); } } },
    el("option", { value: "mean", selected: isMean }, say("平均得分", "mean score")), el("option", { value: "seen", selected: !isMean }, say("有信号的单位比例", "share of units with a signal")));
  const unknown = [...by.keys()].filter((code) => !KNOWN.provinces.some((each) => each.code === code));
  return el("section", { id: "regions" }, el("h2", {}, say("区域", "Regions")),
    el("p", { class: "screen" }, say("颜色表示：", "Colour shows: "), select),
    el("div", { class: "pair even" },
      el("div", { class: "figure" }, el("h3", {}, title), made.map,
        el("p", { class: "note" }, Number.isFinite(made.low) ? say(`颜色由浅到深：${made.low} 至 ${made.high}。`, `Light to dark: ${made.low} to ${made.high}. `) : "", say("方格只示意方位，不是地图；灰色为没有数据。选一格看各市。", "Tiles show rough positions, not borders; grey means no data. Choose a tile to see its cities.")), unknown.length ? el("p", { class: "note" }, say(`另有区划代码不在表中：${unknown.map((code) => code || "空").join("、")}`, `Codes that are not in the table: ${unknown.map((code) => code || "none").join(", ")}`)) : null),
      el("div", {}, state.province === null ? provinceTable(by) : cityTable(by.get(state.province) || []))));
}

const REGION_HEADS = () => [[say("区划", "Region")], [say("单位", "Units"), 1], [say("总分完整", "Complete"), 1], [say("平均分", "Mean"), 1], [say("有信号", "With a signal"), 1], [say("平均风险分", "Mean risk"), 1]];
const regionCells = (name, all) => [name, count(all.units), count(all.complete), mean(all) || NONE, `${count(all.seen)}${all.units ? ` (${share(all)}%)` : ""}`, all.units ? (all.risk / all.units / 100).toFixed(2) : NONE];

function provinceTable(by) {
  const rows = [...by.entries()].map(([code, cities]) => [code, added(cities)]).sort((one, other) => Number(mean(other[1]) || -1) - Number(mean(one[1]) || -1));
  const name = (code) => { const each = province(code); return el("button", { class: "link", on: { click: () => { state.province = code; redraw("regions"); } } }, each ? say(each.zh, each.en) : code || NONE); };
  return table(say("各省，按平均分", "Provinces by mean score"), REGION_HEADS(), rows.map(([code, all]) => regionCells(name(code), all)));
}

function cityTable(rows) {
  const each = province(state.province);
  const by = new Map();
  for (const row of rows) by.set(row[1], [...(by.get(row[1]) || []), row]);
  const back = el("button", { on: { click: () => { state.province = null; redraw("regions"); } } }, say("返回各省", "Back to provinces"));
  const open = (code) => el("button", { class: "link", "aria-label": say(`查找区划 ${code} 的单位`, `Find the units of region ${code}`), on: { click: () => { state.words = code; redraw("units"); search(); document.getElementById("units").scrollIntoView(); } } }, code);
  return [el("p", {}, back), table(`${each ? say(each.zh, each.en) : state.province}${say("：按区划代码前四位（市）", ": by the first four digits (cities)")}`, REGION_HEADS(), [...by.entries()].map(([code, cities]) => regionCells(open(code), added(cities))))];
}

const FAR = () => [[3, say("高出 10 分以上", "more than 10 above")], [2, say("高出 5 至 10 分", "5 to 10 above")], [1, say("高出 0.5 至 5 分", "0.5 to 5 above")], [0, say("相差不到 0.5 分", "less than 0.5 apart")], [-1, say("低 0.5 分以上", "0.5 or more below")]];

function gapSection() {
  const cells = new Map();
  for (const [, x, y, n] of ofGroups(KNOWN.gaps)) cells.set(`${x} ${y}`, { x, y, n: n + (cells.get(`${x} ${y}`) || { n: 0 }).n });
  const listed = [...cells.values()];
  const title = say("自评总分与重算总分", "Stated and recomputed totals");
  const plot = gapPlot({ cells: listed, title, xLabel: say("重算总分", "recomputed total"), yLabel: say("自评总分", "stated total"), size: (cell) => say(`重算 ${cell.x} 分、自评 ${cell.y} 分：${cell.n} 个单位`, `recomputed ${cell.x}, stated ${cell.y}: ${cell.n} units`) });
  const by = new Map();
  for (const [, far, units] of ofGroups(KNOWN.far)) by.set(far, (by.get(far) || 0) + units);
  const off = table(say("自评与重算之差（折合百分制）", "Stated less recomputed (of a hundred)"), [[say("差", "Difference")], [say("单位数", "Units"), 1]], FAR().map(([far, name]) => [name, count(by.get(far) || 0)]));
  return el("section", { id: "gaps" }, el("h2", {}, say("差异", "Gaps")),
    plot ? el("div", { class: "pair even" }, el("div", { class: "figure" }, el("h3", {}, title), plot, el("p", { class: "note" }, say("每格 1 分，颜色越深单位越多；虚线上自评与重算相同，虚线以上自评较高。", "One point a cell, the darker the more units. On the dashed line both are equal; above it more is stated."))), el("div", {}, off))
      : el("p", {}, say("没有自评总分可比。", "There are no stated totals to compare.")));
}

function riskSection() {
  const by = new Map();
  for (const [, name, units, risk] of ofGroups(KNOWN.seen)) { const at = by.get(name) || [0, 0]; by.set(name, [at[0] + units, at[1] + risk]); }
  const rows = Object.entries(KNOWN.signals).sort((one, other) => (by.get(other[0]) || [0])[0] - (by.get(one[0]) || [0])[0]);
  const list = el("div", {}), status = el("p", { class: "status", role: "status" });
  const show = (units) => list.replaceChildren(unitTable(say(`风险分最高的 ${units.length} 个单位`, `The ${units.length} units with the highest risk`), units, false));
  const more = async (most) => { const units = await unitsThat((row) => row[AT.risk] > 0 && groupFits(row), most, (text) => { status.textContent = text; }); status.textContent = ""; show(units); };
  show(KNOWN.riskiest.filter(groupFits));
  return el("section", { id: "risks" }, el("h2", {}, say("看到的情况（信号）", "What was seen (signals)")),
    el("p", { class: "note" }, say("信号只说明从数据中看到什么，请单位说明，不是结论；风险分是各信号分值之和，用于安排复核的先后。", "A signal says what was seen in the data and asks for an explanation; it is no verdict. Risk adds up the points of the signals and orders the checks.")),
    table(null, [[say("信号", "Signal")], [say("公式", "Formula")], [say("至多", "At most"), 1], [say("单位数", "Units"), 1], [say("风险分合计", "Risk in all"), 1]], rows.map(([name, kind]) => [both(kind.label), both(kind.formula), kind.weight, count((by.get(name) || [0])[0]), ((by.get(name) || [0, 0])[1] / 100).toFixed(2)])),
    el("h3", {}, say("单位", "Units")), list, status,
    el("p", { class: "screen" }, el("button", { on: { click: () => more(MOST_FOUND) } }, say(`显示前 ${MOST_FOUND} 个`, `Show the first ${MOST_FOUND}`))));
}

function rankSection() {
  const listed = chosen().map((number) => [number, KNOWN.best.filter((row) => row[AT.fiscal_year] === KNOWN.groups[number].year && row[AT.framework] === KNOWN.groups[number].framework)]).filter(([, rows]) => rows.length);
  return el("section", { id: "ranks" }, el("h2", {}, say("排名", "Ranks")),
    el("p", { class: "note" }, say("按重算总分；总分不完整的单位不参加排名。全部名次见 jixiao portfolio rank。", "By recomputed totals; units without a complete total have no rank. jixiao portfolio rank lists all.")),
    listed.map(([number, rows]) => el("details", { open: listed.length === 1 || number === listed[0][0] }, el("summary", {}, groupName(number)), unitTable(null, rows, true))),
    listed.length ? null : el("p", {}, say("没有排名。", "There are no ranks.")));
}

async function search() {
  const words = state.words.trim().toLowerCase(), status = document.getElementById("found"), list = document.getElementById("hits");
  if (!words) { list.replaceChildren(); status.textContent = ""; return; }
  const fits = (row) => groupFits(row) && (row[AT.unit_code].toLowerCase().includes(words) || (row[AT.name] || "").toLowerCase().includes(words) || (row[AT.region_code] || "").startsWith(words));
  try {
    const found = await unitsThat(fits, MOST_FOUND, (text) => { status.textContent = text; });
    if (words !== state.words.trim().toLowerCase()) return;
    status.textContent = found.length === MOST_FOUND ? say(`只显示前 ${MOST_FOUND} 个，请把条件写得更具体。`, `Only the first ${MOST_FOUND} are shown; say more.`) : say(`找到 ${found.length} 个单位`, `${found.length} units found`);
    list.replaceChildren(...(found.length ? [unitTable(null, found, true)] : []));
  } catch { status.textContent = unreadable(); }
}
const unreadable = () => say("数据文件没有读到：data 文件夹应与本页放在一起。", "A data file could not be read: the folder data should stand beside this page.");

function unitSection() {
  const input = el("input", { type: "search", id: "words", value: state.words, placeholder: say("单位代码、名称或区划代码", "code, name or region code"), "aria-label": say("查找单位", "Find a unit") });
  const go = (event) => { event.preventDefault(); state.words = input.value; search(); };
  return el("section", { id: "units" }, el("h2", {}, say("查找单位", "Find a unit")),
    el("form", { class: "screen", role: "search", on: { submit: go } }, input, " ", el("button", { type: "submit" }, say("查找", "Find"))),
    el("p", { class: "status", id: "found", role: "status" }), el("div", { id: "hits" }));
}

const SECTIONS = { overview: overviewSection, regions: regionSection, gaps: gapSection, risks: riskSection, ranks: rankSection, units: unitSection };
const redraw = (name) => document.getElementById(name).replaceWith(SECTIONS[name]());

// ---- the page as a whole

function header() {
  const select = el("select", { "aria-label": say("年度和指标体系", "Year and framework"), on: { change: (event) => { state.group = event.target.value; show(); document.querySelector("header select").focus(); } } },
    KNOWN.groups.length > 1 ? el("option", { value: ALL }, say("全部指标体系", "All frameworks")) : null, KNOWN.groups.map((_, number) => el("option", { value: number, selected: state.group === String(number) }, groupName(number))));
  const names = { overview: say("总览", "Overview"), regions: say("区域", "Regions"), gaps: say("差异", "Gaps"), risks: say("信号", "Signals"), ranks: say("排名", "Ranks"), units: say("查找", "Find") };
  const turn = () => { state.language = state.language === "zh" ? "en" : "zh"; try { localStorage.setItem("jixiao-language", state.language); } catch { /* not kept */ } show(); document.getElementById("turn").focus(); };
  document.getElementById("head").replaceChildren(el("div", { class: "row" },
    el("h1", {}, say("绩效计分看板", "Performance scores")), select, el("span", { class: "fill" }),
    el("button", { id: "turn", lang: state.language === "zh" ? "en" : "zh-CN", on: { click: turn } }, state.language === "zh" ? "English" : "中文"),
    el("button", { on: { click: () => print() } }, say("打印", "Print"))),
  el("div", { class: "row" }, el("nav", { "aria-label": say("栏目", "Sections") }, Object.entries(names).map(([name, text]) => el("a", { href: `#${name}` }, text)))));
}

function show() {
  document.documentElement.lang = state.language === "zh" ? "zh-CN" : "en";
  document.title = say("绩效计分看板", "Performance scores");
  document.querySelector(".skip").textContent = say("跳到正文", "Skip to the content");
  header();
  document.getElementById("foot").replaceChildren(el("p", {}, say(`由 jixiao ${KNOWN.jixiao} 制作；计分引擎 ${KNOWN.engine}。共 ${count(KNOWN.units)} 个单位，其中 ${count(KNOWN.detailed)} 个可看到各项算式。本页不联网，不含个人信息。`, `Made by jixiao ${KNOWN.jixiao}; scored with ${KNOWN.engine}. ${count(KNOWN.units)} units, ${count(KNOWN.detailed)} of them with the arithmetic of every item. This page asks nothing of any network and holds no personal data.`)));
  const [kind, code, year] = location.hash.slice(1).split("/");
  const main = document.getElementById("main");
  if (kind === "u") { showUnit(main, decodeURIComponent(code), Number(year)); return; }
  main.replaceChildren(...Object.values(SECTIONS).map((section) => section()));
  if (state.words) search();
  const at = document.getElementById(kind);
  if (kind && at) at.scrollIntoView();
}

let isUnit = false;
addEventListener("hashchange", () => {
  const now = location.hash.startsWith("#u/");
  if (now || isUnit) { show(); if (now) scrollTo(0, 0); }
  isUnit = now;
});
addEventListener("beforeprint", () => { for (const each of document.querySelectorAll("details.parts")) each.open = true; });
isUnit = location.hash.startsWith("#u/");
show();
