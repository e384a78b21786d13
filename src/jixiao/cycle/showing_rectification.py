"""Where rectification stands on a day: every problem with its measures, what is overdue, and which proofs no longer hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from jixiao.cycle.proving import state_of
from jixiao.cycle.rectifying import Candidate, Verified, label_of, measures
from jixiao.tables.dossier import Dossier, Row
from jixiao.tables.proofs import STATES, Proof, events, proofs, unproved
from jixiao.wording import Language, Text, same

LEAST_FIRST = ("returned", "open", "in_hand", "done", "verified")
"""The states by how far they are; a problem is as far as the last of its measures."""

_UNDONE = frozenset({"returned", "open", "in_hand"})


@dataclass(frozen=True, slots=True)
class Stand:
    """One measure on a day. ``days_over`` are the days since it was due and not done; ``unproved`` why its verification no longer stands."""

    row: Row
    state: str
    days_over: int
    proofs: tuple[Proof, ...]
    unproved: Text | None


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem with its measures; ``state`` is that of the measure that is least far."""

    row: Row
    state: str
    measures: tuple[Stand, ...]

    @property
    def is_overdue(self) -> bool:
        """Whether any measure is."""
        return any(each.days_over for each in self.measures)


def standing(dossier: Dossier, as_of: date) -> list[Problem]:
    """All problems of a dossier as they stand on a day. A verification whose proofs do not hold counts as sent back."""
    found = []
    for row in dossier.table("problem"):
        those = tuple(_stand(dossier, each, as_of) for each in measures(dossier, row.text("problem_code")))
        state = min((each.state for each in those), key=LEAST_FIRST.index, default="open")
        found.append(Problem(row, state, those))
    return found


def _stand(dossier: Dossier, row: Row, as_of: date) -> Stand:
    due, state, lost = row.day("due_on"), state_of(row), unproved(dossier, row)
    over = (as_of - due).days if due is not None and state in _UNDONE and due < as_of else 0
    return Stand(row, "returned" if lost is not None else state, over, tuple(proofs(dossier, row)), lost)


# ---- for people


_OVERDUE = Text("，超期{days}天", ", {days} days overdue")
_DUE = Text("，期限{day}", ", due on {day}")
_SINCE = Text("    以前年度的同一问题：{name}（{because}）", "    the same problem earlier: {name} ({because})")
_BROKEN = Text("    佐证或经过有问题：{because}", "    its proof or history does not hold: {because}")
_WITHOUT = Text("    还没有整改措施", "    nothing is to be done about it yet")
_SUMMARY = Text(
    "截至{day}：问题{all}个，已销号{verified}个，已完成待核验{done}个，整改中{in_hand}个，待整改{open}个，退回{returned}个；超期{over}个",
    "As of {day}: {all} problems, {verified} verified, {done} done, {in_hand} in hand, {open} open, {returned} sent back; {over} overdue",
)


def list_text(dossier: Dossier, found: Sequence[Problem], as_of: date, *, only_overdue: bool = False) -> Iterator[Text]:
    """The problems with their measures, line by line, and how many there are of each state."""
    for each in found:
        if not only_overdue or each.is_overdue:
            yield from _problem_lines(dossier, each)
    counts = {state: sum(each.state == state for each in found) for state in LEAST_FIRST}
    yield _SUMMARY.fill(day=as_of, all=len(found), over=sum(each.is_overdue for each in found), **counts)


def _problem_lines(dossier: Dossier, each: Problem) -> Iterator[Text]:
    row = each.row
    spec = dossier.schema["rectification"].fields["status"]
    state = (spec.choices or {})[each.state]
    yield Text("{code}  [{state}]  {what}", "{code}  [{state}]  {what}").fill(
        code=row.text("problem_code"), state=state, what=row.text("description")
    )
    if row["same_as"]:
        yield _SINCE.fill(name=row.text("same_as"), because=row.text("same_because"))
    if not each.measures:
        yield _WITHOUT
    for one in each.measures:
        yield _measure_line(dossier, one)
        if one.unproved is not None:
            yield _BROKEN.fill(because=one.unproved)
        for proof in one.proofs:
            yield Text("    {file}  {state}", "    {file}  {state}").fill(file=proof.file, state=STATES[proof.state])


def _measure_line(dossier: Dossier, one: Stand) -> Text:
    row = one.row
    office = dossier.find("office", office_code=row["office_code"]) if row["office_code"] else None
    due = _DUE.fill(day=row.text("due_on")) if row["due_on"] else same("")
    over = _OVERDUE.fill(days=one.days_over) if one.days_over else same("")
    return Text("  {code}  {state}  {who}{due}{over}  {action}", "  {code}  {state}  {who}{due}{over}  {action}").fill(
        code=row.text("rectification_code"),
        state=label_of(row, state_of(row)),
        who=office.text("name") if office else row.text("responsible") or "—",
        due=due,
        over=over,
        action=row.text("action"),
    )


_KNOWN = Text("已登记：{codes}", "registered as {codes}")
_BEFORE = Text("与{name}是同一问题（{because}）", "the same as {name} ({because})")
_BACK = Text("曾经销号，又出现", "it had been verified and came back")
_FOUND = Text("找到{n}个，其中未登记{new}个", "{n} found, {new} of them not registered yet")


def candidate_text(listed: Sequence[Candidate]) -> Iterator[Text]:
    """What was found, a line each, with what is known of it."""
    for each in listed:
        raised = each.raised
        yield Text("{mark}  {by} {rule}  {what}", "{mark}  {by} {rule}  {what}").fill(
            mark=raised.shown, by=raised.raised_by, rule=raised.rule, what=raised.description
        )
        if each.known:
            yield _indented(_KNOWN.fill(codes=same(", ".join(row.text("problem_code") for row in each.known))))
        if each.before and each.before_because is not None:
            yield _indented(_BEFORE.fill(name=each.before, because=each.before_because))
        if each.came_back:
            yield _indented(_BACK)
    yield _FOUND.fill(n=len(listed), new=sum(not each.known for each in listed))


def _indented(text: Text) -> Text:
    return Text("    {text}", "    {text}").fill(text=text)


def verdict_text(code: str, done: Verified) -> Text:
    """What came of verifying one problem."""
    word = _WORDS[bool(done.verdict.holds), done.is_sent_back]
    return Text("{code}  {word}：{because}", "{code}  {word}: {because}").fill(code=code, word=word, because=done.verdict.because)


_WORDS = {
    (True, False): Text("已销号", "verified"),
    (False, False): Text("未销号", "not verified"),
    (False, True): Text("退回", "sent back"),
}


# ---- for programs


def list_json(dossier: Dossier, found: Sequence[Problem], as_of: date, language: Language) -> dict[str, object]:
    """The problems for programs. Days are texts, absent is null; states are ids."""
    return {
        "unit": dossier.unit_code,
        "fiscal_year": dossier.fiscal_year,
        "as_of": as_of.isoformat(),
        "problems": [_problem_json(dossier, each, language) for each in found],
    }


_SAID = ("about_kind", "about_code", "raised_by", "rule", "rule_id", "object", "fingerprint", "same_as", "same_because")


def _problem_json(dossier: Dossier, each: Problem, language: Language) -> dict[str, object]:
    row = each.row
    return {
        "code": row.text("problem_code"),
        "state": each.state,
        "description": row.text("description"),
        "cause": row.text("cause") or None,
        "raised_on": row.text("raised_on") or None,
        **{name: row.text_id(name) or None for name in _SAID},
        "overdue": each.is_overdue,
        "measures": [_measure_json(dossier, one, language) for one in each.measures],
    }


def _measure_json(dossier: Dossier, one: Stand, language: Language) -> dict[str, object]:
    row = one.row
    code = row.text("rectification_code")
    return {
        "code": code,
        "action": row.text("action"),
        "office": row.text("office_code") or None,
        "responsible": row.text("responsible") or None,
        "state": state_of(row),
        **{name: row.text(name) or None for name in ("due_on", "closed_on", "verified_on", "verified_by")},
        "days_over": str(one.days_over) if one.days_over else None,
        "unproved": one.unproved.say(language) if one.unproved else None,
        "proofs": [
            {"code": each.code, "file": each.file, "state": each.state, "digest": each.digest or None} for each in one.proofs
        ],
        "history": [
            {
                name: (each.text_id(name) if name.endswith("_state") else each.text(name)) or None
                for name in ("happened_on", "from_state", "to_state", "who", "why", "digest", "ground", "seal")
            }
            for each in events(dossier, code)
        ],
    }


def candidates_json(listed: Sequence[Candidate], language: Language) -> list[dict[str, object]]:
    """What was found, for programs."""
    return [
        {
            "fingerprint": each.raised.fingerprint,
            "raised_by": each.raised.raised_by,
            "rule": each.raised.rule,
            "rule_id": each.raised.rule_id or None,
            "object": each.raised.object,
            "description": each.raised.description,
            "said": each.raised.said.say(language),
            "registered": [row.text("problem_code") for row in each.known],
            "same_as": each.before or None,
            "same_because": each.before_because.say(language) if each.before_because else None,
            "came_back": each.came_back,
        }
        for each in listed
    ]
