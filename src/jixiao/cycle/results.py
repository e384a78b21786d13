"""Use of results: from grade, spending and problems of each project to a proposal for next year's budget.

    dossier = read_dossier(Path("rural-school-project-2023"))
    for each in proposals(dossier, as_of=date(2024, 3, 1)):
        print(each.project.text("name"), each.proposal, each.proposed_yuan)

A rule whose facts are not known decides nothing, and is told as such. Of several that hold the hardest counts, and all are told.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from jixiao.cycle.result_rules import PROPOSALS, ResultRules, Rule, shipped
from jixiao.cycle.showing_rectification import Problem, standing
from jixiao.errors import Misuse
from jixiao.exact import decimal_ratio, plain
from jixiao.monitor.rule import percent
from jixiao.score.facts import View
from jixiao.score.progress import budget, initial, rate
from jixiao.score.scoring import Score, shown
from jixiao.score.unit_score import framework_of, score_unit
from jixiao.tables.dossier import Dossier, Row
from jixiao.tables.measuring import Absent, Measured
from jixiao.wording import Text, joined, same

_FEN = 2


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rules look at for one project; None where it is not known.

    ``ends_on`` is the day on which a project of several years ends with this year.
    """

    grade: str | None
    score: Text
    grade_because: Text
    spent: Fraction | None
    spent_because: Text
    ends_on: date | None
    overdue: int
    came_back: int


class Fired(NamedTuple):
    """A rule that holds: what it proposes, the share that is taken off, and why."""

    rule: Rule
    share: Fraction
    because: Text


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed for one project. ``proposal`` is None where what the rules need is not known: then the person decides alone."""

    project: Row
    facts: Facts
    fired: tuple[Fired, ...]
    unknown: tuple[Text, ...]
    proposal: str | None
    share: Fraction
    base_yuan: Decimal | None
    proposed_yuan: Decimal | None

    @property
    def because(self) -> Text:
        """All reasons in one sentence, those of the proposal first."""
        told = sorted(self.fired, key=lambda each: (each.rule.propose != self.proposal, each.rule.id))
        return joined([*(each.because for each in told), *self.unknown], "；", "; ")


def proposals(dossier: Dossier, as_of: date, rules: ResultRules | None = None) -> list[Proposal]:
    """A proposal for every project of the dossier (basic expenditure is none), from what is known on a day."""
    rules = rules or shipped()
    problems = standing(dossier, as_of)
    rows = [row for row in dossier.table("project") if row["kind"] == "project"]
    return [_proposal(dossier, row, problems, rules) for row in rows]


def of_project(dossier: Dossier, code: str, as_of: date, rules: ResultRules | None = None) -> Proposal:
    """The proposal for one project; ``Misuse`` if there is no such project."""
    row = dossier.find("project", project_code=code, kind="project")
    if row is None:
        known = [each.text("project_code") for each in dossier.table("project") if each["kind"] == "project"]
        raise Misuse(_NO_PROJECT.fill(code=code, known=same(", ".join(known))))
    return _proposal(dossier, row, standing(dossier, as_of), rules or shipped())


_NO_PROJECT = Text("没有代码为“{code}”的支出项目；已有：{known}", "There is no project “{code}”; there are: {known}")


def _proposal(dossier: Dossier, row: Row, problems: list[Problem], rules: ResultRules) -> Proposal:
    facts = _facts(dossier, row, problems)
    fired, unknown = list[Fired](), list[Text]()
    for rule in rules.rules:
        found = _holds(rule, facts)
        if isinstance(found, Text):
            unknown.append(found)
        elif found:
            fired.append(Fired(rule, _share(rule, facts), _said(rule, facts)))
    hardest = max((each.rule.propose for each in fired), key=PROPOSALS.index, default=None)
    if "grade" in rules.needs and facts.grade is None:
        hardest = "stop" if any(each.rule.ends for each in fired) else None
    share = max((each.share for each in fired if each.rule.propose == hardest), default=Fraction(0))
    base = _amount(_base(dossier, row, rules))
    proposed = None
    if base is not None and hardest is not None:
        left = Fraction(base) * (0 if hardest == "stop" else 1 - share)
        proposed = decimal_ratio(left.numerator, left.denominator, _FEN)
    return Proposal(row, facts, tuple(fired), tuple(dict.fromkeys(unknown)), hardest, share, base, proposed)


def _facts(dossier: Dossier, row: Row, problems: list[Problem]) -> Facts:
    code = row.text_id("project_code")
    grade, score, why = _grade(dossier, code)
    spent = rate(_view(dossier, code))
    own = [each for each in problems if _is_about(dossier, each.row, code)]
    return Facts(
        grade,
        score,
        why,
        None if isinstance(spent, Absent) else Fraction(spent.numerator, spent.denominator),
        spent.because if isinstance(spent, Absent) else same(""),
        _end(dossier, row),
        sum(each.is_overdue for each in own),
        sum(bool(each.row["same_as"]) and each.state != "verified" for each in own),
    )


def _end(dossier: Dossier, row: Row) -> date | None:
    """The day on which a project of several years ends with this year; the period of a project that is applied for every year says nothing."""
    starts_on, ends_on = row.day("starts_on"), row.day("ends_on")
    if starts_on is None or ends_on is None or starts_on.year >= dossier.fiscal_year or ends_on.year > dossier.fiscal_year:
        return None
    return ends_on


def _view(dossier: Dossier, code: str) -> View:
    return View(dossier, dossier.scope(project_code=code))


def _grade(dossier: Dossier, code: str) -> tuple[str | None, Text, Text]:
    """The grade of a project: what the bureau gave it after its review, else what follows from the data."""
    reviewed = next(
        (
            row
            for row in dossier.table("stated_score")
            if row["stage"] == "reviewed" and row["item_code"] == "total" and row["project_code"] == code and row["grade"]
        ),
        None,
    )
    if reviewed is not None:
        points = reviewed.quantity("score")
        told = Text("财政复核{n}分", "{n} points after the bureau's review").fill(n=plain(points.value)) if points else _REVIEWED
        return reviewed.text("grade"), told, same("")
    made = _score(dossier, code)
    if made is None:
        return None, same("—"), _NO_FRAMEWORK
    total = Text("自评{n}分", "{n} points by self-evaluation").fill(n=shown(made.total, made.framework))
    if made.grade is None:
        return None, total, made.because or _NO_GRADE
    return made.grade.say("zh"), total, same("")


def _score(dossier: Dossier, code: str) -> Score | None:
    """The score of a project by the first framework for projects that the dossier names."""
    found = (framework_id for framework_id in dossier.frameworks if framework_of(dossier, framework_id).kind == "project")
    framework_id = next(found, None)
    return None if framework_id is None else score_unit(dossier, framework_id, project_code=code)


_REVIEWED = Text("财政复核", "the bureau's review")
_NO_FRAMEWORK = Text("卷宗没有写明给项目计分的指标体系", "the dossier names no framework that scores projects")
_NO_GRADE = Text("还有分值没有得分，不评等次", "some points are still without a score, so there is no grade")


def _is_about(dossier: Dossier, problem: Row, code: str) -> bool:
    """Whether a problem is one of the project: its object is the project's, or its indicator is."""
    object_ = problem.text("object")
    if object_ == f"project:{code}" or object_.startswith((f"project/{code}/", f"project/{code}#")):
        return True
    indicator = dossier.find("indicator", indicator_code=problem["about_code"]) if problem["about_kind"] == "indicator" else None
    return indicator is not None and indicator["level"] == "project" and indicator["owner_code"] == code


def _base(dossier: Dossier, row: Row, rules: ResultRules) -> Measured | Absent:
    view = _view(dossier, row.text_id("project_code"))
    return initial(view) if rules.base == "initial" else budget(view)


def _amount(found: Measured | Absent) -> Decimal | None:
    return None if isinstance(found, Absent) else decimal_ratio(found.numerator, found.denominator, _FEN)


# ---- one rule


def _holds(rule: Rule, facts: Facts) -> bool | Text:
    """Whether a rule holds; a sentence where what it looks at is not known."""
    if rule.grades and facts.grade is None:
        return _UNKNOWN_GRADE.fill(because=facts.grade_because)
    if rule.spent_below is not None and facts.spent is None:
        return _UNKNOWN_SPENT.fill(because=facts.spent_because)
    tests = (
        not rule.grades or facts.grade in rule.grades,
        not rule.ends or facts.ends_on is not None,
        rule.spent_below is None or (facts.spent is not None and facts.spent < rule.spent_below),
        rule.overdue_at_least is None or facts.overdue >= rule.overdue_at_least,
        rule.came_back_at_least is None or facts.came_back >= rule.came_back_at_least,
    )
    return all(tests)


_UNKNOWN_GRADE = Text("没有评价等次（{because}），不作建议", "there is no grade ({because}), so nothing is proposed")
_UNKNOWN_SPENT = Text("预算执行率不明（{because}）", "how much was spent is not known ({because})")


def _share(rule: Rule, facts: Facts) -> Fraction:
    if rule.share is not None:
        return rule.share
    return max(Fraction(0), 1 - facts.spent) if facts.spent is not None else Fraction(0)


def _said(rule: Rule, facts: Facts) -> Text:
    return rule.because.fill(
        grade=facts.grade or "—",
        score=facts.score,
        ends_on=facts.ends_on or "—",
        spent="—" if facts.spent is None else percent(facts.spent),
        overdue=facts.overdue,
        came_back=facts.came_back,
    )
