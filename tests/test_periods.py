from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jixiao.periods import (
    PARTS,
    NoSuchDay,
    Period,
    after_working_days,
    date_of,
    is_working_day,
    next_working_day,
    part_named,
    period,
    working_days,
)

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("part", "first", "last"),
    [
        ("year", "2023-01-01", "2023-12-31"),
        ("H1", "2023-01-01", "2023-06-30"),
        ("H2", "2023-07-01", "2023-12-31"),
        ("Q1", "2023-01-01", "2023-03-31"),
        ("Q2", "2023-04-01", "2023-06-30"),
        ("Q4", "2023-10-01", "2023-12-31"),
        ("M02", "2023-02-01", "2023-02-28"),
        ("M12", "2023-12-01", "2023-12-31"),
    ],
)
def test_a_part_of_the_year_begins_and_ends_on_its_days(part: str, first: str, last: str) -> None:
    assert period(2023, part) == Period(date.fromisoformat(first), date.fromisoformat(last))


def test_february_of_a_leap_year_has_a_day_more() -> None:
    assert period(2024, "M02").ends_on == date(2024, 2, 29)


@pytest.mark.parametrize("kind", ["H", "Q", "M"])
@pytest.mark.parametrize("year", [2023, 2024])
def test_the_parts_of_a_kind_follow_each_other_and_make_the_year(kind: str, year: int) -> None:
    parts = [period(year, part) for part in PARTS if part.startswith(kind)]
    assert parts[0].starts_on == date(year, 1, 1)
    assert parts[-1].ends_on == date(year, 12, 31)
    assert all(before.ends_on + DAY == after.starts_on for before, after in pairwise(parts))


def test_parts_are_named_by_id_and_in_chinese() -> None:
    assert {part_named(part) for part in PARTS} == {part_named(label.zh) for label in PARTS.values()} == set(PARTS)
    assert [part_named(word) for word in ("上半年", "第3季度", "11月", "全年")] == ["H1", "Q3", "M11", "year"]
    assert [part_named(word) for word in ("", "H3", "M1", "13月", "下旬")] == [None] * 5


def test_both_ends_belong_to_a_period() -> None:
    half = period(2023, "H1")
    assert date(2023, 1, 1) in half
    assert date(2023, 6, 30) in half
    assert date(2022, 12, 31) not in half
    assert date(2023, 7, 1) not in half
    assert "2023-06-30" not in half


def test_a_period_is_cut_at_a_day_and_may_become_empty() -> None:
    half = period(2023, "H1")
    assert half.cut(date(2023, 3, 31)) == period(2023, "Q1")
    assert half.cut(date(2023, 12, 31)) == half
    assert date(2023, 1, 1) not in half.cut(date(2022, 12, 31))


# ---- days in words


@pytest.mark.parametrize(
    "text",
    [
        "2023-06-30",
        "2023-6-30",
        "2023/6/30",
        "2023/06/30",
        "2023.6.30",
        "2023年6月30日",
        "2023年06月30日",
        "2023 年 6 月 30 日",
        "２０２３年６月３０日",
        " 2023-06-30 ",
        "2023-06-30 00:00:00",
        "2023-06-30T00:00:00",
    ],
)
def test_a_day_is_read_in_every_way_that_people_write_it(text: str) -> None:
    assert date_of(text) == date(2023, 6, 30)


@pytest.mark.parametrize(
    ("text", "last_day"),
    [
        ("2023年6月31日", date(2023, 6, 30)),
        ("2023-02-29", date(2023, 2, 28)),
        ("2024年2月30日", date(2024, 2, 29)),
        ("1900-02-29", date(1900, 2, 28)),
        ("2023-04-00", date(2023, 4, 30)),
        ("2023-13-01", None),
        ("2023-00-10", None),
        ("0000-01-01", None),
    ],
)
def test_a_day_that_the_calendar_lacks_is_said_with_the_last_one_of_its_month(text: str, last_day: date | None) -> None:
    assert date_of(f" {text} ") == NoSuchDay(text, last_day)


@pytest.mark.parametrize("text", ["2024-02-29", "2000年2月29日"])
def test_leap_years_have_their_day(text: str) -> None:
    day = date_of(text)
    assert isinstance(day, date)
    assert (day.month, day.day) == (2, 29)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "6月30日",
        "2023年6月",
        "20230630",
        "23-6-30",
        "2023-06-30 12:30",
        "2023-6-301",
        "6/30/2023",
        "上半年",
        "45107",
        "x" * 10**5,
    ],
)
def test_what_is_no_full_date_is_none(text: str) -> None:
    assert date_of(text) is None


@given(st.dates())
def test_every_day_reads_back_from_its_iso_form(day: date) -> None:
    assert date_of(day.isoformat()) == day


# ---- working days

OFF_2023 = [
    ("01-01", "01-02"),
    ("01-21", "01-27"),
    ("04-05", "04-05"),
    ("04-29", "05-03"),
    ("06-22", "06-24"),
    ("09-29", "10-06"),
]
"""国务院办公厅关于2023年部分节假日安排的通知（国办发明电〔2022〕16号）"""

SHIFTED_2023 = ["01-28", "01-29", "04-23", "05-06", "06-25", "10-07", "10-08"]


def test_the_whole_of_2023_is_as_the_state_council_announced_it() -> None:
    off = [(date.fromisoformat(f"2023-{first}"), date.fromisoformat(f"2023-{last}")) for first, last in OFF_2023]
    shifted = {date.fromisoformat(f"2023-{day}") for day in SHIFTED_2023}
    day = date(2023, 1, 1)
    while day.year == 2023:
        is_off = any(first <= day <= last for first, last in off)
        expected = day in shifted or (day.weekday() < 5 and not is_off)
        assert working_days(day - DAY, day) == int(expected), day
        day += DAY


@pytest.mark.parametrize(
    ("after", "until", "days"),
    [
        ("2023-09-28", "2023-10-06", 0),
        ("2023-09-28", "2023-10-07", 1),
        ("2023-10-06", "2023-10-08", 2),
        ("2023-06-30", "2023-07-03", 1),
        ("2023-06-30", "2023-06-30", 0),
        ("2022-12-30", "2023-01-03", 1),
        ("2023-07-03", "2023-06-30", -1),
        ("2023-10-08", "2023-09-28", -2),
    ],
)
def test_working_days_are_counted_from_the_day_after(after: str, until: str, days: int) -> None:
    assert working_days(date.fromisoformat(after), date.fromisoformat(until)) == days


KNOWN = st.dates(date(2022, 12, 1), date(2024, 2, 1))


@given(KNOWN, KNOWN, KNOWN)
def test_stretches_of_working_days_add_up_and_turn_round(first: date, second: date, third: date) -> None:
    there, on, whole = working_days(first, second), working_days(second, third), working_days(first, third)
    assert there is not None
    assert on is not None
    assert there + on == whole
    assert working_days(second, first) == -there


def test_a_year_that_is_not_announced_yet_is_unknown_and_not_guessed() -> None:
    far = date(2090, 6, 30)
    assert working_days(far, far + 9 * DAY) is None
    assert working_days(far + 9 * DAY, far) is None
    assert working_days(date(2023, 6, 30), far) is None


@given(st.dates(date(2010, 1, 1), date(2025, 11, 30)), st.integers(1, 20))
def test_so_many_working_days_on_is_a_working_day_that_far_away(day: date, number: int) -> None:
    found = after_working_days(day, number)
    assert found is not None
    assert is_working_day(found)
    assert working_days(day, found) == number


@given(st.dates(date(2010, 1, 1), date(2025, 11, 30)))
def test_the_next_working_day_is_the_first_that_is_worked(day: date) -> None:
    found = next_working_day(day)
    assert found is not None
    assert is_working_day(found)
    assert all(not is_working_day(day + timedelta(days=n)) for n in range((found - day).days))


def test_no_working_day_is_guessed() -> None:
    assert is_working_day(date(2098, 5, 1)) is None
    assert next_working_day(date(2098, 5, 1)) is None
    assert after_working_days(date(2098, 5, 1), 1) is None
    assert after_working_days(date(2098, 5, 1), 0) == date(2098, 5, 1)
