"""What a framework demands of a dossier: it exists and fits, judgements answer its questions, points lost have a reason."""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.errors import Misuse
from jixiao.exact import Missing, missing_of, plain
from jixiao.findings import Finding, Place
from jixiao.framework.fitting import NO, YES
from jixiao.framework.model import Framework, Item
from jixiao.score.facts import share_of
from jixiao.score.scoring import Score
from jixiao.score.unit_score import framework_of, score_unit
from jixiao.tables.dossier import Dossier, Row, Table
from jixiao.tables.folder import MANIFEST
from jixiao.wording import Text, joined, same


def check_frameworks(dossier: Dossier) -> list[Score]:
    """Add to the dossier's outcomes what its frameworks demand; the scores that could be made come back."""
    scores = []
    for framework_id in dossier.frameworks:
        try:
            framework = framework_of(dossier, framework_id)
        except Misuse as error:
            dossier.outcome(MANIFEST).note([Finding("frameworks-are-known", Place(MANIFEST, column="frameworks"), error.text)])
            continue
        dossier.outcome(MANIFEST).note(_wrong_year(dossier, framework))
        dossier.outcome(dossier.table("unit").file).note(_wrong_unit(dossier, framework))
        made = _scores(dossier, framework)
        scores += made
        judgements, reasons = dossier.table("judgement"), dossier.table("deduction_reason")
        dossier.outcome(judgements.file).note([*_unknown_items(judgements, framework), *_unknown_answers(judgements, framework)])
        dossier.outcome(reasons.file).note(_unknown_items(reasons, framework))
        if _has_not_begun(dossier):
            dossier.outcome(reasons.file).not_checkable += len(made)
            continue
        for each in made:
            dossier.outcome(reasons.file).note(_reasons(reasons, each, _whose(dossier, each)))
    for name in ("judgement", "deduction_reason", "stated_score"):
        table = dossier.table(name)
        dossier.outcome(table.file).note(_unknown_frameworks(dossier, table))
    return scores


def _has_not_begun(dossier: Dossier) -> bool:
    """Whether payments, actuals and reasons are all still to be filled in: before the year begins no reason can be missed."""
    waiting = ("payment", "actual", "deduction_reason")
    return all(name in dossier.awaited and not dossier.table(name).rows for name in waiting)


def _scores(dossier: Dossier, framework: Framework) -> list[Score]:
    """The score of the unit, or of each of its projects; where there is no project yet, that cannot be checked."""
    if framework.kind != "project":
        return [score_unit(dossier, framework.id)]
    projects = [row.text_id("project_code") for row in dossier.table("project") if row["kind"] == "project"]
    if not projects:
        dossier.outcome(dossier.table("project").file).not_checkable += 1
    return [score_unit(dossier, framework.id, project_code=code) for code in dict.fromkeys(projects)]


def _unknown_frameworks(dossier: Dossier, table: Table) -> Iterator[Finding]:
    """A row for a framework that the dossier does not use would be passed over in silence."""
    for row in table:
        if dossier.frameworks and row["framework"] is not None and row["framework"] not in dossier.frameworks:
            yield Finding(
                "frameworks-are-known",
                table.place(row, table.spec.fields["framework"]),
                Text("卷宗没有采用这个指标体系", "The dossier does not use this framework"),
                stated=same(row.text("framework")),
                expected=same(" / ".join(dossier.frameworks)),
                advice=Text(
                    "改正代码，或在 {file} 的 frameworks 中补上", "Correct the id, or add it to frameworks in {file}"
                ).fill(file=MANIFEST),
            )


def _wrong_year(dossier: Dossier, framework: Framework) -> Iterator[Finding]:
    if dossier.fiscal_year not in framework.years:
        first, last = framework.years[0], framework.years[-1]
        yield Finding(
            "framework-holds-for-the-year",
            Place(MANIFEST, column="frameworks"),
            Text("指标体系 {id} 适用于{first}至{last}年度", "The framework {id} holds for {first} to {last}").fill(
                id=framework.id, first=first, last=last
            ),
            "explain",
            stated=same(dossier.fiscal_year),
            advice=Text("改用当年的指标体系，或说明沿用的理由", "Use the year's framework, or say why an older one is used"),
        )


def _wrong_unit(dossier: Dossier, framework: Framework) -> Iterator[Finding]:
    """A unit for which the framework was not made; what is not filled in cannot be told."""
    unit = dossier.unit
    for name, values in framework.applies_when.items():
        cell = unit[name] if unit else None
        if unit is None or cell is None or (cell if isinstance(cell, str) else YES if cell is True else NO) in values:
            continue
        table, column = dossier.table("unit"), unit.spec.fields[name]
        labels = [(column.choices or {}).get(value, _YES_NO.get(value, same(value))) for value in values]
        yield Finding(
            "framework-fits-the-unit",
            table.place(unit, column),
            Text("指标体系 {id} 不是为这样的单位制定的", "The framework {id} was not made for such a unit").fill(id=framework.id),
            "explain",
            stated=same(unit.text(name)),
            expected=joined(labels, " / ", " / "),
            advice=Text("换用合适的指标体系，或说明采用的理由", "Use a framework that fits, or say why this one is used"),
        )


_YES_NO = {YES: Text("是", "yes"), NO: Text("否", "no")}


def _unknown_items(table: Table, framework: Framework) -> Iterator[Finding]:
    for row in table:
        item = framework.item(row.text_id("item_code"))
        if row["framework"] == framework.id and (item is None or item.children) and row["item_code"] is not None:
            yield Finding(
                "items-are-known",
                table.place(row, table.spec.fields["item_code"]),
                Text("指标体系 {id} 没有这个计分的指标", "The framework {id} has no such item that is scored").fill(
                    id=framework.id
                ),
                stated=same(row.text("item_code")),
                advice=Text("用 jixiao framework show {id} 查看指标代码", "See the codes by: jixiao framework show {id}").fill(
                    id=framework.id
                ),
            )


def _unknown_answers(table: Table, framework: Framework) -> Iterator[Finding]:
    for row in table:
        item = framework.item(row.text_id("item_code"))
        if row["framework"] != framework.id or item is None or item.children:
            continue
        place = table.place(row, table.spec.fields["answer"])
        if item.source != "judgement":
            because = Text("“{item}”按{source}计分，不接受评判", "“{item}” is scored from {source}: it takes no judgement")
            source = Text("台账或绩效指标", "registers or indicators")
            yield Finding("register-items-are-not-judged", place, because.fill(item=item.name, source=source))
        elif row["answer"] is not None and not _answers(row, item):
            yield Finding(
                "answers-are-known",
                place,
                Text("“{item}”没有这个评判结果", "“{item}” has no such answer").fill(item=item.name),
                stated=same(row.text("answer")),
                expected=same(" / ".join([*(item.answers or ["0%–100%"]), Missing.NOT_APPLICABLE.label.zh])),
            )


def _answers(row: Row, item: Item) -> bool:
    """Whether a judgement says something that the item understands."""
    answer = row.text("answer")
    return missing_of(answer) is not None or (answer in item.answers if item.answers else share_of(answer) is not None)


def _reasons(table: Table, made: Score, whose: Text) -> Iterator[Finding]:
    """Every item that lost points has a reason, and no reason stands for points that were not lost (S09).

    Where a formula gives the score, its arithmetic is a reason by itself: then only a hint is given.
    """
    about = {None, made.scope.project_code if made.scope else None}
    given = {row["item_code"]: row for row in table if row["framework"] == made.framework.id and row["project_code"] in about}
    for each in made.leaves:
        row = given.get(each.item.code)
        if each.lost and row is None:
            yield Finding(
                "points-lost-have-a-reason",
                Place(table.file, table=table.spec.name),
                Text(
                    "{whose}“{item}”扣{lost}分，没有写扣分原因；{why}",
                    "{whose}“{item}” lost {lost} points without a reason; {why}",
                ).fill(whose=whose, item=each.item.name, lost=plain(each.lost), why=each.because),
                "hint" if each.item.measure else "error",
                rule="S09",
                advice=Text("在{file}中补一行，item_code 填 {code}", "Add a row to {file} with item_code {code}").fill(
                    file=table.file, code=each.item.code
                ),
            )
        elif row is not None and each.score is not None and not each.lost:
            yield Finding(
                "reasons-stand-for-points-lost",
                table.place(row, table.spec.fields["reason"]),
                Text("“{item}”没有扣分，却写了扣分原因", "“{item}” lost no points, yet a reason is given").fill(
                    item=each.item.name
                ),
                "explain",
                rule="S09",
            )


def _whose(dossier: Dossier, made: Score) -> Text:
    """Which project lost the points, where a dossier has several."""
    code = made.scope.project_code if made.scope else None
    projects = [row for row in dossier.table("project") if row["kind"] == "project"]
    named = [row for row in projects if row["project_code"] == code]
    if len(projects) < 2 or not named:  # noqa: PLR2004 - several
        return same("")
    return Text("{project}：", "{project}: ").fill(project=same(named[0].text("name")))
