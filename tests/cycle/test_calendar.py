"""The calendar says what is due when, from which source, and never guesses a day that holidays decide."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.dossiers import EXAMPLE, laid_out

from jixiao.cli import main
from jixiao.cycle.calendar import Deadline, Region, applying, deadlines, waiting
from jixiao.cycle.calendar_rules import calendars
from jixiao.cycle.icalendar import LONGEST, as_icalendar, escaped, folded
from jixiao.errors import Misuse
from jixiao.tables.dossier import Dossier
from jixiao.tables.measure_text import Fault, parse_conditions
from jixiao.tables.reading import read_dossier
from jixiao.tables.schema import Schema, fixed_tables
from jixiao.wording import same

UNIT = "unit_code,name,kind,budget_level,region_code\nU1,一局,行政单位,{level},{region}\n"
TABLES = {
    "procurement.csv": "procurement_code,name,notice_on,signed_on,published_on,filed_on\n"
    "C1,设备,2023-09-20,2023-09-27,2023-09-28,\nC2,服务,2023-05-08,,,\n",
    "disclosure.csv": "disclosure_code,kind,approved_on,published_on\nG1,budget,2023-02-10,2023-03-01\nG2,self_evaluation,2023-02-10,\n",
    "rectification.csv": 'rectification_code,problem_code,action,due_on,status,closed_on\nZ1,W1,"补,正;\n说明",2023-06-30,待整改,\n',
    "problem.csv": "problem_code,about_kind,about_code,description\nW1,check,dates-exist,日期有误\n",
    "target_schedule.csv": "indicator_code,due_on,target\nI1,2023-06-30,5\n",
    "evidence_request.csv": "request_code,about_kind,about_code,evidence_kind,office_code,due_on,evidence_code\n"
    "Q1,indicator,I1,台账,A,2023-11-30,\nQ2,indicator,I1,台账,A,2023-11-30,E1\n",
}


def dossier(folder: Path, region: str = "440100", level: str = "一级预算单位", year: int = 2023, **more: str) -> Dossier:
    files = {f"{name}.csv": text for name, text in more.items()}
    unit = {"unit.csv": UNIT.format(level=level, region=region)}
    return read_dossier(laid_out(folder, {**TABLES, **unit, **files}, f"unit_code: U1\nfiscal_year: {year}\n"))


def by_id(found: list[Deadline]) -> dict[str, Deadline]:
    assert len({each.id for each in found}) == len(found)
    return {each.id: each for each in found}


def test_rows_give_days_by_calendar_and_by_working_days(tmp_path: Path) -> None:
    found = by_id(deadlines(dossier(tmp_path / "d")))
    assert found["national.contract-signed.U1.C2"].day == date(2023, 6, 7)
    assert found["national.disclosure.U1.G1"].day == date(2023, 3, 2)
    assert "national.disclosure.U1.G2" not in found
    filed = found["national.contract-filed.U1.C1"]
    assert filed.day == date(2023, 10, 12), "the seven working days pass over the holidays, and 7 and 8 October were worked"
    assert found["national.contract-published.U1.C1"].state() == "done"
    assert (filed.state(), filed.state(date(2023, 10, 12)), filed.state(date(2023, 10, 13))) == ("open", "open", "overdue")
    assert found["dossier.schedule.U1.I1/2023-06-30"].state(date(2023, 7, 1)) == "passed"
    assert [name for name in found if name.startswith("dossier.evidence")] == ["dossier.evidence.U1.Q1"]
    place = found["dossier.rectification.U1.Z1"].place
    assert place is not None
    assert (place.file, place.row, place.column) == ("rectification.csv", 2, "due_on")


def test_a_general_day_gives_way_to_the_dossiers_own(tmp_path: Path) -> None:
    found = by_id(deadlines(dossier(tmp_path / "a")))
    assert found["guangdong.monitoring"].day == date(2023, 7, 31)
    assert found["guangdong.monitoring"].confidence == "inferred"
    own = dossier(tmp_path / "b", submission="submission_code,kind,due_on,submitted_on\nB1,monitoring,2023-07-20,\n")
    found = by_id(deadlines(own))
    assert "guangdong.monitoring" not in found
    assert found["dossier.submission.U1.B1"].day == date(2023, 7, 20)


def test_a_day_that_holidays_decide_waits_until_they_are_announced(tmp_path: Path) -> None:
    late = dossier(tmp_path / "d", year=2098, procurement="procurement_code,notice_on,signed_on\nC1,2098-05-01,2098-05-04\n")
    found = deadlines(late)
    ids = {each.id for each in waiting(found)}
    assert {"national.contract-filed.U1.C1", "national.contract-published.U1.C1", "guangdong.goals"} <= ids
    assert by_id(found)["national.contract-filed.U1.C1"].state(date(2098, 12, 1)) == "not_announced"
    assert by_id(found)["guangdong.goals"].nominal == date(2098, 10, 31)
    assert by_id(found)["national.contract-signed.U1.C1"].day == date(2098, 5, 31), "calendar days need no holidays"
    written = as_icalendar(found, "x", 2098)
    assert len(events_of(written)) == sum(each.day is not None for each in found)


@pytest.mark.parametrize(
    ("region", "level", "names"),
    [
        ("440100", "一级预算单位", ["dossier", "national", "guangdong"]),
        ("510000", "一级预算单位", ["dossier", "national", "sichuan"]),
        ("", "中央一级预算单位", ["dossier", "national", "central"]),
        ("", "", ["dossier", "national"]),
    ],
)
def test_the_calendars_of_a_unit(region: str, level: str, names: list[str], tmp_path: Path) -> None:
    assert [each.id for each in applying(dossier(tmp_path / "d", region, level))] == names


def test_a_region_has_its_days_without_a_dossier() -> None:
    assert [each.id for each in deadlines(Region("44", 2026))] == [
        "guangdong.monitoring",
        "guangdong.goals",
        "guangdong.self-evaluation",
    ]
    assert by_id(deadlines(Region("guangdong", 2025)))["guangdong.goals"].day == date(2025, 10, 31)
    assert by_id(deadlines(Region("440106", 2026)))["guangdong.goals"].day == date(2026, 11, 2), "31 October 2026 is a Saturday"
    assert deadlines(Region("sichuan", 2024)) == [], "the rule is of 2025"
    with pytest.raises(Misuse, match="sichuan"):
        deadlines(Region("99", 2026))


def test_every_condition_of_the_data_can_be_read_and_names_columns() -> None:
    schema = Schema(fixed_tables())
    for calendar in calendars():
        conditions = [(rule.table, rule.only) for rule in calendar.rows]
        conditions += [(rule.instead.table, rule.instead.only) for rule in calendar.days if rule.instead]
        for table, only in conditions:
            assert not only or not isinstance(parse_conditions(only, schema[table], schema), Fault), (calendar.id, only)
        for row in calendar.rows:
            assert set(row.names) <= schema[row.table].fields.keys()
            assert schema[row.table].fields[row.start].type == "date"


# ---- iCalendar


def events_of(written: bytes) -> list[Any]:
    """The events as another program reads them."""
    return icalendar.Calendar.from_ical(written).walk("VEVENT")


def test_what_is_written_reads_back(tmp_path: Path) -> None:
    found = deadlines(dossier(tmp_path / "d"))
    written = as_icalendar(found, "一局；时限", 2023)
    assert written == as_icalendar(deadlines(dossier(tmp_path / "e")), "一局；时限", 2023)
    assert all(len(line) <= LONGEST for line in written.split(b"\r\n"))
    assert icalendar.Calendar.from_ical(written)["X-WR-CALNAME"] == "一局；时限"
    events = events_of(written)
    assert not any(event.errors for event in events)
    assert [event["DTSTART"].dt for event in events] == [each.day for each in found]
    assert all(event["DTEND"].dt - event["DTSTART"].dt == timedelta(days=1) for event in events)
    assert len({str(event["UID"]) for event in events}) == len(events)
    by_summary = {str(event["SUMMARY"]): event for event in events}
    event = by_summary["整改期限：Z1 补,正; 说明"]
    assert "依据：卷宗（见于来源）\n出处：rectification.csv 第2行 “完成期限”列" in str(event["DESCRIPTION"])
    assert len(event.walk("VALARM")) == 1
    done = by_summary["✓ 签订后2个工作日内公告合同：C1 设备"]
    assert not done.walk("VALARM")


def test_a_deadline_keeps_its_uid_when_its_day_moves(tmp_path: Path) -> None:
    def uids(found: list[Deadline]) -> set[str]:
        return {str(event["UID"]) for event in events_of(as_icalendar(found, "x", 2023))}

    moved = TABLES["rectification.csv"].replace("2023-06-30", "2023-09-30")
    assert uids(deadlines(dossier(tmp_path / "a"))) == uids(deadlines(dossier(tmp_path / "b", rectification=moved)))


SIGNS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]) | st.sampled_from("\n\\;,：“”🗓"), max_size=200)


@given(SIGNS, SIGNS)
def test_any_text_survives_folding_and_escaping(label: str, source: str) -> None:
    made = Deadline("x", same(label), date(2023, 1, 1), date(2023, 1, 1), source, "seen")
    written = as_icalendar([made], label, 2023)
    assert all(len(line) <= LONGEST for line in written.split(b"\r\n"))
    event = events_of(written)[0]
    assert str(event["SUMMARY"]) == label
    assert source in str(event["DESCRIPTION"])


@given(SIGNS)
def test_folded_pieces_make_the_line_again(text: str) -> None:
    line = escaped(text)
    first, *more = folded(line)
    assert first + "".join(piece[1:] for piece in more) == line
    assert all(piece[0] == " " for piece in more)


# ---- the command


def test_the_command_lists_writes_and_refuses(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["calendar", str(EXAMPLE), "--as-of", "2024-04-01", "--json"]) == 0
    told = {each["id"]: each for each in json.loads(capsys.readouterr().out)}
    overdue = [each["id"] for each in told.values() if each["state"] == "overdue"]
    assert overdue == ["dossier.rectification.440100-ZJB.ZG-02"]
    assert main(["--lang", "en", "calendar", "--region", "44", "--year", "2026"]) == 0
    assert "(counted from 2027-03-31, no day yet)" in capsys.readouterr().out
    for name in ("one.ics", "two.ics"):
        assert main(["calendar", str(EXAMPLE), "--ics", str(tmp_path / name)]) == 0
    assert (tmp_path / "one.ics").read_bytes() == (tmp_path / "two.ics").read_bytes()
    for words in ([], ["--region", "44"], [str(EXAMPLE), "--year", "2023"], ["--region", "99", "--year", "2026"]):
        assert main(["calendar", *words]) == 2
