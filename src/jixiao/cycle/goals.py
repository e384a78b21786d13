"""The review of goals before the year starts: the four tests of a goal, each with the checks that belong to it.

    review = review_goals(read_dossier(Path("office-2024")), [read_dossier(Path("office-2023"))])
    for test in review.tests:
        print(test.test.name.say("zh"), test.verdict)

No rule is written here: the checks are those of ``review/checks`` and of the tables themselves, and which of them belongs to which test
stands in ``goal_tests.yaml``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import as_file, files
from typing import Literal, NamedTuple, cast

from jixiao import kinds
from jixiao.files.described import Part
from jixiao.files.yamls import read_yaml
from jixiao.findings import Finding, Outcome, as_text
from jixiao.review.check import FOLDER, Check, Claims
from jixiao.review.checking import run
from jixiao.review.paper import PAPER
from jixiao.tables.dossier import Dossier
from jixiao.tables.faults import check_tables
from jixiao.wording import Text

Verdict = Literal["holds", "explain", "fails", "not_checkable"]

VERDICTS: dict[Verdict, Text] = {
    "holds": Text("通过", "passed"),
    "explain": Text("需说明", "to be explained"),
    "fails": Text("不通过", "failed"),
    "not_checkable": Text("无法检查", "could not be checked"),
}


class Test(NamedTuple):
    """One of the four tests: what it asks, and the checks and rules that belong to it."""

    id: str
    name: Text
    asks: Text
    checks: tuple[str, ...]


class Grade(NamedTuple):
    """What a review comes to: so many tests may fail, and so many may have to be explained."""

    name: Text
    means: Text
    failing: int
    explained: int


class Tests(NamedTuple):
    """All that ``goal_tests.yaml`` says."""

    tables: tuple[str, ...]
    tests: tuple[Test, ...]
    grades: tuple[Grade, ...]


@dataclass(frozen=True, slots=True)
class Tested:
    """What came of one test; its checks are counted as everywhere, and those that could not be made never count as held."""

    test: Test
    outcome: Outcome

    @property
    def verdict(self) -> Verdict:
        """Whether the goals pass. A hint asks for nothing."""
        severities = {finding.severity for finding in self.outcome.findings}
        if "error" in severities:
            return "fails"
        if "explain" in severities:
            return "explain"
        return "holds" if self.outcome.held or self.outcome.failed else "not_checkable"


@dataclass(frozen=True, slots=True)
class GoalReview:
    """The four tests, and what they come to."""

    dossier: Dossier
    earlier: tuple[Dossier, ...]
    tests: tuple[Tested, ...]

    @property
    def grade(self) -> Grade | None:
        """What the review comes to; None as long as a test could not be made at all."""
        verdicts = [each.verdict for each in self.tests]
        if "not_checkable" in verdicts:
            return None
        failing, explained = verdicts.count("fails"), verdicts.count("explain")
        return next((each for each in goal_tests().grades if failing <= each.failing and explained <= each.explained), None)

    @property
    def layers(self) -> dict[str, int]:
        """How many there are of each layer: duties, tasks, projects of project expenditure, indicators."""
        counted = {name: len(self.dossier.table(name).rows) for name in ("duty", "task", "indicator")}
        projects = sum(row["kind"] == "project" for row in self.dossier.table("project"))
        return {"duty": counted["duty"], "task": counted["task"], "project": projects, "indicator": counted["indicator"]}


@cache
def goal_tests() -> Tests:
    """The tests of the shipped file. A fault in it is a programming error (``ValueError``)."""
    findings = list[Finding]()
    with as_file(files("jixiao.cycle") / "goal_tests.yaml") as path:
        part = Part.top(read_yaml(path), path.name, "schema", findings)
        part.only("source", "confidence", "tables", "tests", "grades")
        tests = tuple(
            Test(each.text("id"), each.label("label"), each.label("asks"), tuple(each.words("checks")))
            for each in part.parts("tests")
        )
        grades = tuple(
            Grade(each.label("label"), each.label("means"), each.whole("failing"), each.whole("explained"))
            for each in part.parts("grades")
        )
        found = Tests(tuple(part.words("tables")), tests, grades)
    if findings:
        raise ValueError("\n".join(as_text(finding, "en") for finding in findings))
    return found


def review_goals(dossier: Dossier, earlier: Sequence[Dossier] = ()) -> GoalReview:
    """The four tests on a dossier's goals; dossiers of earlier years say what was reached before. The dossier stays as it is.

    A rule of a test that no check answers is counted as one that could not be checked.
    """
    outcomes = {test.id: Outcome(test.name.zh) for test in goal_tests().tests}
    answered = set[str]()
    for check, outcome in _made(dossier, tuple(earlier)):
        answered |= {check.name, *check.rules}
        _share_out(check, outcome, outcomes)
    for test in goal_tests().tests:
        outcomes[test.id].not_checkable += sum(word.partition("/")[0] not in answered for word in test.checks)
    return GoalReview(dossier, tuple(earlier), tuple(Tested(test, outcomes[test.id]) for test in goal_tests().tests))


class _Made(NamedTuple):
    """A check that was made: its name, and the rules that it answers."""

    name: str
    rules: tuple[str, ...]


def _made(dossier: Dossier, earlier: tuple[Dossier, ...]) -> Iterator[tuple[_Made, Outcome]]:
    """The checks that belong to a test, each with what came of it in the tables of goals."""
    yield from _of_tables(dossier)
    for name in kinds.names(FOLDER):
        check = cast("Check", kinds.load(FOLDER, name))
        made = _Made(name.replace("_", "-"), check.rules)
        if PAPER in check.needs or not _named(made):
            continue
        copy = replace(dossier, outcomes={})
        run(check, Claims(copy, earlier=earlier, of_goals=True))
        yield made, _within(copy.outcomes)


def _of_tables(dossier: Dossier) -> Iterator[tuple[_Made, Outcome]]:
    """The checks of the tables themselves, which are counted together and told apart by their findings."""
    copy = replace(dossier, outcomes=deepcopy(dossier.outcomes))
    check_tables(copy)
    found: dict[str, list[Finding]] = {}
    for finding in _within(copy.outcomes).findings:
        found.setdefault(finding.check, []).append(finding)
    own = {rule.check: rule.rule for name in goal_tests().tables for rule in dossier.schema[name].rules}
    below = [word for test in goal_tests().tests for word in test.checks if "-" in word and "/" not in word]
    for name in dict.fromkeys([*below, *found]):
        made = _Made(name, (own[name],) if own.get(name) else ())  # type: ignore[arg-type]
        if name.replace("-", "_") not in kinds.names(FOLDER) and _named(made):
            outcome = Outcome(name)
            outcome.note(found.get(name, ()))
            yield made, outcome


def _named(made: _Made) -> list[str]:
    """The words of the tests that mean this check."""
    words = {made.name, *made.rules, *(f"{made.name}/{rule}" for rule in made.rules)}
    return [word for test in goal_tests().tests for word in test.checks if word in words]


def _within(outcomes: Mapping[str, Outcome]) -> Outcome:
    """One outcome of all files, with what was found in the tables of goals."""
    tables = goal_tests().tables
    whole = Outcome("")
    for outcome in outcomes.values():
        found = [finding for finding in outcome.findings if finding.place.table in tables]
        whole.findings += found
        whole.failed += bool(found)
        whole.held += outcome.held
        whole.not_checkable += outcome.not_checkable
    return whole


def _share_out(made: _Made, outcome: Outcome, outcomes: Mapping[str, Outcome]) -> None:
    """Give what a check found to the tests that it belongs to, and count it there."""
    homes = {test.id: list[Finding]() for test in goal_tests().tests if set(test.checks) & set(_named(made))}
    for finding in outcome.findings:
        homes.setdefault(_home(finding), []).append(finding)
    for test_id, found in homes.items():
        if not found and not outcome.findings and not outcome.held:
            outcomes[test_id].not_checkable += 1
        else:
            outcomes[test_id].note(found)


def _home(finding: Finding) -> str:
    """The test that a finding belongs to: by its check and rule, by its check, else by its rule."""
    for word in (f"{finding.check}/{finding.rule}", finding.check, finding.rule):
        for test in goal_tests().tests:
            if word in test.checks:
                return test.id
    return goal_tests().tests[0].id
