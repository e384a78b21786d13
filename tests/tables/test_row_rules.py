"""What must hold in every row stands as data; a row that cannot be checked never counts as held."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.dossiers import findings, read

from jixiao.findings import Finding, Outcome
from jixiao.tables.dossier import Dossier
from jixiao.tables.folder import read_folder
from jixiao.tables.row_rules import check_rows
from jixiao.tables.schema import fixed_tables
from jixiao.tables.workbook import read_workbook, write_workbook

KIND = """\
id: trip
edition: "1"
label: {zh: 出差台账, en: Trips}
fields:
  kind: {type: choice, zh: 类别, en: Kind, choices: {home: {zh: 境内, en: Home}, abroad: {zh: 境外, en: Abroad}}}
  persons: {type: whole, zh: 人次, en: Persons}
  guests: {type: whole, zh: 随行, en: Guests}
  report: {type: text, zh: 报告, en: Report}
  starts_on: {type: date, zh: 出发日期, en: Starts}
  ends_on: {type: date, zh: 返回日期, en: Ends}
  project_code: {type: code, zh: 项目, en: Project, refers: project}
rows:
  - check: rule-under-test
"""
COLUMNS = "row_id,occurred_on,kind,persons,guests,report,starts_on,ends_on,project_code\n"
BECAUSE = "    because: {zh: 理由, en: The reason}\n"


def given(folder: Path, rule: str, *rows: str, **tables: str) -> Dossier:
    """A dossier with one ledger whose rows (without id and date) stand under one rule."""
    lines = "".join(f"R{number},2023-05-01,{row}\n" for number, row in enumerate(rows, 1))
    files = {f"{name}.csv": text for name, text in tables.items()}
    return read(folder, {"ledgers/trip.yaml": f"{KIND}{rule}{BECAUSE}", "trip.csv": COLUMNS + lines, **files})


def outcome(dossier: Dossier) -> Outcome:
    """What came of the one rule."""
    table = dossier.table("trip")
    dossier.outcomes.clear()
    check_rows(dossier, table)
    return dossier.outcome(table.file)


def counts(dossier: Dossier) -> tuple[int, int, int]:
    made = outcome(dossier)
    return made.held, made.failed, made.not_checkable


MORE = "    holds: persons >= 2 * guests\n"


def test_every_row_in_which_a_rule_does_not_hold_is_found_with_what_stands_there(tmp_path: Path) -> None:
    made = outcome(given(tmp_path, MORE, "home,4,2,,,,", "home,4,3,,,,", "abroad,0,1,,,,"))
    assert (made.held, made.failed) == (0, 1), "a rule is one check, however many rows break it"
    assert [finding.place.row for finding in made.findings] == [3, 4]
    (finding, _) = made.findings
    assert (finding.check, finding.severity, finding.rule, finding.place.column) == ("rule-under-test", "error", None, "persons")
    assert finding.because.say("en") == "The reason"
    assert finding.stated is not None
    assert finding.stated.say("zh") == "人次=4，随行=3"
    assert finding.stated.say("en") == "Persons=4, Guests=3"
    assert finding.expected is not None
    assert finding.expected.say("en") == "persons >= 2 * guests"


def test_a_rule_may_be_of_a_review_rule_and_only_to_be_explained(tmp_path: Path) -> None:
    (finding,) = outcome(given(tmp_path, f"{MORE}    rule: M09\n    severity: explain\n", "home,1,1,,,,")).findings
    assert (finding.rule, finding.severity) == ("M09", "explain")


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (["home,4,2,,,,"], (1, 0, 0)),
        ([], (1, 0, 0)),  # nothing to check: there is no row in which it fails
        (["home,,2,,,,"], (0, 0, 1)),  # an empty cell
        (["home,4,未到期,,,,"], (0, 0, 1)),
        (["home,许多,2,,,,"], (0, 0, 1)),  # a cell that could not be read
        (["home,4,,,,,", "home,4,2,,,,"], (1, 0, 0)),
        (["home,4,,,,,", "home,4,3,,,,"], (0, 1, 0)),
    ],
)
def test_a_row_with_an_unknown_cell_never_counts_as_held(tmp_path: Path, rows: list[str], expected: tuple[int, int, int]) -> None:
    assert counts(given(tmp_path, MORE, *rows)) == expected


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (["home,1,1,,,,"], (1, 0, 0)),  # the rule does not concern it
        (["abroad,1,1,,,,"], (0, 1, 0)),
        (["abroad,,1,,,,", "home,1,1,,,,"], (0, 0, 1)),  # the only row that it concerns cannot be checked
        ([",1,1,,,,"], (1, 0, 0)),
    ],
)
def test_a_rule_may_hold_only_when_something_else_does(tmp_path: Path, rows: list[str], expected: tuple[int, int, int]) -> None:
    assert counts(given(tmp_path, f"{MORE}    when: kind = abroad\n", *rows)) == expected


def test_whether_a_cell_is_given_can_always_be_checked_unless_it_could_not_be_read(tmp_path: Path) -> None:
    rule = "    holds: ends_on is given\n    when: kind = abroad\n"
    assert counts(given(tmp_path, rule, "abroad,1,1,,2023-05-01,,")) == (0, 1, 0)
    assert counts(given(tmp_path, rule, "abroad,1,1,,2023-05-01,2023-05-04,")) == (1, 0, 0)
    assert counts(given(tmp_path, rule, "abroad,1,1,,2023-05-01,2023-06-31,")) == (0, 0, 1)
    assert counts(given(tmp_path, rule, "abroad,1,1,,2023-05-01,未填报,")) == (0, 0, 1), "it is awaited"


WORKDAYS = "workdays(starts_on, ends_on) <= 3"
KNOWN_LATE, KNOWN_EARLY, NOT_ANNOUNCED = (
    "2023-05-04,2023-05-09",
    "2023-05-04,2023-05-08",
    "2098-05-04,2098-05-09",
)  # Saturday 6 May was worked


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        ([KNOWN_EARLY], (1, 0, 0)),
        ([KNOWN_LATE], (0, 1, 0)),
        ([NOT_ANNOUNCED], (0, 0, 1)),
        ([NOT_ANNOUNCED, KNOWN_EARLY], (1, 0, 0)),
        (["2023-05-04,"], (0, 0, 1)),
    ],
)
def test_working_days_that_are_not_announced_cannot_be_checked(
    tmp_path: Path, dates: list[str], expected: tuple[int, int, int]
) -> None:
    assert counts(given(tmp_path, f"    holds: {WORKDAYS}\n", *(f"home,1,1,,{each}," for each in dates))) == expected


@pytest.mark.parametrize(("dates", "expected"), [(KNOWN_EARLY, (0, 1, 0)), (KNOWN_LATE, (1, 0, 0)), (NOT_ANNOUNCED, (0, 0, 1))])
def test_working_days_may_decide_whether_a_rule_concerns_a_row(
    tmp_path: Path, dates: str, expected: tuple[int, int, int]
) -> None:
    assert counts(given(tmp_path, f"    holds: report is given\n    when: {WORKDAYS}\n", f"home,1,1,,{dates},")) == expected


@pytest.mark.parametrize(("code", "expected"), [("P1", (1, 0, 0)), ("B1", (0, 1, 0)), ("P9", (0, 0, 1)), ("", (0, 0, 1))])
def test_a_rule_may_speak_of_the_row_that_a_cell_refers_to(tmp_path: Path, code: str, expected: tuple[int, int, int]) -> None:
    project = "project_code,name,kind\nP1,培训,project\nB1,基本支出,basic\n"
    assert counts(given(tmp_path, "    holds: project_code.kind = project\n", f"home,1,1,,,,{code}", project=project)) == expected


# ---- rules that cannot be read


def unreadable(dossier: Dossier) -> list[Finding]:
    return [finding for finding in findings(dossier) if finding.check == "row-rules-can-be-read"]


@pytest.mark.parametrize(
    ("rule", "sign"), [("    holds: person >= guests\n", "1"), ("    holds: persons >= guests\n    when: kind = 国外\n", "8")]
)
def test_a_rule_that_cannot_be_read_is_found_in_the_ledgers_own_file(tmp_path: Path, rule: str, sign: str) -> None:
    dossier = given(tmp_path, rule, "home,4,2,,,,")
    (finding,) = unreadable(dossier)
    assert (finding.place.file, finding.place.row) == ("ledgers/trip.yaml", 1 + KIND[: KIND.index("  - check")].count("\n"))
    assert f"第{sign}个字符" in finding.because.say("zh")
    assert finding.because.say("en")
    assert counts(dossier) == (0, 0, 0), "what cannot be read is not counted as held"


def test_a_rule_that_cannot_be_read_is_found_on_the_workbooks_sheet(tmp_path: Path) -> None:
    write_workbook(given(tmp_path, "    holds: person >= guests\n"), tmp_path / "d.xlsx")
    (finding,) = unreadable(read_workbook(tmp_path / "d.xlsx"))
    assert (finding.place.file, finding.place.sheet) == ("d.xlsx", "台账种类")


def test_a_rule_may_speak_of_a_kind_that_is_declared_after_it(tmp_path: Path) -> None:
    other = "id: visit\nedition: '1'\nlabel: {zh: 走访, en: Visits}\nfields:\n  place: {type: text, zh: 地点, en: Place}\n"
    kind = KIND.replace("refers: project", "refers: visit")
    made = {"ledgers/trip.yaml": f"{kind}    holds: project_code.place = 北京\n{BECAUSE}", "ledgers/visit.yaml": other}
    assert unreadable(read(tmp_path, made)) == []
    assert read_folder(tmp_path).schema["trip"].rules


def test_the_rules_of_the_tables_that_every_dossier_has_can_be_read(tmp_path: Path) -> None:
    rules = [rule for spec in fixed_tables().values() for rule in spec.rules]
    assert len(rules) > 10
    dossier = read(tmp_path, {f"{name}.csv": f"{','.join(spec.fields)}\n" for name, spec in fixed_tables().items() if spec.rules})
    dossier.outcomes.clear()
    for spec in fixed_tables().values():
        check_rows(dossier, dossier.table(spec.name))
    assert sum(made.held for made in dossier.outcomes.values()) == len(rules)
