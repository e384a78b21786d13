"""What a monitoring said is kept as it was said; what moved since, what became of promises, and what was entered later for the time before."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.dossiers import EXAMPLE, laid_out
from tests.told import untold

from jixiao.cli import main
from jixiao.errors import Misuse, Unreadable
from jixiao.monitor.comparing import Moved, compare, moved_json, moved_text
from jixiao.monitor.snapshots import Snapshot, as_text, found, number_text, path_of, read_snapshot, save, snapshot
from jixiao.monitor.watching import monitor
from jixiao.tables.folder import read_folder

JUNE, SEPTEMBER, DECEMBER = date(2023, 6, 30), date(2023, 9, 30), date(2023, 12, 31)

MANIFEST = "unit_code: U1\nfiscal_year: 2023\n"
TABLES = {
    "project.csv": "unit_code,project_code,name,kind\nU1,P1,展览,项目支出\n",
    "budget.csv": "unit_code,project_code,economic_code,fund_source,initial_yuan,adjusted_yuan\nU1,P1,30201,一般公共预算,1000000,1000000\n",
    "payment.csv": "unit_code,payment_id,paid_on,project_code,economic_code,fund_source,amount_yuan\n"
    "U1,Z1,2023-02-10,P1,30201,一般公共预算,200000\nU1,Z2,2023-06-20,P1,30201,一般公共预算,300000\n",
    "indicator.csv": "unit_code,indicator_code,level,owner_code,class,name,operator,target,measure_unit,weight,accumulation,measure\n"
    "U1,I1,部门整体,,产出指标,举办展览,≥,10,场,1,累计,entered\n"
    "U1,I2,部门整体,,产出指标,接待观众,≥,4000,人,1,累计,entered\n",
    "actual.csv": "unit_code,indicator_code,period_end,value\nU1,I1,2023-06-30,3\nU1,I2,2023-06-30,2500\n",
}


def dossier(folder: Path, **more: str) -> Path:
    """The dossier with more lines at the end of its tables, or with other tables."""
    tables = dict(TABLES)
    for name, text in more.items():
        tables[f"{name}.csv"] = tables.get(f"{name}.csv", "") + text
    return laid_out(folder, tables, MANIFEST)


def taken(folder: Path, day: date, **more: str) -> Snapshot:
    return snapshot(monitor(read_folder(dossier(folder, **more)), day))


def moved(folder: Path, before: Mapping[str, str], day: date, after: Mapping[str, str]) -> Moved:
    """From June with these lines to a day with others."""
    return compare(taken(folder / "a", JUNE, **before), taken(folder / "b", day, **after))


def outcomes(found: Moved) -> dict[str, str]:
    return {f"{each.promise.kind} {each.promise.about}": each.outcome for each in found.answers}


# ---- the file


@pytest.mark.parametrize("name", ["beijing-office-2023", "rural-school-project-2023", "district-culture-2023"])
def test_a_snapshot_is_read_as_it_was_written(name: str, tmp_path: Path) -> None:
    made = snapshot(monitor(read_folder(EXAMPLE.parent / name), JUNE))
    path = tmp_path / "june.json"
    path.write_text(as_text(made), "utf-8")
    assert read_snapshot(path) == made
    assert as_text(read_snapshot(path)) == as_text(made)


@given(st.fractions())
def test_numbers_are_written_exactly(value: Fraction) -> None:
    assert Fraction(number_text(value)) == value


def test_numbers_with_an_end_are_written_in_decimals() -> None:
    assert [number_text(Fraction(each)) for each in ("1/8", "-5/2", "1/3", "12", "1234567890123456789012345678901/5")] == [
        "0.125",
        "-2.5",
        "1/3",
        "12",
        "246913578024691357802469135780.2",
    ]


def test_a_snapshot_stands_beside_its_dossier_and_is_found_by_its_day(tmp_path: Path) -> None:
    folder = dossier(tmp_path)
    watched = monitor(read_folder(folder), JUNE)
    path = save(watched)
    assert path == folder / "snapshots" / "2023-06-30.json" == path_of(watched.dossier, JUNE)
    assert found(watched.dossier, "2023-06-30") == found(watched.dossier, str(path)) == snapshot(watched)
    assert save(watched) == path


def test_what_june_looked_like_is_not_rewritten(tmp_path: Path) -> None:
    path = save(monitor(read_folder(dossier(tmp_path)), JUNE))
    before = path.read_bytes()
    late = "U1,Z3,2023-05-05,P1,30201,一般公共预算,50000\n"
    with pytest.raises(Misuse, match="--against 2023-06-30"):
        save(monitor(read_folder(dossier(tmp_path, payment=late)), JUNE))
    assert path.read_bytes() == before


def test_a_snapshot_that_is_not_there_names_those_that_are(tmp_path: Path) -> None:
    watched = monitor(read_folder(dossier(tmp_path)), JUNE)
    save(watched)
    with pytest.raises(Misuse, match="2023-06-30"):
        found(watched.dossier, "2023-03-31")


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"edition": "jixiao-snapshot-1"}', '{"edition": "another"}', "\udcff", "[" * 100_000],
)
def test_a_file_that_is_no_snapshot_is_said_to_be_none(text: str, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(text, "utf-8", errors="surrogateescape")
    with pytest.raises(Unreadable):
        read_snapshot(path)


@pytest.mark.parametrize(
    "change",
    [
        ('"light"', '"colour"'),
        ('"500000"', "500000.5"),
        ('"500000"', '"1/0"'),
        ('"500000"', '"1e99999999"'),
        ('"2023-06-30"', '"June"'),
    ],
)
def test_a_damaged_snapshot_is_not_used(change: tuple[str, str], tmp_path: Path) -> None:
    text = as_text(taken(tmp_path, JUNE))
    assert change[0] in text
    path = tmp_path / "x.json"
    path.write_text(text.replace(*change), "utf-8")
    with pytest.raises(Unreadable):
        read_snapshot(path)


# ---- what moved


def test_nothing_moves_between_a_snapshot_and_itself(tmp_path: Path) -> None:
    one = taken(tmp_path, JUNE)
    again = compare(one, one)
    assert not again.money + again.results + again.appeared + again.vanished + again.late + again.rewritten


def test_money_and_indicators_are_told_with_both_sides(tmp_path: Path) -> None:
    later = {
        "payment": "U1,Z3,2023-08-05,P1,30201,一般公共预算,250000\n",
        "actual": "U1,I1,2023-09-30,8\nU1,I2,2023-09-30,2600\n",
    }
    one = moved(tmp_path, {}, SEPTEMBER, later)
    unit = next((old, new) for old, new in one.money if new and new.kind == "unit")
    assert [each.rate for each in unit if each] == [Fraction(1, 2), Fraction(3, 4)]
    values = {new.code: (old.value, new.value) for old, new in one.results if old and new}
    assert values == {"I1": (Fraction(3), Fraction(8)), "I2": (Fraction(2500), Fraction(2600))}
    statuses = {new.code: (old.status, new.status) for old, new in one.results if old and new}
    assert statuses == {"I1": ("behind", "on_schedule"), "I2": ("on_schedule", "behind")}
    said = moved_text(one, "zh")
    assert "50% → 75%" in said
    assert "2500人 → 2600人" in said
    assert not one.late


def test_a_warning_is_new_or_stays_or_is_gone(tmp_path: Path) -> None:
    one = moved(tmp_path, {}, SEPTEMBER, {"actual": "U1,I1,2023-09-30,8\nU1,I2,2023-09-30,2600\n"})
    assert "I2" in {each.code for each in one.appeared}
    assert "I1" in {each.code for each in one.vanished}


def test_a_target_that_was_cut_is_seen(tmp_path: Path) -> None:
    change = "unit_code,change_code,indicator_code,old,new,reason,changed_on\nU1,C1,I1,10,6,场地停用,2023-09-10\n"
    old = taken(tmp_path / "a", JUNE)
    text = TABLES["indicator.csv"].replace("≥,10,场", "≥,6,场")
    new = snapshot(
        monitor(
            read_folder(laid_out(tmp_path / "b", {**TABLES, "indicator.csv": text, "target_change.csv": change}, MANIFEST)),
            SEPTEMBER,
        )
    )
    pair = next((one, two) for one, two in compare(old, new).results if two and two.code == "I1")
    assert [each.target for each in pair if each] == [10, 6]
    assert "10场 → 6场" in moved_text(compare(old, new), "zh")


# ---- promises

DEVIATION = "unit_code,indicator_code,period_end,likelihood,forecast,action\n"
MEASURE = "unit_code,rectification_code,problem_code,action,due_on,status,closed_on\n"
PROBLEM = "unit_code,problem_code,about_kind,about_code,description\nU1,W1,绩效指标,I1,展览偏少\n"
SCHEDULE = "unit_code,indicator_code,due_on,target\nU1,I1,2023-09-30,7\n"
PLAN = "unit_code,project_code,due_on,planned_yuan\nU1,P1,2023-06-30,500000\nU1,P1,2023-09-30,700000\nU1,P1,2023-12-31,1000000\n"


@pytest.mark.parametrize(
    ("likelihood", "final", "likely", "forecast"),
    [
        ("确定能", 10, "kept", "kept"),
        ("确定能", 8, "not_kept", "not_kept"),
        ("完全不可能", 8, "as_said", "not_kept"),
        ("完全不可能", 10, "differs", "kept"),
        ("有可能", 9, "as_said", "kept"),
    ],
)
def test_what_was_said_of_a_deviation_is_held_against_the_years_end(
    likelihood: str, final: int, likely: str, forecast: str, tmp_path: Path
) -> None:
    said = {"deviation": f"{DEVIATION}U1,I1,2023-06-30,{likelihood},9,下半年补办\n"}
    one = moved(tmp_path, said, DECEMBER, {**said, "actual": f"U1,I1,2023-12-31,{final}\n"})
    assert outcomes(one)["likelihood I1"] == likely
    assert outcomes(one)["forecast I1"] == forecast
    assert outcomes(one)["action I1"] == ("as_said" if final == 10 else "ask")


def test_within_the_year_a_likelihood_is_open(tmp_path: Path) -> None:
    said = {"deviation": f"{DEVIATION}U1,I1,2023-06-30,确定能,9,下半年补办\n"}
    one = moved(tmp_path, said, SEPTEMBER, {**said, "actual": "U1,I1,2023-09-30,5\n"})
    assert [outcomes(one)[key] for key in ("likelihood I1", "forecast I1")] == ["open", "open"]


def test_what_is_not_reported_is_neither_kept_nor_broken(tmp_path: Path) -> None:
    state = "unit_code,indicator_code,period_end,value,state\nU1,I1,2023-06-30,3,\nU1,I2,2023-06-30,2500,\n"
    said = {"deviation": f"{DEVIATION}U1,I1,2023-06-30,确定能,9,\n"}
    old = taken(tmp_path / "a", JUNE, **said)
    after = {**TABLES, "deviation.csv": said["deviation"], "actual.csv": f"{state}U1,I1,2023-12-31,,未填报\n"}
    new = snapshot(monitor(read_folder(laid_out(tmp_path / "b", after, MANIFEST)), DECEMBER))
    told = outcomes(compare(old, new))
    assert told["likelihood I1"] == "open"
    assert told["forecast I1"] == "ask"


@pytest.mark.parametrize(
    ("row", "outcome"),
    [
        ("2023-08-31,已完成,2023-08-20", "kept"),
        ("2023-08-31,已销号,2023-09-12", "late"),
        ("2023-08-31,整改中,", "not_kept"),
        ("2023-12-15,整改中,", "moved"),
        ("2023-08-31,已完成,", "ask"),
        (None, "withdrawn"),
    ],
)
def test_a_measure_is_kept_late_not_kept_or_put_off(row: str | None, outcome: str, tmp_path: Path) -> None:
    before = {"problem": PROBLEM, "rectification": f"{MEASURE}U1,R1,W1,补办,2023-08-31,整改中,\n"}
    after = {"problem": PROBLEM, "rectification": MEASURE + (f"U1,R1,W1,补办,{row}\n" if row else "")}
    one = moved(tmp_path, before, SEPTEMBER, after)
    assert outcomes(one)["rectification W1"] == outcome
    broken = [each.promise.about for each in one.broken if each.promise.kind == "rectification"]
    assert bool(broken) == (outcome in {"not_kept", "late", "moved"})


def test_a_measure_that_is_not_due_is_open_and_one_that_was_done_is_no_promise(tmp_path: Path) -> None:
    rows = f"{MEASURE}U1,R1,W1,补办,2024-03-31,整改中,\nU1,R2,W1,说明,2023-05-31,已完成,2023-05-20\n"
    both = {"problem": PROBLEM, "rectification": rows}
    one = moved(tmp_path, both, SEPTEMBER, both)
    assert [each.outcome for each in one.answers if each.promise.kind == "rectification"] == ["open"]


@pytest.mark.parametrize(
    ("value", "spent", "milestone", "plan"), [(7, 200000, "kept", "kept"), (6, 150000, "not_kept", "not_kept")]
)
def test_schedules_and_plans_fall_due(value: int, spent: int, milestone: str, plan: str, tmp_path: Path) -> None:
    both = {"target_schedule": SCHEDULE, "spending_plan": PLAN}
    after = {
        "actual": f"U1,I1,2023-09-30,{value}\n",
        "payment": f"U1,Z3,2023-09-05,P1,30201,一般公共预算,{spent}\nU1,Z4,2023-10-05,P1,30201,一般公共预算,100000\n",
    }
    one = moved(tmp_path, both, date(2023, 10, 31), {**both, **after})
    told = {(each.promise.key, each.outcome) for each in one.answers if each.promise.kind in {"milestone", "plan"}}
    assert told == {("I1@2023-09-30", milestone), ("P1@2023-09-30", plan), ("P1@2023-12-31", "open")}


def test_an_explanation_that_is_still_missing_is_not_kept(tmp_path: Path) -> None:
    behind = {"actual": "U1,I1,2023-09-30,4\n"}
    assert outcomes(moved(tmp_path / "1", {}, SEPTEMBER, behind))["explanation I1"] == "not_kept"
    cause = "unit_code,indicator_code,period_end,cause_staff,likelihood\nU1,I1,2023-09-30,是,有可能\n"
    assert outcomes(moved(tmp_path / "2", {}, SEPTEMBER, {**behind, "deviation": cause}))["explanation I1"] == "kept"


# ---- late entries


def test_what_was_entered_later_for_the_time_before_is_told(tmp_path: Path) -> None:
    late = "U1,Z3,2023-05-05,P1,30201,一般公共预算,50000\nU1,Z4,2023-07-05,P1,30201,一般公共预算,1000\n"
    one = moved(tmp_path, {}, SEPTEMBER, {"payment": late})
    assert [(each.what, each.entry.table, each.entry.key) for each in one.late] == [("entered", "payment", "U1/Z3")]
    unit = next(each for each in one.rewritten if each.money.kind == "unit")
    assert [unit.then, unit.now] == [500_000, 550_000]
    said = moved_text(one, "en")
    assert "was 50.00 (10,000 yuan) then, and is 55.00 by today's data" in said


def test_a_changed_and_a_vanished_row_are_told(tmp_path: Path) -> None:
    old = taken(tmp_path / "a", JUNE)
    payments = TABLES["payment.csv"].replace("300000", "330000")
    values = "unit_code,indicator_code,period_end,value\nU1,I1,2023-06-30,3\n"
    after = {**TABLES, "payment.csv": payments, "actual.csv": values}
    one = compare(old, snapshot(monitor(read_folder(laid_out(tmp_path / "b", after, MANIFEST)), JUNE)))
    assert {(each.what, each.entry.key) for each in one.late} == {("changed", "U1/Z2"), ("gone", "U1/I2/2023-06-30")}


KIND = """\
id: visits
edition: 1
label: {zh: 走访, en: Visits}
fields:
  place: {type: text, zh: 地点, en: Place}
"""


@pytest.mark.parametrize(("recorded_on", "what"), [("2023-08-02", "entered"), ("2023-06-10", "backdated"), ("", "entered")])
def test_a_ledger_row_that_says_to_have_been_there_is_told_apart(recorded_on: str, what: str, tmp_path: Path) -> None:
    head = "unit_code,row_id,occurred_on,recorded_on,place\n"
    first = "U1,V1,2023-03-01,2023-03-02,天津\n"
    sides = []
    for name, rows, day in (("a", first, JUNE), ("b", f"{first}U1,V2,2023-06-01,{recorded_on},保定\n", SEPTEMBER)):
        folder = laid_out(
            tmp_path / name,
            {**TABLES, "ledgers/visits.yaml": KIND, "visits.csv": head + rows},
            f"{MANIFEST}ledgers: {{visits: 1}}\n",
        )
        sides.append(snapshot(monitor(read_folder(folder), day)))
    assert [(each.what, each.entry.key) for each in compare(*sides).late] == [(what, "U1/V2")]


# ---- misuse, and programs


def test_snapshots_of_other_years_units_or_in_the_wrong_order_are_refused(tmp_path: Path) -> None:
    june, september = taken(tmp_path / "a", JUNE), taken(tmp_path / "b", SEPTEMBER)
    with pytest.raises(Misuse, match="later than"):
        compare(september, june)
    other = laid_out(tmp_path / "c", {"unit.csv": "unit_code,name\nU2,另一单位\n"}, MANIFEST.replace("U1", "U2"))
    with pytest.raises(Misuse, match="of one unit"):
        compare(june, snapshot(monitor(read_folder(other), SEPTEMBER)))


def test_programs_get_all_of_it_as_text(tmp_path: Path) -> None:
    late = "U1,Z3,2023-05-05,P1,30201,一般公共预算,0.10\n"
    told = json.loads(json.dumps(moved_json(moved(tmp_path, {}, SEPTEMBER, {"payment": late}), "en")))
    assert (told["from"], told["to"]) == ("2023-06-30", "2023-09-30")
    assert told["estimate"] == {"old": None, "new": None}
    assert told["late_entries"] == [
        {"what": "entered", "table": "payment", "row": "U1/Z3", "day": "2023-05-05", "recorded_on": None}
    ]
    assert not untold(told)
    assert told["rewritten"][0] == {"kind": "unit", "code": "U1", "then": "500000", "now": "500000.1"}


def test_the_command_keeps_a_day_and_holds_a_later_one_against_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = str(dossier(tmp_path, actual="U1,I1,2023-09-30,8\n"))
    assert main(["monitor", folder, "--as-of", "2023-06-30", "--save", "--lang", "en"]) == 0
    assert "snapshots/2023-06-30.json" in capsys.readouterr().out
    assert main(["monitor", folder, "--as-of", "2023-09-30", "--against", "2023-06-30", "--lang", "en"]) == 0
    assert "2023-06-30 → 2023-09-30" in capsys.readouterr().out
    assert main(["monitor", folder, "--as-of", "2023-09-30", "--against", "2023-06-30", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["moved"]["from"] == "2023-06-30"
    assert main(["monitor", folder, "--as-of", "2023-09-30", "--against", "2023-03-31"]) == 2
