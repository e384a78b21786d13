from __future__ import annotations

import json

import pytest

from jixiao.findings import Finding, Outcome, Place, Severity, as_json, as_text, has_errors, summary
from jixiao.wording import Text, same

PLACE = Place("payment.csv", "payment", 3, "paid_on", Text("支付日期", "Paid on"))
FULL = Finding(
    "dates-exist",
    PLACE,
    Text("没有这一天：该月最后一天是{last}", "There is no such day: that month ends on {last}").fill(last="2023-06-30"),
    "explain",
    rule="N01",
    quote="于2023年6月31日支付",
    stated=same("2023年6月31日"),
    expected=Text("日期", "a date"),
    advice=Text("请核对凭证", "Check the voucher"),
)
BARE = Finding("parts-add-up", Place("表.docx", page=2, paragraph=31), Text("合计不等", "The total differs"))


def test_a_finding_is_read_in_chinese_place_first() -> None:
    assert as_text(FULL, "zh").splitlines() == [
        "payment.csv 第3行 “支付日期”列 [需说明 dates-exist]",
        "  现为：2023年6月31日",
        "  应为：日期",
        "  原因：没有这一天：该月最后一天是2023-06-30",
        "  处理：请核对凭证",
    ]


def test_a_finding_is_read_in_english_place_first() -> None:
    assert as_text(FULL, "en").splitlines() == [
        "payment.csv row 3 column “Paid on” [explain dates-exist]",
        "  stands: 2023年6月31日",
        "  expected: a date",
        "  because: There is no such day: that month ends on 2023-06-30",
        "  do: Check the voucher",
    ]


def test_what_is_not_known_is_left_out_of_the_text() -> None:
    assert as_text(BARE, "zh") == "表.docx 第2页 第31段 [错误 parts-add-up]\n  原因：合计不等"
    assert as_text(BARE, "en") == "表.docx page 2 paragraph 31 [error parts-add-up]\n  because: The total differs"


def test_a_place_without_a_label_names_the_column_by_its_id() -> None:
    assert Place("f.csv").say("zh") == "f.csv"
    assert Place("f.csv", row=1, column="paid_on").say("en") == "f.csv row 1 column “paid_on”"


def test_an_outcome_has_exactly_the_shape_that_other_programs_rely_on() -> None:
    outcome = Outcome("payment.csv", held=41, failed=2, not_checkable=7, findings=[FULL, BARE])
    expected = {
        "file": "payment.csv",
        "checked": {"held": 41, "failed": 2, "not_checkable": 7},
        "findings": [
            {
                "check": "dates-exist",
                "rule": "N01",
                "severity": "explain",
                "place": {"page": None, "paragraph": None, "table": "payment", "row": 3, "column": "paid_on"},
                "quote": "于2023年6月31日支付",
                "stated": "2023年6月31日",
                "expected": "a date",
                "because": "There is no such day: that month ends on 2023-06-30",
                "advice": "Check the voucher",
            },
            {
                "check": "parts-add-up",
                "rule": None,
                "severity": "error",
                "place": {"page": 2, "paragraph": 31, "table": None, "row": None, "column": None},
                "quote": "",
                "stated": None,
                "expected": None,
                "because": "The total differs",
                "advice": None,
            },
        ],
    }
    assert json.dumps(as_json(outcome, "en")) == json.dumps(expected)
    chinese = json.loads(json.dumps(as_json(outcome, "zh")))
    assert chinese["findings"][0]["advice"] == "请核对凭证"
    assert chinese["findings"][0]["place"] == expected["findings"][0]["place"]  # type: ignore[index]


def test_one_check_counts_once_however_much_it_finds() -> None:
    outcome = Outcome("a.csv", not_checkable=1)
    outcome.note([])
    outcome.note(iter([FULL, BARE]))
    assert (outcome.held, outcome.failed, outcome.not_checkable) == (1, 1, 1)
    assert outcome.findings == [FULL, BARE]


@pytest.mark.parametrize(("severity", "is_error"), [("error", True), ("explain", False), ("hint", False)])
def test_only_errors_are_errors(severity: Severity, *, is_error: bool) -> None:
    found = Finding("x", Place("f"), same("x"), severity)
    assert has_errors([Outcome("a"), Outcome("f", findings=[found])]) is is_error


def test_nothing_checked_is_no_error() -> None:
    assert not has_errors([])
    assert not has_errors([Outcome("f", not_checkable=3)])


def test_the_summary_adds_up_all_files_and_keeps_what_could_not_be_checked_apart() -> None:
    outcomes = [Outcome("a", held=2, failed=1, findings=[FULL]), Outcome("b", held=3, failed=1, not_checkable=4, findings=[BARE])]
    assert summary(outcomes).say("zh") == "5项检查成立，2项不成立，4项无法检查；错误1处，需说明1处，提示0处"
    assert summary(outcomes).say("en") == "5 checks held, 2 failed, 4 could not be made; 1 errors, 1 to explain, 0 hints"
