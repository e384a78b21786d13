"""The measure as people read it, and as programs do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from jixiao.review.measuring_itself.by_hand import Expected, WrittenPapers
from jixiao.review.measuring_itself.intervals import Share
from jixiao.review.measuring_itself.measuring import FAULTS, Class, Found, Measured
from jixiao.wording import Language, Text

_EXAMPLES = 3
_NAMES = {fault.name: fault for fault in FAULTS}
_HEAD = Text(
    "错误类别 · 找到/植入 · 检出率（95%区间）· 成立/发现 · 准确率（95%区间）",
    "class of errors · found/planted · recall (95 % interval) · right/findings · precision (95 % interval)",
)
_CLASS = Text("{mark} {name} · {recall} · {precision}", "{mark} {name} · {recall} · {precision}")
_MISSED = Text("    未找到：{which}", "    missed: {which}")
_WRONG = Text("    多报：{which}", "    wrong: {which}")
_CLEAN = Text(
    "{mark} 无错文稿 {papers} 份：错误 {errors} 处，需说明 {explains} 处",
    "{mark} {papers} clean papers: {errors} errors, {explains} to explain",
)
_HAND = Text(
    "手写文稿 {papers} 份 · {recall} · {precision}",
    "{papers} papers written by hand · {recall} · {precision}",
)
_AIMS = (
    Text(
        "达到要求：每类检出率不低于98%、准确率不低于99%，无错文稿零错误",
        "The aims are reached: 98 % recall and 99 % precision in every class, no error on clean papers",
    ),
    Text(
        "没有达到要求：每类检出率不低于98%、准确率不低于99%，无错文稿零错误",
        "The aims are missed: 98 % recall and 99 % precision in every class, no error on clean papers",
    ),
)


class Outcome(NamedTuple):
    """The measure on made papers and on those written by hand."""

    measured: Measured
    written: WrittenPapers
    seed: int


def as_text(outcome: Outcome, language: Language) -> Iterator[str]:
    """The lines of the measure."""
    measured, written = outcome.measured, outcome.written
    if measured.classes:
        yield _HEAD.say(language)
    for each in measured.classes:
        yield from _class_text(each, language)
    errors, explains = _count(measured, "error"), _count(measured, "explain")
    mark = _mark(good=not errors)
    yield _CLEAN.fill(mark=mark, papers=len(measured.clean), errors=errors, explains=explains).say(language)
    for seed, found in measured.false_errors[:_EXAMPLES]:
        yield _WRONG.fill(which=_found_text(seed, found)).say(language)
    yield _HAND.fill(papers=len(written.papers), recall=_share(written.recall), precision=_share(written.precision)).say(language)
    for paper in written.papers:
        for missed in paper.missed:
            yield _MISSED.fill(which=f"{paper.name} {_expected_text(missed)}").say(language)
        for wrong in paper.wrong:
            yield _WRONG.fill(which=f"{paper.name} {wrong.rule or ''} {wrong.check} {wrong.quote[:40]}").say(language)
    yield _AIMS[0 if measured.is_reached else 1].say(language)


def _class_text(found: Class, language: Language) -> Iterator[str]:
    name = _NAMES[found.fault].words.say(language)
    mark = _mark(good=found.is_reached)
    yield _CLASS.fill(mark=mark, name=name, recall=_share(found.recall), precision=_share(found.precision)).say(language)
    if found.missed:
        yield _MISSED.fill(which=" ".join(found.missed[:_EXAMPLES])).say(language)
    for seed, wrong in found.wrong[:_EXAMPLES]:
        yield _WRONG.fill(which=_found_text(seed, wrong)).say(language)


def _mark(*, good: bool) -> str:
    return "✓" if good else "✗"


def _share(share: Share) -> str:
    interval = share.interval
    ends = f" ({interval[0]}–{interval[1]})" if interval else ""
    return f"{share.good}/{share.all} {share.percent}{ends}"


def _found_text(seed: str, found: Found) -> str:
    return f"{seed} {found.rule or ''} {found.check}"


def _expected_text(expected: Expected) -> str:
    return f"{'/'.join(expected.rules)} {expected.at}"


def _count(measured: Measured, severity: str) -> int:
    return sum(found.severity == severity for paper in measured.clean for found in paper.findings)


def as_json(outcome: Outcome) -> dict[str, object]:
    """The measure in the shape that other programs rely on; shares are texts, in percent."""
    measured, written = outcome.measured, outcome.written
    return {
        "seed": outcome.seed,
        "reached": measured.is_reached,
        "classes": [_class_json(each) for each in measured.classes],
        "clean": {
            "papers": len(measured.clean),
            "errors": _count(measured, "error"),
            "explains": _count(measured, "explain"),
            "findings": [
                _found_json(paper.seed, found) for paper in measured.clean for found in paper.findings if found.severity != "hint"
            ],
        },
        "by_hand": {
            "papers": len(written.papers),
            "recall": _share_json(written.recall),
            "precision": _share_json(written.precision),
            "missed": [
                {"paper": paper.name, "rules": list(each.rules), "at": each.at}
                for paper in written.papers
                for each in paper.missed
            ],
            "wrong": [{"paper": paper.name, **each._asdict()} for paper in written.papers for each in paper.wrong],
        },
    }


def _class_json(found: Class) -> dict[str, object]:
    return {
        "class": found.fault,
        "rules": list(_NAMES[found.fault].rules),
        "reached": found.is_reached,
        "recall": _share_json(found.recall),
        "precision": _share_json(found.precision),
        "missed": list(found.missed),
        "wrong": [_found_json(seed, each) for seed, each in found.wrong],
    }


def _share_json(share: Share) -> dict[str, object]:
    return {"good": share.good, "of": share.all, "percent": share.percent, "wilson95": share.interval}


def _found_json(seed: str, found: Found) -> dict[str, object]:
    return {"paper": seed, **found._asdict()}
