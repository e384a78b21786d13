"""The measure of the review: its papers are what they claim, one error makes one difference, and the counting is right."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jixiao.cli import main
from jixiao.dice import Dice
from jixiao.exact import decimal_of, decimal_ratio
from jixiao.review.measuring_itself import by_hand
from jixiao.review.measuring_itself.forms import form
from jixiao.review.measuring_itself.intervals import PLACES, Share, Z, wilson
from jixiao.review.measuring_itself.measuring import (
    FAULTS,
    Class,
    Clean,
    Found,
    Measured,
    counted,
    judged,
    made,
    plant,
    run,
    tasks,
)
from jixiao.review.measuring_itself.numbers import Notation, notation
from jixiao.review.measuring_itself.pieces import Draft, Form, Line, Spot
from jixiao.review.measuring_itself.planting import Fault, Planted, could_be, shifted
from jixiao.review.measuring_itself.reports import report
from jixiao.review.measuring_itself.words import words
from jixiao.review.normal import normal
from jixiao.review.paper import paper_of
from jixiao.wording import Text

SEEDS = st.integers(0, 10**6)
FAULT_IDS = [fault.name for fault in FAULTS]


def text_of(draft: Draft) -> str:
    return "\n".join(piece.text if isinstance(piece, Line) else "\n".join(map("|".join, piece.rows)) for piece in draft.pieces)


def number(text: str) -> Decimal:
    found = re.search(r"\d[\d,]*(?:\.\d+)?", text)
    value = decimal_of(found[0]) if found else None
    assert value is not None
    return value


# ---- chance


def test_the_same_seed_gives_the_same_papers_and_another_gives_others() -> None:
    assert report(1, 7) == report(1, 7)
    assert form(1, 7) == form(1, 7)
    assert len({text_of(report(1, at)) for at in range(20)} | {text_of(form(1, at)) for at in range(20)}) == 40


@given(SEEDS, st.integers(1, 9), st.integers(3, 10**9))
def test_parts_are_all_positive_and_come_to_the_whole(seed: int, count: int, whole: int) -> None:
    whole = max(whole, count)
    parts = Dice(seed).parts(whole, count)
    assert len(parts) == count
    assert sum(parts) == whole
    assert min(parts) > 0


@given(SEEDS, st.integers(1, 20))
def test_some_things_are_different_things(seed: int, count: int) -> None:
    assert len(set(Dice(seed).some(range(20), count))) == count


# ---- papers are true


def test_every_kind_of_statement_has_at_least_six_wordings() -> None:
    kinds = {**words()["statements"], "problem": words()["problem"], "measure": words()["measure"], **words()["headings"]}
    assert {name: len(set(wordings)) for name, wordings in kinds.items() if len(set(wordings)) < 6} == {}


@given(SEEDS)
def test_sums_shares_and_scores_of_a_made_report_are_exact(seed: int) -> None:
    draft = report(seed)
    for _, _, part in draft.parts("sum", "three"):
        assert number(part.slots["whole"]) == sum(number(part.slots[name]) for name in "abc")
    for _, _, part in draft.parts("split"):
        assert number(part.slots["a"]) == number(part.slots["x"]) + number(part.slots["y"])
    for _, _, part in draft.parts("rate", "again"):
        share = Fraction(number(part.slots["b"])) * 100 / Fraction(number(part.slots["a"]))
        places = len(part.slots["r"].rstrip("%").partition(".")[2])
        assert number(part.slots["r"]) == decimal_ratio(share.numerator, share.denominator, places)
        assert could_be(part.slots["b"], part.slots["a"], part.slots["r"])
    for _, form_ in draft.forms():
        if form_.name == "scores":
            *rows, total = [number(form_.cell(row, "score")) for row in range(len(form_.rows))]
            assert sum(rows) == total == draft.facts["total"]


@given(SEEDS)
def test_the_scores_of_a_made_form_come_to_its_total_and_follow_its_targets(seed: int) -> None:
    draft = form(seed)
    (table,) = [each for _, each in draft.forms() if "total" in each.names]
    rows = [row for row, name in enumerate(table.names) if name.startswith("indicator")]
    for row in rows:
        target, actual = number(table.cell(row, "target")), number(table.cell(row, "actual"))
        points, score = number(table.cell(row, "points")), number(table.cell(row, "score"))
        due = min(Fraction(1), Fraction(actual) / Fraction(target)) * Fraction(points)
        assert score == decimal_ratio(due.numerator, due.denominator, 2)
        assert bool(table.cell(row, "reason")) == (score < points)
    assert number(table.cell(table.names.index("total"), "score")) == draft.facts["total"]


@given(SEEDS)
def test_money_is_written_back_exactly_in_another_unit(seed: int) -> None:
    money, budget = notation(Dice(seed))
    assert budget >= 10_000
    assert decimal_of(money.bare(budget)) == Decimal(budget).scaleb(-money.places)
    assert Notation("元", 2, is_grouped=True).in_table(123_456_789, "万元") == "123.456789"


def test_made_papers_are_of_many_kinds() -> None:
    reports = [report(at) for at in range(60)]
    said = " ".join(map(text_of, reports))
    assert {draft.framework for draft in reports} > {None, "guangdong-unit-2022"}
    assert all(unit in said for unit in ("万元", "亿元", "元，"))
    assert len({draft.year for draft in reports}) > 4
    assert {each.name for at in range(20) for _, each in form(at).forms()} == {"whole", "parted", "listed", "money"}


@given(SEEDS, st.sampled_from(["report", "form"]))
def test_the_place_of_a_piece_is_where_the_review_reads_it(seed: int, kind: str) -> None:
    draft = made(kind, 1, seed)
    read = paper_of(draft.document, "made")
    for at, piece in enumerate(draft.pieces):
        spot = draft.spot(at)
        if isinstance(piece, Line):
            assert normal(piece.text).text in [each.text for each in read.passages if each.place.paragraph == spot.paragraph]
        else:
            rows = [row for row in read.grids if row.name == spot.table]
            assert [len(grid.rows) for grid in rows] == [len(piece.header) + len(piece.rows)]


# ---- planting


def draft_for(fault: Fault, first: int = 0) -> tuple[Draft, Planted]:
    for at in range(first, first + 200):
        draft = made(fault.kind, 1, at)
        planted = plant(fault, draft, 1, at)
        if planted is not None:
            return draft, planted
    raise AssertionError(fault.name)


@pytest.mark.parametrize("fault", FAULTS, ids=FAULT_IDS)
def test_a_planted_error_changes_the_paper_where_it_says_and_nowhere_else(fault: Fault) -> None:
    draft, planted = draft_for(fault)
    assert text_of(planted.draft) != text_of(draft)
    assert planted.spots
    assert fault.rules
    if len(draft.pieces) == len(planted.draft.pieces):
        changed = [at for at, piece in enumerate(draft.pieces) if piece != planted.draft.pieces[at]]
        assert {draft.spot(at)._replace(row=None) for at in changed[:1]} <= {spot._replace(row=None) for spot in planted.spots}
        tables = [draft.pieces[at] for at in changed if isinstance(draft.pieces[at], Form)]
        assert len(tables) <= 1


@pytest.mark.parametrize("fault", FAULTS, ids=FAULT_IDS)
def test_planting_is_the_same_every_time(fault: Fault) -> None:
    assert draft_for(fault) == draft_for(fault)


@pytest.mark.parametrize(
    ("text", "steps", "moved"),
    [
        ("12.50万元", 3, "12.53万元"),
        ("1,999", 1, "2,000"),
        ("99.9%", 1, "100.0%"),
        ("约1600", -100, "约1500"),
        ("0.05", -5, "0.00"),
    ],
)
def test_a_number_moves_as_it_is_written(text: str, steps: int, moved: str) -> None:
    assert shifted(text, steps) == moved


def test_a_share_of_rounded_numbers_has_room() -> None:
    assert could_be("2154.34万元", "2157.27万元", "99.86%")
    assert not could_be("2154.34万元", "2157.27万元", "99.87%")
    assert could_be("1", "3", "40%")


def test_errors_are_spread_over_all_classes_and_papers() -> None:
    listed = tasks(len(FAULTS) * 2, 40, 3)
    planted = [at for task in listed for at, _ in task.faults]
    assert sorted(planted) == sorted([*range(len(FAULTS))] * 2)
    assert {task.kind for task in listed} == {"report", "form"}
    assert listed == tasks(len(FAULTS) * 2, 40, 3)


# ---- counting

FAULT = Fault(Text("一种错误", "an error"), "report", lambda draft, _: Planted(draft, ()), ("N01",), ("N06",))
PLANTED = Planted(report(0), (Spot(paragraph=4), Spot(table="表1", row=2)))


def found(rule: str, paragraph: int | None = None, row: int | None = None, severity: str = "error", quote: str = "") -> Found:
    table = None if paragraph else "表1"
    return Found("a-check", rule, severity, quote, "", paragraph, table, row)


@pytest.mark.parametrize(
    ("findings", "is_found", "right", "wrong"),
    [
        ([found("N01", 4)], True, 1, 0),
        ([found("N01", row=2)], True, 1, 0),
        ([found("N01", row=3)], False, 1, 0),
        ([found("N01", 5)], False, 1, 0),
        ([found("N03", 4)], False, 1, 0),
        ([found("N06", 9)], False, 1, 0),
        ([found("N03", 9)], False, 0, 1),
        ([found("N03", 9, severity="hint")], False, 0, 0),
        ([found("X16", 8, quote="old")], False, 0, 1),
        ([], False, 0, 0),
    ],
)
def test_findings_are_judged(findings: list[Found], is_found: bool, right: int, wrong: int) -> None:  # noqa: FBT001
    tried = judged(FAULT, "report-0", PLANTED, [found("X16", 7, quote="old")], findings)
    assert (tried.found, tried.right, len(tried.wrong)) == (is_found, right, wrong)


def test_the_aims_need_every_class_and_no_error_on_clean_papers() -> None:
    good = Class("x", Share(98, 100), Share(99, 100), (), ())
    error = Clean("report-1", (found("N01", 1),))
    explain = Clean("report-1", (found("N01", 1, severity="explain"),))
    assert Measured((good,), (explain,)).is_reached
    assert not Measured((good,), (error,)).is_reached
    assert not Measured((good, good._replace(recall=Share(97, 100))), (explain,)).is_reached
    assert not Measured((good._replace(precision=Share(98, 100)),), (explain,)).is_reached


@pytest.mark.parametrize(
    ("good", "of", "low", "high"),
    [(0, 10, 0, 2776), (5, 10, 2365, 7635), (10, 10, 7224, 10_000), (98, 100, 9299, 9945), (1, 1, 2065, 10_000)],
)
def test_wilson_intervals_are_those_of_the_books(good: int, of: int, low: int, high: int) -> None:
    ends = wilson(good, of)
    assert ends is not None
    assert abs(ends[0] - low) <= 1
    assert abs(ends[1] - high) <= 1


@given(st.integers(1, 5_000), st.data())
def test_the_ends_of_an_interval_are_the_roots_of_its_equation(of: int, data: st.DataObject) -> None:
    good = data.draw(st.integers(0, of))
    ends = wilson(good, of)
    assert ends is not None
    share, step = Fraction(good, of), Fraction(1, 10**PLACES)
    for end, is_outside in (
        (ends[0] * step, True),
        ((ends[0] + 2) * step, False),
        (ends[1] * step, True),
        ((ends[1] - 2) * step, False),
    ):
        too_far = (share - end) ** 2 >= Z * Z * end * (1 - end) / of
        if 0 < end < 1 and ends[1] - ends[0] > 4:
            assert too_far == is_outside


def test_nothing_of_nothing_has_no_share() -> None:
    assert Share(0, 0).percent == "—"
    assert Share(0, 0).interval is None
    assert Share(199, 300).percent == "66.33%"


# ---- papers by hand


def test_papers_by_hand_say_what_is_wrong_in_words_that_stand_there() -> None:
    texts = sorted(by_hand.FOLDER.glob("*.txt"))
    assert len(texts) >= 20
    result = by_hand.review_all()
    assert [paper.name for paper in result.papers] == [path.stem for path in texts]
    for path, paper in zip(texts, result.papers, strict=True):
        text = path.read_text("utf-8")
        for expected in (*paper.found, *paper.missed):
            assert expected.at in text, (path.name, expected)
            assert all(re.fullmatch(r"[ANSTX]\d\d", rule) for rule in expected.rules)


# ---- the whole


def test_a_clean_paper_and_its_spoiled_copies_are_reviewed() -> None:
    (task, *_) = [each for each in tasks(len(FAULTS), 40, 1) if each.faults]
    clean, tried = run(task)
    assert len(tried) == len(task.faults)
    measured = counted([(clean, tried)])
    assert sum(each.recall.all for each in measured.classes) == len(tried)


def test_the_command_says_all_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["bench", "review", "--errors", "4", "--clean", "4", "--jobs", "1", "--json"])
    said = json.loads(capsys.readouterr().out)
    assert code == (0 if said["reached"] else 1)
    assert [each["recall"]["of"] for each in said["classes"]] == [1, 1, 1, 1]
    assert said["clean"]["papers"] == 4
    assert said["by_hand"]["papers"] >= 20
    main(["--lang", "en", "bench", "review", "--errors", "1", "--clean", "2", "--jobs", "1"])
    assert "wrong sum in words" in capsys.readouterr().out


def test_too_few_papers_are_misuse(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "review", "--clean", "1"]) == 2
    assert "--" not in capsys.readouterr().out
