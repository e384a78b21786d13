"""The score of the whole that a paper states, and the one that follows from its own lines or parts.

A form's score is recomputed from its lines: their scores added up, each that a check has corrected by an exact number with that number.
A report's is recomputed from the parts that it names. Where lines or parts do not make the whole, nothing is recomputed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from jixiao.exact import decimal_of, decimal_ratio, half_width
from jixiao.findings import Finding
from jixiao.review.check import Claims
from jixiao.review.paper import Paper
from jixiao.review.stated import MID_YEAR, Statement
from jixiao.review.statements.scores import TOTAL, Score, scores
from jixiao.review.statements.vocabulary import vocabulary
from jixiao.tables.dossier import Row

RATE_PLACES = 2
_CORRECTING = frozenset({"A04", "A07", "S01", "S03", "S05", "S08", "X10"})
"""The rules whose findings say what a line's score should be."""

_UNITS = ("分", "points", "")


class Scores(NamedTuple):
    """The score that a paper states for the whole, and the one that follows from what it says; None where there is none."""

    stated: Decimal | None = None
    recomputed: Decimal | None = None

    @property
    def difference(self) -> Decimal | None:
        """The stated score without the recomputed one."""
        return None if self.stated is None or self.recomputed is None else self.stated - self.recomputed

    @property
    def rate(self) -> Decimal | None:
        """The difference without its sign as a share of the stated score, in per cent; a stated score of nothing has none."""
        if self.difference is None or not self.stated:
            return None
        over, by = abs(self.difference).as_integer_ratio()
        under, beneath = abs(self.stated).as_integer_ratio()
        return decimal_ratio(100 * over * beneath, by * under, RATE_PLACES)


class _Form(NamedTuple):
    """A statement of scores with its full marks; None where they are not stated."""

    scores: Scores
    points: Decimal | None
    is_of_project: bool


def scores_of(claims: Claims, findings: Iterable[Finding]) -> Scores:
    """The scores of a paper: of the form for the whole, else of the report's words, else of the project whose form differs most."""
    given = next((score for score in claims.scores if score.total is not None and score.in_play == score.framework.points), None)
    found = _stated(claims, [each for each in findings if each.rule in _CORRECTING])
    return found if given is None else Scores(found.stated, given.total)


def _stated(claims: Claims, findings: Sequence[Finding]) -> Scores:
    forms = list(_forms(claims, findings))
    of_unit = [form for form in forms if not form.is_of_project]
    told = _told(claims.paper) if claims.paper else None
    whole = [form for form in of_unit if form.points is None or form.points == _largest(of_unit)]
    if told is None or told.stated is None:
        if len(whole) == 1 or (whole and len(of_unit) == len(whole) and len({form.scores for form in whole}) == 1):
            return whole[0].scores
        return max((form.scores for form in forms), key=_by_rate) if forms and not of_unit else Scores()
    for form in whole:
        if form.scores.stated == told.stated:
            return form.scores
    parts = [form for form in of_unit if form.scores.recomputed is not None and form.points]
    if len(parts) > 1 and sum((form.points or Decimal(0) for form in parts), Decimal(0)) == 100:  # noqa: PLR2004 - the whole
        return Scores(told.stated, sum((form.scores.recomputed or Decimal(0) for form in parts), Decimal(0)))
    return told


def _largest(forms: Sequence[_Form]) -> Decimal | None:
    return max((form.points for form in forms if form.points is not None), default=None)


def _by_rate(each: Scores) -> Decimal:
    return each.rate if each.rate is not None else Decimal(-1)


def _forms(claims: Claims, findings: Sequence[Finding]) -> Iterator[_Form]:
    for statement in claims.statements:
        if statement.stage != MID_YEAR and statement.total is not None and statement.total.score is not None:
            total = statement.total
            recomputed = _from_lines(claims, statement, findings)
            yield _Form(Scores(total.score, recomputed), total.points, statement.project_code is not None)


def _from_lines(claims: Claims, statement: Statement, findings: Sequence[Finding]) -> Decimal | None:
    """The scores of the lines, corrected; None unless their points make the whole."""
    assert statement.total is not None
    lines = [line for line in statement.lines.values() if line.score is not None and line.points is not None]
    if not lines or sum((line.points or Decimal(0) for line in lines), Decimal(0)) != statement.total.points:
        return None
    found = Decimal(0)
    for line in lines:
        corrected = _corrected(claims, line.row, findings)
        found += corrected if corrected is not None else line.score or Decimal(0)
    return found


def _corrected(claims: Claims, row: Row, findings: Sequence[Finding]) -> Decimal | None:
    """What a finding about a line's score says that it should be."""
    place = claims.place(row, "score")
    for finding in findings:
        if (finding.place.table, finding.place.row, finding.place.column) == (place.table, place.row, place.column):
            value = points_in(finding.expected.say("zh")) if finding.expected else None
            if value is not None:
                return value
    return None


def points_in(text: str) -> Decimal | None:
    """The points that a text says and nothing else: 9.5, 9.5分."""
    split = number_and_unit(text)
    return split[0] if split is not None and split[1] in _UNITS else None


def number_and_unit(text: str) -> tuple[Decimal, str] | None:
    """The number that a text begins with, and the unit behind it; None if it is more than that."""
    text = half_width(text).strip()
    end = next((at for at, sign in enumerate(text) if sign not in "0123456789.,-+"), len(text))
    value = decimal_of(text[:end])
    unit = text[end:].strip()
    return None if value is None or any(sign.isdigit() for sign in unit) else (value, unit)


def _told(paper: Paper) -> Scores:
    """The total of the year in the running text, and the sum of the parts that it names, if they are all there."""
    told = [each for each in scores(paper) if each.stage == "year"]
    total = next((each.value for each in told if each.name == TOTAL), None)
    if total is None:
        return Scores()
    parts: dict[str, Score] = {}
    for each in told:
        if each.name != TOTAL:
            parts.setdefault(each.name, each)
    for names in vocabulary("numbers")["score-parts"]:
        known = [next((part for name, part in parts.items() if name.endswith(word)), None) for word in names.split("+")]
        if len(known) > 1 and all(known):
            return Scores(total, sum((part.value for part in known if part), Decimal(0)))
    return Scores(total)
