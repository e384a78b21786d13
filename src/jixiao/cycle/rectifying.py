"""Rectification (整改): a problem goes from open over in hand and done to verified, or is sent back.

    dossier = read_dossier(Path("district-culture-2023"))
    dossier = take(dossier, "ZG-01", Act(date(2024, 3, 1), "李"))
    dossier = finish(dossier, "ZG-01", Act(date(2024, 6, 20), "李"), [Path("evidence/notice.pdf")])
    verified = verify(dossier, "WT-01", Act(date(2024, 7, 1), "王"), Ground(next_year))

Verified is only what the rule that raised it does not speak of any more, run again, and whose proofs are the files that were handed in. Every
step is an event of the history, which is only added to. What a step needs and does not find is ``Misuse``, and nothing is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

from jixiao.cycle.problems import Raised, bounds, earlier, registered
from jixiao.cycle.proving import Act, Events, prove, state_of
from jixiao.cycle.recording import Entries, next_code, record
from jixiao.cycle.rerunning import RULE_CHANGED, Ground, Verdict, again
from jixiao.errors import Misuse
from jixiao.tables.cells import Value
from jixiao.tables.dossier import Dossier, Row
from jixiao.tables.proofs import EVENTS, STATES, all_proofs, digest_together, proofs, unproved
from jixiao.wording import Text, joined, same

MEASURES, PROBLEMS = "rectification", "problem"


class Measure(NamedTuple):
    """What is to be done about a problem, by which office or person, and by when; ``cause`` is the problem's."""

    action: str
    office_code: str = ""
    responsible: str = ""
    due_on: date | None = None
    cause: str = ""


class Verified(NamedTuple):
    """What came of verifying a problem: the dossier as it now stands, and whether the rule holds."""

    dossier: Dossier
    verdict: Verdict
    is_sent_back: bool = False
    """Whether what stood as verified was sent back."""


def label_of(row: Row, state: str) -> Text:
    """The name of a state."""
    return (row.spec.fields["status"].choices or {}).get(state, same(state))


# ---- raised


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something found that may become a problem: as which problem it is registered already, and as which one of an earlier year."""

    raised: Raised
    known: tuple[Row, ...] = ()
    before: str = ""
    before_because: Text | None = None
    came_back: bool = False
    """Whether the earlier one, or the registered one, had been verified."""


def candidates(dossier: Dossier, found: Iterable[Raised], last: Sequence[Dossier] = ()) -> list[Candidate]:
    """What was found, with what is known of it already."""
    listed = []
    for raised in found:
        rows = tuple(each.row for each in registered(dossier, raised))
        old = earlier(raised, last)
        home = next((each for each in last if old and each.fiscal_year == old.year), None)
        solved = [_is_verified(dossier, row) for row in rows]
        solved += [_is_verified(home, old.row)] if home is not None and old is not None else []
        listed.append(Candidate(raised, rows, old.name if old else "", old.because if old else None, came_back=any(solved)))
    return listed


def chosen(found: Sequence[Candidate], words: Sequence[str]) -> list[Candidate]:
    """Those that a word names: the beginning of a fingerprint, a rule or its id, a code, a source. All where there are no words.

    A word that names nothing is ``Misuse``.
    """
    for word in words:
        if not any(_is_named(each, word) for each in found):
            raise Misuse(_NAMES_NOTHING.fill(word=word))
    return [each for each in found if not words or any(_is_named(each, word) for word in words)]


def _is_named(each: Candidate, word: str) -> bool:
    raised = each.raised
    names = {raised.rule, raised.rule_id, raised.about[1], raised.library_code, raised.raised_by, raised.object}
    return bool(word) and (word in names or (len(word) >= _LEAST and raised.fingerprint.startswith(word)))


_LEAST = 4
"""So much of a fingerprint names it."""
_NAMES_NOTHING = Text(
    "“{word}”不是找到的任何一个；去掉 --only 看全部", "“{word}” names none of what was found; see all without --only"
)


def _is_verified(dossier: Dossier, problem: Row) -> bool:
    those = measures(dossier, problem.text("problem_code"))
    return bool(those) and all(state_of(each) == "verified" for each in those)


def register(dossier: Dossier, chosen: Sequence[Candidate], act: Act) -> Dossier:
    """Make problems of these: new ones become rows, those entered by hand learn what raises them, verified ones that speak go back."""
    entries, codes = Entries(), list[str]()
    reopened: list[Row] = []
    for each in chosen:
        raised = each.raised
        what: dict[str, Value] = {
            "raised_by": raised.raised_by,
            "rule": raised.rule,
            "rule_id": raised.rule_id or None,
            "object": raised.object,
            "fingerprint": raised.fingerprint,
            "said": raised.said.say("zh"),
            "as_of": raised.as_of,
            "file": raised.file or None,
            "file_digest": raised.file_digest or None,
            "same_as": each.before or None,
            "same_because": each.before_because.say("zh") if each.before_because else None,
        }
        for row in each.known:
            if not row["fingerprint"]:
                entries.set(row, raised_on=row["raised_on"] or act.on, **what)
            reopened += [one for one in measures(dossier, row.text("problem_code")) if state_of(one) == "verified"]
        if not each.known:
            codes.append(next_code(dossier, PROBLEMS, bounds().codes["problem"], codes))
            named = {"about_kind": raised.about[0], "about_code": raised.about[1], "description": raised.description}
            entries.add(PROBLEMS, **_key(dossier, "problem_code", codes[-1]), **named, raised_on=act.on, **what)
    events = Events(dossier, entries)
    for row in reopened:
        entries.set(row, status="returned", verified_on=None, verified_by=None)
        events.add(row, "returned", act._replace(why=act.why or _CAME_BACK.say("zh")))
    return record(dossier, entries)


_CAME_BACK = Text("规则再次报出这个问题", "The rule speaks of it again")


def _key(dossier: Dossier, column: str, code: str) -> dict[str, Value]:
    return {"unit_code": dossier.unit_code, column: code}


# ---- the loop


def measures(dossier: Dossier, problem_code: str) -> list[Row]:
    """What is done about a problem."""
    return [row for row in dossier.table(MEASURES) if row["problem_code"] == problem_code]


def plan(dossier: Dossier, problem_code: str, measure: Measure) -> Dossier:
    """Set a measure against a problem; it is open."""
    problem, entries = _problem(dossier, problem_code), Entries()
    if measure.office_code and dossier.find("office", office_code=measure.office_code) is None:
        raise Misuse(_NO_OFFICE.fill(code=measure.office_code, known=_listed(dossier, "office", "office_code")))
    if measure.cause:
        entries.set(problem, cause=measure.cause)
    code = next_code(dossier, MEASURES, bounds().codes["measure"])
    entries.add(
        MEASURES,
        **_key(dossier, "rectification_code", code),
        problem_code=problem_code,
        action=measure.action,
        office_code=measure.office_code or None,
        responsible=measure.responsible or None,
        due_on=measure.due_on,
        status="open",
    )
    return record(dossier, entries)


def take(dossier: Dossier, code: str, act: Act) -> Dossier:
    """Somebody begins with a measure that is open or was sent back."""
    row = _measure(dossier, code, {"open", "returned"}, act)
    return _moved(dossier, row, "in_hand", act, Entries())


def finish(dossier: Dossier, code: str, act: Act, files: Sequence[Path]) -> Dossier:
    """A measure is done, with the files that prove it; files from elsewhere are copied into the dossier's folder of evidence."""
    row, entries = _measure(dossier, code, {"in_hand", "done"}, act), Entries()
    if not files and not proofs(dossier, row):
        raise Misuse(_NO_PROOF.fill(code=code))
    given: list[str] = []
    prove(dossier, row, files, (entries, given, bounds().evidence_kind.say("zh")))
    if not row["proof"] and given:
        entries.set(row, proof="；".join(given))
    if state_of(row) != "done" or row["closed_on"] is None:
        entries.set(row, closed_on=act.on)
    return _moved(dossier, row, "done", act, entries)


def send_back(dossier: Dossier, code: str, act: Act) -> Dossier:
    """A measure that is done or verified is sent back, with the reason."""
    if not act.why.strip():
        raise Misuse(_NO_REASON.fill(code=code))
    row, entries = _measure(dossier, code, {"done", "verified"}, act), Entries()
    entries.set(row, verified_on=None, verified_by=None)
    return _moved(dossier, row, "returned", act, entries)


def verify(dossier: Dossier, problem_code: str, act: Act, ground: Ground, accepted: Path | None = None) -> Verified:
    """Run the rule that raised a problem again. Only if it holds, and the proofs are whole, all its measures become verified.

    What stood as verified and does not hold any more is sent back. ``ground`` is where the rule is run; ``accepted`` is what those wrote who
    raised the problem and now close it. That, and the paper that was reviewed again, become evidence of the problem.
    """
    problem = _problem(dossier, problem_code)
    those = measures(dossier, problem_code)
    _may_verify(dossier, problem_code, those, act)
    _fits(dossier, ground)
    shown = [path for path in (accepted, ground.paper) if path is not None]
    verdict = _proofs_hold(dossier, those, {path.name for path in shown}) or _rule_is_kept(dossier, problem, those)
    is_proved = verdict is None
    if verdict is None:
        _ground_is_late_enough(dossier, those, ground)
        verdict = again(problem, _on_ground(dossier, ground, act, accepted))
    stand = [row for row in those if state_of(row) == "verified"]
    if not verdict.holds:
        if not stand or (verdict.holds is None and is_proved):
            return Verified(dossier, verdict)
        return Verified(_sent_back(dossier, stand, act, verdict.because), verdict, is_sent_back=True)
    return Verified(_verified(dossier, problem_code, act, (verdict, ground, shown)), verdict)


def _on_ground(dossier: Dossier, ground: Ground, act: Act, accepted: Path | None) -> Ground:
    """The ground with what follows from the problem's own dossier and from the act."""
    return replace(
        ground,
        as_of=ground.as_of or act.on,
        accepted=ground.accepted or accepted is not None,
        reason=act.why,
        known=frozenset(row.text("fingerprint") for row in dossier.table(PROBLEMS)),
        home=dossier,
    )


def _verified(dossier: Dossier, problem_code: str, act: Act, found: tuple[Verdict, Ground, list[Path]]) -> Dossier:
    """All measures of a problem as verified, after what shows it was registered; those that are already stand as they do."""
    verdict, ground, shown = found
    if shown:
        entries = Entries()
        prove(dossier, _problem(dossier, problem_code), shown, (entries, [], bounds().acceptance_kind.say("zh")))
        dossier = record(dossier, entries)
    entries = Entries()
    events = Events(dossier, entries)
    why = "；".join(each for each in (verdict.because.say("zh"), act.why) if each)
    for row in measures(dossier, problem_code):
        if state_of(row) != "verified" or unproved(dossier, row) is not None:
            entries.set(row, status="verified", verified_on=act.on, verified_by=act.who)
            events.add(row, "verified", act._replace(why=why), digest_together(all_proofs(dossier, row)), ground)
    return record(dossier, entries)


def _fits(dossier: Dossier, ground: Ground) -> None:
    """Whether a rule may be run there: in the same unit's dossier of the same or a later year."""
    other = ground.dossier
    if other.unit_code != dossier.unit_code or other.fiscal_year < dossier.fiscal_year:
        raise Misuse(
            _OTHER_GROUND.fill(unit=dossier.unit_code, year=dossier.fiscal_year, other=other.unit_code, of=other.fiscal_year)
        )


def _doers(dossier: Dossier, row: Row) -> set[str]:
    """Who said last that a measure is done, and who is responsible for it."""
    done = [each.text("who") for each in _history(dossier, row.text("rectification_code")) if each["to_state"] == "done"]
    return {each.strip() for each in (*done[-1:], row.text("responsible")) if each.strip()}


def _ground_is_late_enough(dossier: Dossier, those: Sequence[Row], ground: Ground) -> None:
    """What was verified in the dossier of a later year is not examined again in an earlier one."""
    for row in those:
        code = row.text("rectification_code")
        last = next((each.text("ground")[:4] for each in reversed(_history(dossier, code)) if each["to_state"] == "verified"), "")
        if state_of(row) == "verified" and last > str(ground.dossier.fiscal_year):
            raise Misuse(_EARLIER_GROUND.fill(code=code, year=last))


def _may_verify(dossier: Dossier, code: str, those: Sequence[Row], act: Act) -> None:
    """Whether anything can be verified at all: by somebody else than who did it, once all of it is done."""
    if not act.who.strip():
        raise Misuse(_WHO)
    if not those:
        raise Misuse(_NO_MEASURE.fill(code=code))
    for row in those:
        if state_of(row) not in {"done", "verified"}:
            raise Misuse(_NOT_DONE.fill(code=row.text("rectification_code"), state=label_of(row, state_of(row))))
        if act.who.strip() in _doers(dossier, row):
            raise Misuse(_SAME_PERSON.fill(code=row.text("rectification_code"), who=act.who))
        _not_before(dossier, row, act)
        if row["closed_on"] is not None and act.on < (row.day("closed_on") or act.on):
            raise Misuse(_TOO_EARLY.fill(code=row.text("rectification_code"), day=row.text("closed_on")))


def _proofs_hold(dossier: Dossier, those: Sequence[Row], anew: set[str]) -> Verdict | None:
    """What speaks against the proofs, if anything does; files of the problem that are handed in anew (by their names) replace what was."""
    for row in those:
        code, own = row.text("rectification_code"), proofs(dossier, row)
        if not own:
            return Verdict.unexamined(_NO_PROOF.fill(code=code))
        for each in all_proofs(dossier, row):
            is_replaced = each not in own and Path(each.file).name in anew
            if each.state != "whole" and not is_replaced:
                return Verdict.unexamined(_PROOF.fill(code=code, file=each.file, state=STATES[each.state]))
        lost = unproved(dossier, row)
        if lost is not None:
            return Verdict.unexamined(_UNPROVED.fill(code=code, because=lost))
    return None


def _rule_is_kept(dossier: Dossier, problem: Row, those: Sequence[Row]) -> Verdict | None:
    """What speaks against the rule: it is not the one that the history has."""
    for row in those:
        history = _history(dossier, row.text("rectification_code"))
        kept = [event.text("fingerprint") for event in history if event["fingerprint"]]
        if kept and kept[-1] != problem.text("fingerprint"):
            return Verdict.unexamined(RULE_CHANGED)
    return None


def _sent_back(dossier: Dossier, those: Sequence[Row], act: Act, because: Text) -> Dossier:
    entries = Entries()
    events = Events(dossier, entries)
    for row in those:
        entries.set(row, status="returned", verified_on=None, verified_by=None)
        events.add(row, "returned", act._replace(why=because.say("zh")))
    return record(dossier, entries)


def _moved(dossier: Dossier, row: Row, state: str, act: Act, entries: Entries) -> Dossier:
    """A measure in another state, with its event."""
    entries.set(row, status=state)
    Events(dossier, entries).add(row, state, act)
    return record(dossier, entries)


# ---- what is asked for


def _problem(dossier: Dossier, code: str) -> Row:
    row = dossier.find(PROBLEMS, problem_code=code)
    if row is None:
        raise Misuse(_NO_PROBLEM.fill(code=code, known=_listed(dossier, PROBLEMS, "problem_code")))
    return row


def _measure(dossier: Dossier, code: str, states: set[str], act: Act) -> Row:
    """The measure with a code, in one of these states, whose last event is not after the day."""
    row = dossier.find(MEASURES, rectification_code=code)
    if row is None:
        raise Misuse(_NO_SUCH.fill(code=code, known=_listed(dossier, MEASURES, "rectification_code")))
    if not act.who.strip():
        raise Misuse(_WHO)
    state = state_of(row)
    if state not in states:
        wanted = joined((label_of(row, each) for each in sorted(states)), "、", ", ")
        raise Misuse(_STATE.fill(code=code, state=label_of(row, state), wanted=wanted))
    _not_before(dossier, row, act)
    return row


def _not_before(dossier: Dossier, row: Row, act: Act) -> None:
    """Nothing happens before what happened last."""
    code = row.text("rectification_code")
    last = max((each.day("happened_on") or date.min for each in _history(dossier, code)), default=date.min)
    if act.on < last:
        raise Misuse(_BEFORE.fill(code=code, day=last))


def _history(dossier: Dossier, code: str) -> list[Row]:
    return [row for row in dossier.table(EVENTS) if row["rectification_code"] == code]


def _listed(dossier: Dossier, table: str, column: str) -> Text:
    codes = [row.text(column) for row in dossier.table(table)]
    return same(", ".join(codes)) if codes else Text("（没有）", "(none)")


_NO_OFFICE = Text("没有代码为“{code}”的内设机构；已有：{known}", "There is no office “{code}”; there are: {known}")
_NO_PROBLEM = Text("没有编号为“{code}”的问题；已有：{known}", "There is no problem “{code}”; there are: {known}")
_NO_SUCH = Text("没有编号为“{code}”的整改措施；已有：{known}", "There is no measure “{code}”; there are: {known}")
_NO_MEASURE = Text(
    "问题 {code} 还没有整改措施；先用 jixiao rectify plan 写明措施、责任机构和期限",
    "Nothing is to be done about {code} yet; set a measure with its office and its day first: jixiao rectify plan",
)
_STATE = Text(
    "整改措施 {code} 现为“{state}”，这一步只适用于：{wanted}", "The measure {code} is “{state}”; this step is for: {wanted}"
)
_NOT_DONE = Text(
    "整改措施 {code} 现为“{state}”，全部完成后才能核验", "The measure {code} is “{state}”; only what is all done can be verified"
)
_BEFORE = Text(
    "整改措施 {code} 在{day}已有经过，日期不能更早", "The measure {code} has an event on {day}; the day cannot be earlier"
)
_TOO_EARLY = Text(
    "整改措施 {code} 于{day}完成，核验不能更早", "The measure {code} was done on {day}; it cannot be verified earlier"
)
_WHO = Text("要写明经办人（--by）", "Say who does it (--by)")
_SAME_PERSON = Text(
    "整改措施 {code} 由“{who}”办理，核验要由另一人进行", "“{who}” carried out the measure {code}; somebody else has to verify it"
)
_EARLIER_GROUND = Text(
    "整改措施 {code} 是在{year}年度的卷宗中核验的，请用 --in 指明那个卷宗",
    "The measure {code} was verified in the dossier of {year}; name that dossier with --in",
)
_OTHER_GROUND = Text(
    "要在 {unit} {year}年度或以后的卷宗中重新运行，这个是 {other} {of}年度的",
    "Run the rule in a dossier of {unit} of {year} or later; this one is of {other}, {of}",
)
_NO_REASON = Text("退回 {code} 要写明理由（--why）", "Say why {code} is sent back (--why)")
_NO_PROOF = Text(
    "整改措施 {code} 没有佐证文件；用 --proof 附上", "The measure {code} has no file that proves it; attach one with --proof"
)
_PROOF = Text("整改措施 {code} 的佐证 {file}：{state}", "The proof {file} of the measure {code}: {state}")
_UNPROVED = Text("整改措施 {code}：{because}", "The measure {code}: {because}")
