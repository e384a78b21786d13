"""The promises of jixiao, end to end on the example year: each changes one thing and names all that may change with it."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random

import pytest
from tests.dossiers import EXAMPLE, Copy, checked, figure_texts

from jixiao import kinds
from jixiao.document.model import Document, Heading, Paragraph, Run, Table
from jixiao.report.form import FOLDER, Material
from jixiao.score.as_json import score_json
from jixiao.score.trace import Figures
from jixiao.score.unit_score import score_unit
from jixiao.tables.folder import read_folder

Texts = dict[str, tuple[str, ...]]
FORM, REPORT = "self_evaluation_form", "self_evaluation_report"
UP = ("score.effectiveness", "score.overall-effectiveness", "score.total")
SCORED = ("score", "lost", "why")


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path)


@cache
def before() -> dict[str, str]:
    return figure_texts(EXAMPLE)


def changed(folder: Path) -> dict[str, str]:
    """The figures whose text is another than in the example, with their new text."""
    after = figure_texts(folder)
    assert after.keys() == before().keys()
    return {figure_id: text for figure_id, text in after.items() if text != before()[figure_id]}


def item(code: str, *groups: str) -> set[str]:
    """The figures of an item and of the groups above it that follow its score."""
    scored = {f"{kind}.{each}" for each in (code, *groups) for kind in SCORED}
    return scored | {"score.total", "lost.total"}


def runs(document: Document) -> list[Run]:
    found: list[Run] = []
    for block in document.blocks:
        if isinstance(block, Heading | Paragraph):
            found += block.runs
        elif isinstance(block, Table):
            found += [*block.caption, *(run for _, _, cell in block.placed() for run in cell.runs)]
    return found


def stated(folder: Path, form: str) -> Texts:
    """The texts that a paper states for each figure."""
    dossier = read_folder(folder)
    document = kinds.load(FOLDER, form).build(Material(dossier, score_unit(dossier)))
    texts: dict[str, tuple[str, ...]] = {}
    for run in runs(document):
        if run.figure:
            texts[run.figure] = (*texts.get(run.figure, ()), run.text)
    return texts


def differs(folder: Path, form: str) -> set[str]:
    old, new = stated(EXAMPLE, form), stated(folder, form)
    return {figure_id for figure_id in old.keys() | new.keys() if set(old.get(figure_id, ())) != set(new.get(figure_id, ()))}


def items_that_differ(folder: Path) -> dict[str, str | None]:
    """The items whose score is another than in the example, with their new score."""
    old, new = (scores(each) for each in (EXAMPLE, folder))
    return {code: score for code, score in new.items() if score != old[code]}


def scores(folder: Path) -> dict[str, str | None]:
    dossier = read_folder(folder)
    made = score_json(dossier, score_unit(dossier), "zh")
    listed = made["scores"]
    assert isinstance(listed, list)
    return {"total": str(made["total"])} | {each["code"]: each["score"] for each in listed}


# ---- the year as it was published


def test_the_year_scores_what_was_published() -> None:
    made = score_unit(read_folder(EXAMPLE))
    effectiveness, efficiency = made.of("effectiveness"), made.of("efficiency")
    assert made.total == Decimal("97.99")
    assert effectiveness is not None
    assert effectiveness.score == Decimal("49.99")
    assert efficiency is not None
    assert efficiency.score == Decimal("48.00")
    assert made.in_play == 100
    assert made.grade is not None
    assert made.grade.zh == "优"


def test_half_of_the_money_is_what_was_published() -> None:
    assert before()["spending.rate-h1"] == "60.00%"
    assert before()["spending.projects-rate-h1"] == "62.08%"
    assert before()["spending.rate"] == "99.86%"


def test_both_papers_state_the_published_scores() -> None:
    for form in (FORM, REPORT):
        texts = stated(EXAMPLE, form)
        assert set(texts["score.total"]) == {"97.99"}
        assert set(texts["score.spending-rate"]) == {"9.99"}
    assert set(stated(EXAMPLE, REPORT)["score.effectiveness"]) == {"49.99"}
    assert set(stated(EXAMPLE, REPORT)["score.efficiency"]) == {"48.00"}


# ---- one change, and what follows from it


def test_one_reception_changes_exactly_the_figures_that_count_it(copy: Copy) -> None:
    (row,) = copy.rows("reception", "row_id", "RC-2023-0001")
    copy.set("reception", row, persons="4")
    assert changed(copy.path) == {
        "ledger.reception.persons": "2096",
        "figure.reception-city-unit-persons": "1835",
        "indicator.tsk-01.actual": "2096",
        "indicator.prj-05.actual": "2096",
        "indicator.prj-08.actual": "228.23",
        "three-public.cost-per-person": "228.23",
        "three-public.persons": "2096",
        "three-public.persons-domestic": "2096",
    }
    assert items_that_differ(copy.path) == {}
    assert differs(copy.path, FORM) == set()
    counted = {"ledger.reception.persons", "figure.reception-city-unit-persons", "indicator.tsk-01.actual"}
    assert differs(copy.path, REPORT) == counted


def test_one_reception_without_its_letter_costs_exactly_its_indicator(copy: Copy) -> None:
    (row,) = copy.rows("reception", "row_id", "RC-2023-0001")
    copy.set("reception", row, has_letter="否")
    after = changed(copy.path)
    groups = ("overall-effectiveness", "effectiveness")
    alone = {"indicator.out-02.actual", "indicator.out-02.score", "indicator.prj-06.actual", "indicators.met"}
    assert after.keys() == alone | item("output-targets", *groups)
    assert after["indicator.out-02.actual"] == "1"
    assert after["indicator.out-02.score"] == "0"
    assert items_that_differ(copy.path) == {
        "total": "96.39",  # 8 of the weight of 100 in 20 points is 1.60
        "output-targets": "18.40",
        "overall-effectiveness": "48.39",
        "effectiveness": "48.39",
    }


def test_one_payment_changes_exactly_the_figures_of_money(copy: Copy) -> None:
    (row,) = [
        row for row in copy.rows("payment", "project_code", "B01") if copy.get("payment", row, "payment_id") == "PAY-2023-0001"
    ]
    copy.set("payment", row, amount_yuan="2215343.06")
    after = changed(copy.path)
    money = {"spending.total", "spending.basic", "spending.rate", "spending.rate-h1", "spending.general", "spending.fiscal"} | {
        "spending.rate-basic"
    }
    groups = ("overall-effectiveness", "effectiveness")
    assert {each for each in after if not each.startswith("progress.")} == money | item("spending-rate", *groups)
    assert after["spending.total"] == "2144.34"
    assert after["spending.rate"] == "99.40%"
    assert after["spending.rate-h1"] == "59.54%"
    assert items_that_differ(copy.path) == {
        "total": "97.94",
        "spending-rate": "9.94",
        "overall-effectiveness": "49.94",
        "effectiveness": "49.94",
    }


def test_a_contract_signed_after_thirty_days_costs_its_share(copy: Copy) -> None:
    (row,) = copy.rows("procurement", "procurement_code", "CG-2023-06")
    copy.set("procurement", row, signed_on="2023-08-31", published_on="2023-09-01", filed_on="2023-09-05")
    assert items_that_differ(copy.path) == {}, "the thirtieth day is in time"
    copy.set("procurement", row, signed_on="2023-09-01", published_on="2023-09-04", filed_on="2023-09-08")
    after = changed(copy.path)
    assert after.keys() == {"indicator.tsk-04.actual"} | item("contract-signing", "procurement", "efficiency")
    assert after["indicator.tsk-04.actual"] == "5"
    assert items_that_differ(copy.path) == {
        "total": "97.49",
        "contract-signing": "2.50",
        "procurement": "9.50",
        "efficiency": "47.50",
    }


@pytest.mark.parametrize(
    ("cells", "items"),
    [
        ({"signed_on": "2023-07-31"}, {"contract-signing": "2.50"}),  # before the notice of award
        ({"published_on": "2023-08-15"}, {"contract-filing": "0.83"}),  # before it was signed
        ({"filed_on": "2023-08-15"}, {"contract-filing": "0.83"}),
    ],
)
def test_a_contract_whose_dates_stand_in_the_wrong_order_does_not_count_as_in_time(
    copy: Copy, cells: dict[str, str], items: dict[str, str]
) -> None:
    (row,) = copy.rows("procurement", "procurement_code", "CG-2023-06")
    copy.set("procurement", row, **cells)
    differing = items_that_differ(copy.path)
    assert {code: differing.get(code) for code in items} == items
    assert "contract-dates-in-order" in {finding.check for finding in checked(copy.path)}


def test_without_the_five_spare_desktops_only_their_item_rises(copy: Copy) -> None:
    assert copy.remove("asset", lambda row: row["category"] == "台式计算机" and row["reason"] != "") == 5
    after = changed(copy.path)
    assert after.keys() == {"figure.desktops", "figure.desktops-above"} | item("asset-allocation", "assets", "efficiency") | {
        "why.asset-use"
    }
    assert after["figure.desktops-above"] == "0"
    assert items_that_differ(copy.path) == {
        "total": "98.99",
        "asset-allocation": "2.00",
        "assets": "10.00",
        "efficiency": "49.00",
    }
    known = {(finding.check, finding.place) for finding in checked(EXAMPLE)}
    found = [finding for finding in checked(copy.path) if (finding.check, finding.place) not in known]
    assert [(finding.check, finding.severity, finding.stated.say("zh") if finding.stated else None) for finding in found] == [
        ("reasons-stand-for-points-lost", "explain", None),
        ("stated-scores-follow-the-data", "explain", "48"),  # of the group and of the total: what was published
        ("stated-scores-follow-the-data", "explain", "97.99"),
    ]


def test_a_policy_on_the_division_of_work_gives_back_its_point(copy: Copy) -> None:
    title = "预算绩效管理分工办法"
    policy = {"policy_code": "ZD-09", "topic": "业务与财务分工", "title": title, "in_force": "是"}
    copy.add("policy_document", {"unit_code": "440100-ZJB", **policy})
    assert changed(copy.path).keys() == item("performance-policies", "performance", "efficiency")
    assert items_that_differ(copy.path) == {
        "total": "98.99",
        "performance-policies": "5.00",
        "performance": "15.00",
        "efficiency": "49.00",
    }


MUTATIONS = {
    "reception": ("reception", "row_id", "RC-2023-0002", {"persons": "20"}),
    "letter": ("reception", "row_id", "RC-2023-0001", {"has_letter": "否"}),
    "payment": ("payment", "payment_id", "PAY-2023-0002", {"amount_yuan": "12901.67"}),
    "contract": ("procurement", "procurement_code", "CG-2023-06", {"signed_on": "2023-10-16"}),
    "staff": ("unit", "unit_code", "440100-ZJB", {"staff_in_post": "40"}),
    "result": ("result_use", "use_code", "YY-2023-03", {"decided_on": ""}),
}


@pytest.mark.parametrize("name", MUTATIONS)
def test_papers_change_where_their_figures_do_and_nowhere_else(copy: Copy, name: str) -> None:
    table, column, key, cells = MUTATIONS[name]
    row = copy.rows(table, column, key)[0]
    copy.set(table, row, **cells)
    after = changed(copy.path)
    assert after
    for form in (FORM, REPORT):
        old, new = stated(EXAMPLE, form), stated(copy.path, form)
        assert differs(copy.path, form) & old.keys() & new.keys() == after.keys() & old.keys() & new.keys()
        assert all(set(texts) == {text_of_figure(copy.path, figure_id)} for figure_id, texts in new.items())


@cache
def figures_of(folder: Path) -> Figures:
    dossier = read_folder(folder)
    return Material(dossier, score_unit(dossier)).figures


def text_of_figure(folder: Path, figure_id: str) -> str:
    found = figures_of(folder).find(figure_id)
    return found.text if found else ""


def test_no_order_of_rows_changes_a_figure(copy: Copy) -> None:
    random = Random(20230630)
    for path in copy.path.glob("*.csv"):
        header, *body = copy.lines(path.stem)
        random.shuffle(body)
        copy.write(path.stem, [header, *body])
    assert changed(copy.path) == {}


def test_what_is_not_reported_takes_its_points_out_of_play(copy: Copy) -> None:
    (copy.path / "asset_report.csv").unlink()
    dossier = read_folder(copy.path)
    made = score_unit(dossier)
    assert made.in_play == 98
    assert made.total == Decimal("95.99")
    assert made.grade is None
    each = made.of("asset-data")
    assert each is not None
    assert (each.score, each.state) == (None, "not_reported")
