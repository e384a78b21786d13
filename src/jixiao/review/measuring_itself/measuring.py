"""The measure: papers reviewed with and without a planted error, and what was found counted.

An error counts as found if a finding stands at its place under one of its rules. A finding of severity error or explain counts as right
if it does not stand in the same paper without the error, and speaks of the error's place or under its rules; all others are wrong.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from fractions import Fraction
from itertools import chain
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

from jixiao.dice import Dice
from jixiao.document.opening import Opened
from jixiao.errors import Misuse
from jixiao.findings import Finding, Place
from jixiao.review.measuring_itself import forms, in_tables, in_words, reports
from jixiao.review.measuring_itself.intervals import Share
from jixiao.review.measuring_itself.pieces import Draft, Spot
from jixiao.review.measuring_itself.planting import Fault, Planted
from jixiao.review.reviewing import Against, reviewed
from jixiao.wording import Text

FAULTS = (*in_words.FAULTS, *in_tables.FAULTS)
RECALL, PRECISION = Fraction(98, 100), Fraction(99, 100)
_TRIES = 200
_CHUNK = 8
_SHOWN = {"error", "explain"}
_MAKERS: dict[str, Callable[..., Draft]] = {"report": reports.report, "form": forms.form}


class Found(NamedTuple):
    """A finding, by what makes it the same in two papers, and where it stands."""

    check: str
    rule: str | None
    severity: str
    quote: str
    because: str
    paragraph: int | None
    table: str | None
    row: int | None

    @property
    def same(self) -> tuple[object, ...]:
        """What stays if the paragraphs before it are counted otherwise."""
        return (self.check, self.rule, self.severity, self.quote, self.because)

    def is_at(self, spots: Sequence[Spot]) -> bool:
        """Whether it stands at one of these places."""
        return any(self._is_in(spot) for spot in spots)

    def _is_in(self, spot: Spot) -> bool:
        if spot.paragraph is not None:
            return self.paragraph == spot.paragraph
        return self.table == spot.table and (spot.row is None or self.row is None or self.row == spot.row)


class Tried(NamedTuple):
    """One planted error: its class, the seed of its paper, whether it was found, the findings that were right, and those that were not."""

    fault: str
    seed: str
    found: bool
    right: int
    wrong: tuple[Found, ...]


class Clean(NamedTuple):
    """One clean paper and its findings."""

    seed: str
    findings: tuple[Found, ...]


class Class(NamedTuple):
    """What came of one class of errors."""

    fault: str
    recall: Share
    precision: Share
    missed: tuple[str, ...]
    wrong: tuple[tuple[str, Found], ...]

    @property
    def is_reached(self) -> bool:
        """Whether both aims are reached."""
        return self.recall.is_at_least(RECALL) and self.precision.is_at_least(PRECISION)


class Measured(NamedTuple):
    """The whole measure."""

    classes: tuple[Class, ...]
    clean: tuple[Clean, ...]

    @property
    def false_errors(self) -> list[tuple[str, Found]]:
        """The findings of severity error on clean papers."""
        return [(paper.seed, each) for paper in self.clean for each in paper.findings if each.severity == "error"]

    @property
    def is_reached(self) -> bool:
        """Whether every aim is reached: recall and precision of every class that was tried, and no error on clean papers."""
        return not self.false_errors and all(each.is_reached for each in self.classes)


class Task(NamedTuple):
    """A clean paper to be made, and the errors to be planted into copies of it, each with its number."""

    kind: str
    number: int
    seed: int
    faults: tuple[tuple[int, int], ...]


def paper_name(kind: str, number: int) -> str:
    """How a made paper is called."""
    return f"{kind}-{number}"


def made(kind: str, seed: int, number: int) -> Draft:
    """The clean paper of a kind with this number."""
    return _MAKERS[kind](seed, number)


def plant(fault: Fault, draft: Draft, seed: int, number: int) -> Planted | None:
    """A paper with one error of a class."""
    return fault.plant(draft, Dice("plant", fault.name, seed, number))


def tasks(errors: int, clean: int, seed: int) -> list[Task]:
    """Which papers are made and what is planted where: the classes in turn, each into the next paper that can hold it."""
    if errors < 0 or clean < len(_MAKERS):
        raise Misuse(
            Text(
                "错误数不能为负，无错文稿至少 {least} 份",
                "Errors cannot be negative, and at least {least} clean papers are needed",
            ).fill(least=len(_MAKERS))
        )
    listed = [(kind, at) for at in range(-(-clean // len(_MAKERS))) for kind in _MAKERS][:clean]
    planted: dict[tuple[str, int], list[tuple[int, int]]] = {each: [] for each in listed}
    numbers = {kind: [number for each, number in listed if each == kind] for kind in _MAKERS}
    drafts = {(kind, number): made(kind, seed, number) for kind, number in listed}
    next_one = Counter({fault.name: at for at, fault in enumerate(FAULTS)})
    for number in range(errors):
        at = number % len(FAULTS)
        fault = FAULTS[at]
        own = numbers[fault.kind]
        for _ in range(_TRIES):
            paper = own[next_one[fault.name] % len(own)]
            next_one[fault.name] += 1
            if plant(fault, drafts[fault.kind, paper], seed, number) is not None:
                planted[fault.kind, paper].append((at, number))
                break
    return [Task(kind, number, seed, tuple(planted[kind, number])) for kind, number in listed]


def measure(errors: int, clean: int, seed: int, jobs: int = 0) -> Measured:
    """Make the papers, review them in parallel processes, and count."""
    listed = tasks(errors, clean, seed)
    processes = min(jobs or os.cpu_count() or 1, len(listed))
    if processes <= 1:
        return counted([run(task) for task in listed])
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        return counted(list(pool.map(run, listed, chunksize=_CHUNK)))


def run(task: Task) -> tuple[Clean, list[Tried]]:
    """Review one clean paper and its spoiled copies."""
    name = paper_name(task.kind, task.number)
    draft = made(task.kind, task.seed, task.number)
    clean = review_draft(draft, name)
    return Clean(name, tuple(clean)), list(_tried(task, name, draft, clean))


def _tried(task: Task, name: str, draft: Draft, clean: list[Found]) -> Iterator[Tried]:
    for at, number in task.faults:
        planted = plant(FAULTS[at], draft, task.seed, number)
        if planted is not None:
            yield judged(FAULTS[at], f"{name}/{number}", planted, clean, review_draft(planted.draft, name))


def judged(fault: Fault, seed: str, planted: Planted, clean: Sequence[Found], found: Sequence[Found]) -> Tried:
    """What the findings of a spoiled paper are worth."""
    before = Counter(each.same for each in clean)
    right, wrong, is_found = 0, [], False
    for each in found:
        if before[each.same] > 0:
            before[each.same] -= 1
            wrong.append(each)
            continue
        is_there = each.is_at(planted.spots)
        is_found |= is_there and each.rule in fault.rules
        if is_there or each.rule in (*fault.rules, *fault.also):
            right += 1
        else:
            wrong.append(each)
    return Tried(fault.name, seed, is_found, right, tuple(each for each in wrong if each.severity in _SHOWN))


def review_draft(draft: Draft, name: str) -> list[Found]:
    """The findings on a made paper; hints are left out."""
    outcome = reviewed(Path(name), Opened(draft.document, {}), Against(None, draft.framework)).outcome
    return found_in(outcome.findings)


def found_in(findings: Sequence[Finding]) -> list[Found]:
    """Findings as this room compares them; hints too, which may tell of an error but never count as wrong."""
    return [_found(each, each.place) for each in findings]


def _found(finding: Finding, place: Place) -> Found:
    because = finding.because.say("zh")
    return Found(finding.check, finding.rule, finding.severity, finding.quote, because, place.paragraph, place.table, place.row)


def counted(results: Sequence[tuple[Clean, list[Tried]]]) -> Measured:
    """All results, class by class."""
    tried = list(chain.from_iterable(each for _, each in results))
    return Measured(
        tuple(_class(fault, tried) for fault in FAULTS if any(each.fault == fault.name for each in tried)),
        tuple(clean for clean, _ in results),
    )


def _class(fault: Fault, tried: Sequence[Tried]) -> Class:
    own = [each for each in tried if each.fault == fault.name]
    right, wrong = sum(each.right for each in own), [(each.seed, one) for each in own for one in each.wrong]
    missed = tuple(each.seed for each in own if not each.found)
    return Class(fault.name, Share(len(own) - len(missed), len(own)), Share(right, right + len(wrong)), missed, tuple(wrong))
