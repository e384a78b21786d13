"""The rule that raised a problem, run again: whether it still speaks of the same object.

What cannot be examined does not count as solved: a check that could not be made, a paper that cannot be read, an item without a score, a
row that is no longer there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import NamedTuple, cast

from jixiao import kinds
from jixiao.cycle.problems import Raised, fingerprint, indicator_object, is_there, masked, of_finding
from jixiao.cycle.scored import RULE, everything_scored
from jixiao.cycle.sources import paper_object
from jixiao.document.opening import open_pages
from jixiao.errors import Unreadable
from jixiao.exact import plain
from jixiao.findings import Finding
from jixiao.framework.aggregate import SCORED
from jixiao.monitor.rule import WARNING_LIGHTS
from jixiao.monitor.watch import Line, Spot, Watched
from jixiao.monitor.watching import monitor
from jixiao.review.check import FOLDER, Check, Claims
from jixiao.review.checking import check, run
from jixiao.review.known import is_check
from jixiao.review.reviewing import READABLE, Against, reviewed
from jixiao.score.faults import check_frameworks
from jixiao.tables.dossier import Dossier, Row
from jixiao.wording import Text


class Verdict(NamedTuple):
    """Whether a rule holds now (None if that could not be examined), and the sentence that says so."""

    holds: bool | None
    because: Text

    @classmethod
    def solved(cls, because: Text) -> Verdict:
        """The rule does not speak any more."""
        return cls(holds=True, because=because)

    @classmethod
    def speaking(cls, because: Text) -> Verdict:
        """The rule still speaks."""
        return cls(holds=False, because=because)

    @classmethod
    def unexamined(cls, because: Text) -> Verdict:
        """Nothing is known."""
        return cls(holds=None, because=because)


@dataclass(frozen=True, slots=True)
class Ground:
    """Where a rule is run again: a dossier (that of the next year, for what only the next year can show), a paper, a day.

    ``accepted`` says that who raised the problem has closed it in writing; ``reason`` why a row that is no longer there was taken away.
    """

    dossier: Dossier
    paper: Path | None = None
    as_of: date | None = None
    accepted: bool = False
    reason: str = ""
    known: frozenset[str] = frozenset()
    """The fingerprints of all problems that are registered: each is settled by itself."""
    home: Dossier | None = None
    """The dossier in which the problem stands: its papers are there, and the library codes of its indicators."""


def again(problem: Row, ground: Ground) -> Verdict:
    """What the rule that raised a problem says now."""
    raised_by = problem.text_id("raised_by")
    if not raised_by:
        return _by_hand(problem, ground)
    if fingerprint(raised_by, problem.text("rule"), problem.text("object")) != problem["fingerprint"]:
        return Verdict.unexamined(RULE_CHANGED)
    return _BY[raised_by](problem, ground)


_UNKNOWN = Text(
    "这个问题没有登记由哪条规则提出，无法重新检验；先运行 jixiao rectify raise --apply 登记",
    "What raised this problem is not registered, so it cannot be run again; run jixiao rectify raise --apply first",
)
RULE_CHANGED = Text(
    "这个问题登记的规则或对象被改动过（与问题指纹不符），不能据此核验",
    "The rule or the object of this problem was changed after it was raised (its fingerprint does not fit), so nothing can be verified by them",
)
_HOLDS = Text("规则 {rule} 已重新运行，不再报出这个问题", "The rule {rule} was run again and does not speak of this any more")
_SPEAKS = Text("规则 {rule} 仍然报出：{said}", "The rule {rule} still speaks: {said}")
_NOT_MADE = Text(
    "规则 {rule} 现在无法检查（所需的表或内容没有），不能算已解决",
    "The rule {rule} cannot be checked now (what it needs is not there), which does not count as solved",
)
_GONE = Text(
    "这个问题所指的行已经不在（{object}）；确应删除的，用 --why 写明理由",
    "The row that this problem is about is no longer there ({object}); if it had to go, say why with --why",
)


# ---- a check of the dossier


def _check(problem: Row, ground: Ground) -> Verdict:
    rule, object_ = problem.text("rule"), problem.text("object")
    found = _findings(ground.dossier, rule)
    if found is None:
        return Verdict.unexamined(_NOT_MADE.fill(rule=rule))
    speaking = next((each for each in found if of_finding(ground.dossier, each).fingerprint == problem["fingerprint"]), None)
    if speaking is not None:
        return Verdict.speaking(_SPEAKS.fill(rule=rule, said=speaking.because))
    alike = next((each for each in found if _is_alike(problem, of_finding(ground.dossier, each), ground)), None)
    if alike is not None:
        return Verdict.speaking(_ELSEWHERE.fill(rule=rule, said=of_finding(ground.dossier, alike).description))
    table = object_.partition("#")[0].partition("/")[0]
    if table in ground.dossier.schema and not ground.dossier.table(table).present:
        return Verdict.unexamined(_NOT_MADE.fill(rule=rule))
    if not ground.reason and not is_there(ground.dossier, object_):
        return Verdict.unexamined(_GONE.fill(object=object_.partition("#")[0]))
    return Verdict.solved(_HOLDS.fill(rule=rule))


def _is_alike(problem: Row, raised: Raised, ground: Ground) -> bool:
    """Whether a finding says the same of another row that no problem is registered for: the fault may only have moved there."""
    same_words = masked(raised.said.say("zh")) == masked(problem.text("said"))
    return same_words and raised.fingerprint not in ground.known


_ELSEWHERE = Text(
    "规则 {rule} 在别处报出同样的问题：{said}（确为另一问题的，先另行登记）",
    "The rule {rule} says the same elsewhere: {said} (if that is another problem, register it first)",
)


def _findings(dossier: Dossier, name: str) -> list[Finding] | None:
    """What one check says of a dossier; None if it could not be made. Checks of the lower rooms are made all together."""
    file = name.replace("-", "_")
    if file not in kinds.names(FOLDER):
        if not is_check(Claims(dossier), name):
            return None
        return [each for outcome in check(dossier) for each in outcome.findings if each.check == name]
    copy = replace(dossier, outcomes=deepcopy(dossier.outcomes))
    return _alone(Claims(copy, tuple(check_frameworks(copy))), file)


def _alone(claims: Claims, file: str) -> list[Finding] | None:
    """The findings of one check; None if it could not be made."""
    only = replace(claims, dossier=replace(claims.dossier, outcomes={}))
    run(cast("Check", kinds.load(FOLDER, file)), only)
    outcomes = only.dossier.outcomes.values()
    if not any(each.held or each.failed for each in outcomes):
        return None
    return [finding for each in outcomes for finding in each.findings]


# ---- a paper


def _paper(problem: Row, ground: Ground) -> Verdict:
    path, rule = ground.paper or (ground.home or ground.dossier).path.joinpath(problem.text("file")), problem.text("rule")
    try:
        opened = open_pages(path)
    except Unreadable as error:
        return Verdict.unexamined(error.text)
    if rule == READABLE:
        return Verdict.solved(_HOLDS.fill(rule=rule))
    if rule.replace("-", "_") not in kinds.names(FOLDER):
        return Verdict.solved(_ACCEPTED) if ground.accepted else Verdict.unexamined(_NOT_ALONE.fill(rule=rule))
    outcome, claims = (seen := reviewed(path, opened, Against(ground.dossier))).outcome, seen.claims
    file = rule.replace("-", "_")
    if claims is None or _alone(claims, file) is None:
        return Verdict.unexamined(_NOT_MADE.fill(rule=rule))
    for each in outcome.findings:
        if each.check == rule and problem.text("object") in set(_objects(each)):
            return Verdict.speaking(_SPEAKS.fill(rule=rule, said=each.because))
    return Verdict.solved(_HOLDS.fill(rule=rule))


_NOT_ALONE = Text(
    "规则 {rule} 要把几份文稿放在一起比较，不能对这一份重新运行；用 --accepted 附上提出方的书面意见",
    "The rule {rule} compares several papers and cannot be run on this one alone: attach what its reviewer wrote with --accepted",
)


def _objects(finding: Finding) -> Iterator[str]:
    """The names under which a finding about a paper may have been registered, in whichever language."""
    for because in (finding.because.say("zh"), finding.because.say("en")):
        yield paper_object(finding.quote, because)
        yield paper_object("", because)


# ---- a score


def _score(problem: Row, ground: Ground) -> Verdict:
    return _scored(problem.text("object"), ground)


def _by_hand(problem: Row, ground: Ground) -> Verdict:
    """A problem that was entered by hand: what it is about says by which rule it can be examined."""
    kind, code = problem.text_id("about_kind"), problem.text("about_code")
    if kind == "item":
        return _scored(f"item:{code}", ground)
    if kind == "indicator":
        return _scored(f"indicator:{indicator_object(ground.home or ground.dossier, code)}", ground)
    return _person(problem, ground) if kind in {"audit", "bureau"} else Verdict.unexamined(_UNKNOWN)


def _scored(object_: str, ground: Ground) -> Verdict:
    """Whether an item or an indicator scores all its points."""
    listed = [each for each in everything_scored(ground.dossier) if each.object == object_]
    if not listed:
        return Verdict.unexamined(_NO_ITEM.fill(object=object_, year=ground.dossier.fiscal_year))
    for each in listed:
        if each.state != SCORED or each.lost is None:
            return Verdict.unexamined(_NO_SCORE.fill(name=each.name, because=each.because))
        if each.lost:
            said = _LOST.fill(name=each.name, lost=plain(each.lost), because=each.because)
            return Verdict.speaking(_SPEAKS.fill(rule=RULE, said=said))
    return Verdict.solved(_FULL.fill(name=listed[0].name, year=ground.dossier.fiscal_year))


_NO_ITEM = Text(
    "{year}年度的卷宗中没有计分项 {object}，不能算已解决",
    "The dossier of {year} scores nothing called {object}, which does not count as solved",
)
_NO_SCORE = Text(
    "“{name}”没有得分（{because}），不能算已解决", "“{name}” has no score ({because}), which does not count as solved"
)
_LOST = Text("“{name}”扣{lost}分，{because}", "“{name}” lost {lost} points: {because}")
_FULL = Text("{year}年度重新计分，“{name}”不再扣分", "Scored again for {year}, “{name}” loses nothing")


# ---- a person


def _person(problem: Row, ground: Ground) -> Verdict:
    """An audit's or the bureau's problem is closed by who raised it."""
    row = ground.dossier.find("audit_problem", problem_code=problem["about_code"]) if problem["about_kind"] == "audit" else None
    if row is not None and row["closed_on"] is not None and row["closing_document"] is not None:
        return Verdict.solved(_CLOSED.fill(day=row.text("closed_on"), document=row.text("closing_document")))
    if ground.accepted:
        return Verdict.solved(_ACCEPTED)
    return Verdict.unexamined(_NOT_ACCEPTED)


_CLOSED = Text("检查单位已于{day}销号（{document}）", "The auditor closed it on {day} ({document})")
_ACCEPTED = Text("提出方已书面同意销号", "Who raised it has closed it in writing")
_NOT_ACCEPTED = Text(
    "这个问题由人提出，由提出方销号：用 --accepted 附上其书面意见",
    "People raised this problem and close it: attach what they wrote with --accepted",
)


# ---- the monitor


def _monitor(problem: Row, ground: Ground) -> Verdict:
    """The rule of monitoring on a later day; it holds only where what it looks at is known on that day."""
    rule, object_, first = problem.text("rule"), problem.text("object"), problem.day("as_of")
    day = ground.as_of or ground.dossier.year.ends_on
    if day < ground.dossier.year.starts_on or (first is not None and day < first):
        return Verdict.unexamined(_TOO_EARLY.fill(day=day, first=first or ground.dossier.year.starts_on))
    found = monitor(ground.dossier, day)
    if rule not in found.standard.rules:
        return Verdict.unexamined(_NOT_MADE.fill(rule=rule))
    for signal in found.signals:
        if signal.rule == rule and signal.light in WARNING_LIGHTS and _spot(ground.dossier, signal.spot) == object_:
            return Verdict.speaking(_SPEAKS.fill(rule=rule, said=signal.because))
    everything: list[Line | Watched] = [*found.watch.lines, *found.watch.indicators]
    watched = next((each for each in everything if _spot(ground.dossier, each.spot) == object_), None)
    if watched is None or found.light_of(watched) is None:
        return Verdict.unexamined(_NOTHING_KNOWN.fill(rule=rule, day=found.day, object=object_))
    return Verdict.solved(_HOLDS.fill(rule=rule))


def _spot(dossier: Dossier, spot: Spot) -> str:
    return f"{spot.kind}:{indicator_object(dossier, spot.code) if spot.kind == 'indicator' else spot.code}"


_TOO_EARLY = Text(
    "预警是截至{first}提出的，要用其后的一天重新监控（--as-of），不能是{day}",
    "The warning was given as of {first}; look at a later day (--as-of) than {day}",
)
_NOTHING_KNOWN = Text(
    "规则 {rule} 所看的 {object} 在{day}没有数据，不能算已解决",
    "Nothing is known of {object} on {day}, which the rule {rule} looks at; that does not count as solved",
)


_BY: dict[str, Callable[[Row, Ground], Verdict]] = {
    "check": _check,
    "paper": _paper,
    "score": _score,
    "audit": _person,
    "bureau": _person,
    "monitor": _monitor,
}
