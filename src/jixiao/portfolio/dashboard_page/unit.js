"use strict";
// One unit: its scores by group and item with what was stated and reviewed, the signals, and the arithmetic of every item.

async function showUnit(main, code, year) {
  const back = el("p", { class: "screen" }, el("a", { href: "#risks" }, say("← 返回全部单位", "← Back to all units")));
  main.replaceChildren(el("section", {}, back, el("p", { class: "status", role: "status" }, say("正在读取……", "Reading …"))));
  const isStill = () => location.hash === `#u/${encodeURIComponent(code)}/${year}`;
  try {
    const place = (await load("places"))[`${code}|${year}`];
    const shard = place === undefined ? null : await load(shardName("detail", place));
    const unit = shard && shard.units[`${code}|${year}`];
    const [row] = unit ? [unit.row] : await unitsThat((each) => each[AT.unit_code] === code && each[AT.fiscal_year] === year, 1, () => {});
    if (!isStill()) return;
    if (!row) { main.replaceChildren(el("section", {}, back, el("p", {}, say(`没有单位 ${code}（${year}）。`, `There is no unit ${code} (${year}).`)))); return; }
    main.replaceChildren(unitPage(back, row, unit, shard ? shard.sentences : []));
    main.focus({ preventScroll: true });
  } catch {
    if (isStill()) main.replaceChildren(el("section", {}, back, el("p", {}, unreadable())));
  }
}

function unitPage(back, row, unit, sentences) {
  const framework = KNOWN.frameworks[row[AT.framework]], decimals = framework.decimals;
  const cards = [
    [points(row[AT.stated], decimals), say("自评总分", "stated total")],
    [points(row[AT.total], decimals), say("重算总分", "recomputed total")],
    [shownDifference(difference(row[AT.stated], row[AT.total], decimals)), say("自评比重算", "stated above recomputed")],
    [points(row[AT.reviewed], decimals), say("复核总分", "reviewed total")],
    [gradeOf(row), say("等次（按重算）", "grade (recomputed)")],
    [hundredths(row[AT.risk]), say("风险分", "risk")],
  ];
  const facts = [
    [say("代码", "Code"), row[AT.unit_code]], [say("年度", "Year"), row[AT.fiscal_year]], [say("指标体系", "Framework"), both(framework.name)],
    [say("性质", "Kind"), word(row[AT.kind])], [say("区划", "Region"), region(row[AT.region_code])], [say("同类组", "Peers"), peers(row[AT.peer_group])],
    [say("已计分值", "Points in play"), `${points(row[AT.in_play], 0)} / ${points(row[AT.out_of], 0)}`],
    [say("排名", "Rank"), row[AT.overall_rank] === null ? say("总分不完整，不参加排名", "No rank: the total is not complete") : say(`全部 ${rank(row[AT.overall_rank], row[AT.overall_of])}，区划内 ${rank(row[AT.region_rank], row[AT.region_of])}，同类 ${rank(row[AT.peer_rank], row[AT.peer_of])}`, `in all ${rank(row[AT.overall_rank], row[AT.overall_of])}, in its region ${rank(row[AT.region_rank], row[AT.region_of])}, among its peers ${rank(row[AT.peer_rank], row[AT.peer_of])}`)],
  ];
  return el("section", {}, back, el("h2", {}, row[AT.name] || row[AT.unit_code]),
    el("dl", { class: "facts" }, facts.map(([name, value]) => [el("dt", {}, name), el("dd", {}, value)])),
    el("ul", { class: "cards" }, cards.map(([number, name]) => el("li", {}, el("b", {}, number), el("span", {}, name)))),
    signalList(row, unit, sentences),
    el("h3", {}, say("各项得分", "Scores by item")),
    unit ? [itemTable(framework, unit, sentences)] : el("p", {}, say("看板没有收入这个单位的算式（只收风险分最高的单位）。可用 --details 多收，或把卷宗交给 jixiao score。", "The dashboard does not hold the arithmetic of this unit (only of those with the highest risk). Take more with --details, or score its dossier with jixiao score.")));
}

function signalList(row, unit, sentences) {
  const seen = unit ? unit.seen : (row[AT.signals] || "").split(" ").filter(Boolean).map((name) => [name, null, null]);
  if (!seen.length) return null;
  return [el("h3", {}, say("看到的情况", "What was seen")), el("p", { class: "note" }, say("请单位说明；这些不是结论。", "The unit is asked to explain; none of this is a verdict.")),
    el("ol", { class: "seen" }, seen.map(([name, risk, sentence]) => {
      const kind = KNOWN.signals[name];
      return el("li", {}, el("b", {}, kind ? both(kind.label) : name), sentence === null ? null : [say("：", ": "), both(sentences[sentence])],
        el("div", { class: "note" }, kind ? both(kind.formula) : "", risk === null ? null : say(`；计 ${risk} 分（至多 ${kind.weight} 分）`, `; ${risk} points of ${kind.weight} at most`)));
    }))];
}

function itemTable(framework, unit, sentences) {
  const known = new Map(framework.items.map((item) => [item[0], item]));
  const heads = [[say("指标", "Item")], [say("分值", "Points"), 1], [say("自评", "Stated"), 1], [say("重算", "Recomputed"), 1], [say("复核", "Reviewed"), 1], [say("自评高出", "Stated above"), 1], [say("算式", "Arithmetic"), 0, "why"]];
  const rows = unit.items.map(([code, , recomputed, stateOf, stated, reviewed, reason, because, parts]) => {
    const [, zh, en, full, depth, isGroup] = known.get(code);
    const name = el("span", {}, say(zh, en));
    name.style.paddingLeft = `${depth * 1.1}em`;
    const cells = [name, points(full, 0), points(stated, framework.decimals), recomputed === null ? both(KNOWN.states[stateOf]) || stateOf : points(recomputed, framework.decimals), points(reviewed, framework.decimals), shownDifference(difference(stated, recomputed, framework.decimals)), arithmetic(because, parts, reason, sentences)];
    cells.class = isGroup ? "group" : null;
    return cells;
  });
  return table(null, heads, rows);
}

function arithmetic(because, parts, reason, sentences) {
  if (because === null) return NONE;
  return [el("p", {}, both(sentences[because])),
    reason ? el("p", {}, say("单位说明：", "Reason given: "), reason) : null,
    parts.length ? el("details", { class: "parts" }, el("summary", {}, say("各项绩效指标", "Single indicators")), table(null, [[say("绩效指标", "Indicator")], [say("应得", "Share"), 1], [say("实得", "Earned"), 1], [say("说明", "Why")]], parts.map(([code, share, earned, why]) => [code, share, earned === null ? NONE : earned, both(sentences[why])]))) : null];
}
