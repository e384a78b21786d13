"""Proposals, decisions, what became of them, and next year's targets: in words and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from jixiao.cycle.next_targets import NextTarget
from jixiao.cycle.result_uses import OUTCOMES, USES, Followed
from jixiao.cycle.results import Proposal
from jixiao.exact import plain
from jixiao.tables.dossier import Dossier, Row
from jixiao.wording import Language, Text, same

_PLACES = 2
_WORDS = {
    "keep_first": Text("优先保障", "keep first"),
    "keep": Text("保障", "keep"),
    "reduce": Text("压减", "reduce"),
    "stop": Text("取消", "stop"),
}
_PERSON = Text("由人决定", "the person decides")


def proposals_text(found: Sequence[Proposal]) -> Iterator[Text]:
    """Each project with its proposal, the reasons, and where each rule is from."""
    for each in found:
        yield Text("{code}  {name}  {word}{yuan}", "{code}  {name}  {word}{yuan}").fill(
            code=each.project.text("project_code"), name=each.project.text("name"), word=word_of(each.proposal), yuan=_yuan(each)
        )
        for fired in each.fired:
            yield Text("    {because}〔{source}〕", "    {because} [{source}]").fill(
                because=fired.because, source=fired.rule.source
            )
        for text in each.unknown:
            yield Text("    {text}", "    {text}").fill(text=text)


def word_of(proposal: str | None) -> Text:
    """A proposal or a decision in words."""
    return _PERSON if proposal is None else _WORDS[proposal]


def _yuan(each: Proposal) -> Text:
    if each.base_yuan is None or each.proposed_yuan is None:
        return same("")
    return Text("：{base}元 → {yuan}元", ": {base} → {yuan} yuan").fill(
        base=plain(each.base_yuan, _PLACES), yuan=plain(each.proposed_yuan, _PLACES)
    )


def list_text(dossier: Dossier) -> Iterator[Text]:
    """The ledger: every use of results, with the proposal beside the decision and what became of it."""
    rows = dossier.table(USES).rows
    for row in rows:
        yield Text("{code}  {kind}  {project}{about}", "{code}  {kind}  {project}{about}").fill(
            code=row.text("use_code"),
            kind=(row.spec.fields["kind"].choices or {}).get(row.text_id("kind"), same("—")),
            project=f"{row.text('project_code')}  " if row["project_code"] else "",
            about=row.text("about"),
        )
        if row["decision"]:
            yield from _decision(row)
        if row["decided_on"]:
            yield Text("    完成于{day}", "    done on {day}").fill(day=row.text("decided_on"))
    decided = [row for row in rows if row["decision"]]
    yield _COUNT.fill(n=len(rows), decided=len(decided), known=sum(row["outcome"] is not None for row in decided))


_COUNT = Text(
    "结果应用{n}条，其中与预算挂钩的决定{decided}条，已知落实情况{known}条",
    "{n} uses of results, {decided} decisions on budgets, what became of {known} is known",
)


def _decision(row: Row) -> Iterator[Text]:
    yield Text("    建议：{word} {yuan}", "    proposed: {word} {yuan}").fill(
        word=word_of(row.text_id("proposal") or None), yuan=row.text("proposed_yuan")
    )
    because = Text("（{why}）", " ({why})").fill(why=row.text("decision_because")) if row["decision_because"] else same("")
    yield Text("    决定：{word} {yuan}，{by}{because}", "    decided: {word} {yuan}, {by}{because}").fill(
        word=word_of(row.text_id("decision")), yuan=row.text("amount_yuan"), by=row.text("decided_by"), because=because
    )
    if row["outcome"]:
        yield Text("    落实：{outcome}", "    what became of it: {outcome}").fill(outcome=row.text("outcome"))


def followed_text(found: Sequence[Followed]) -> Iterator[Text]:
    """What became of each decision."""
    for each in found:
        yield Text("{code}  {project}  {outcome}：{decided} → {came}", "{code}  {project}  {outcome}: {decided} → {came}").fill(
            code=each.row.text("use_code"),
            project=each.row.text("project_code"),
            outcome=OUTCOMES[each.outcome],
            decided=_said(each.decided) or "—",
            came=_said(each.came) or "—",
        )


def targets_text(found: Sequence[NextTarget]) -> Iterator[Text]:
    """Each indicator with this year's target, the proposed one, and the arithmetic."""
    for each in found:
        row = each.row
        yield Text("{code}  {name}  {old} → {new}", "{code}  {name}  {old} → {new}").fill(
            code=each.code, name=row.text("name"), old=_target(row, each.old), new=_new(each)
        )
        yield Text("    {because}", "    {because}").fill(because=each.because)


def _new(each: NextTarget) -> Text:
    return _PERSON if each.target is None else same(_target(each.row, each.target))


def _target(row: Row, value: object) -> str:
    if value is None:
        return row.text("target_text") or "—"
    high = row.text("target_high")
    if row["operator"] == "between":
        return f"{value}—{high}{row.text('measure_unit')}"
    return f"{row.text('operator')}{value}{row.text('measure_unit')}"


# ---- for programs


def _said(value: Decimal | None) -> str | None:
    return None if value is None else plain(value, _PLACES)


def proposals_json(dossier: Dossier, found: Sequence[Proposal], language: Language) -> dict[str, object]:
    """Proposals for programs: amounts as texts, absent is null."""
    return {
        "unit": dossier.unit_code,
        "fiscal_year": dossier.fiscal_year,
        "proposals": [
            {
                "project": each.project.text("project_code"),
                "name": each.project.text("name"),
                "grade": each.facts.grade,
                "proposal": each.proposal,
                "base_yuan": _said(each.base_yuan),
                "proposed_yuan": _said(each.proposed_yuan),
                "because": each.because.say(language),
                "rules": [
                    {
                        "id": fired.rule.id,
                        "proposes": fired.rule.propose,
                        "because": fired.because.say(language),
                        "source": fired.rule.source.say(language),
                        "confidence": fired.rule.confidence,
                    }
                    for fired in each.fired
                ],
                "unknown": [text.say(language) for text in each.unknown],
            }
            for each in found
        ],
    }


_IDS = ("use_code", "kind", "project_code", "proposal", "decision")
_TEXTS = ("about", "due_on", "decided_on", "amount_yuan", "proposed_yuan", "proposed_because", "base_yuan", "decision_because")
_MORE = ("decided_by", "document", "outcome", "outcome_yuan", "outcome_on", "note")


def list_json(dossier: Dossier) -> list[dict[str, object]]:
    """The ledger for programs."""
    return [_use_json(row) for row in dossier.table(USES)]


def _use_json(row: Row) -> dict[str, object]:
    ids: dict[str, object] = {name: row.text_id(name) or None for name in _IDS}
    return {**ids, **{name: row.text(name) or None for name in (*_TEXTS, *_MORE)}}


def followed_json(found: Sequence[Followed]) -> list[dict[str, object]]:
    """What became of each decision, for programs."""
    return [
        {
            "use_code": each.row.text("use_code"),
            "project": each.row.text("project_code"),
            "decided_yuan": _said(each.decided),
            "came_yuan": _said(each.came),
            "outcome": each.outcome,
        }
        for each in found
    ]


def targets_json(found: Sequence[NextTarget], language: Language) -> list[dict[str, object]]:
    """Proposed targets, for programs."""
    return [
        {
            "library_code": each.code,
            "indicator_code": each.row.text("indicator_code"),
            "name": each.row.text("name"),
            "operator": each.row.text_id("operator"),
            "measure_unit": each.row.text("measure_unit") or None,
            "old": each.old.text() if each.old else None,
            "proposed": each.target.text() if each.target else None,
            "because": each.because.say(language),
        }
        for each in found
    ]
