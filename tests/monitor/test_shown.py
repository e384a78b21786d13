from __future__ import annotations

from datetime import date

import pytest
from tests.dossiers import EXAMPLE

from jixiao.monitor import shown
from jixiao.monitor.as_json import monitor_json
from jixiao.monitor.comparing import compare
from jixiao.monitor.snapshots import snapshot
from jixiao.monitor.watching import monitor
from jixiao.tables.reading import read_dossier

DAYS = [date(2023, 3, 31), date(2023, 6, 30), date(2023, 12, 31)]


@pytest.mark.parametrize("day", DAYS)
def test_a_screen_shows_the_numbers_that_programs_are_given(day: date) -> None:
    found = monitor(read_dossier(EXAMPLE), day)
    said = monitor_json(found, "zh")
    for line, given in zip(found.watch.lines, said["spending"], strict=True):  # type: ignore[call-overload]
        one = shown.line(found, line)
        assert (one.code, one.light) == (given["code"], given["light"])
        assert one.filled is None or 0 <= one.filled <= 100
        assert (one.rate == "—") == (given["rate"] is None)
    for each, given in zip(found.watch.indicators, said["indicators"], strict=True):  # type: ignore[call-overload]
        two = shown.indicator(found, each)
        assert (two.code, two.light) == (given["code"], given["light"])
        assert two.because.say("zh")
        assert two.because.say("en")
    assert sum(count for _, _, count in shown.counts(found)) == len(found.watch.indicators)


def test_a_bar_is_never_fuller_than_full() -> None:
    found = monitor(read_dossier(EXAMPLE), DAYS[-1])
    by_code = {each.spot.code: shown.indicator(found, each) for each in found.watch.indicators}
    assert by_code["BEN-05"].filled == 100
    assert by_code["PRJ-09"].filled is None, "what is judged has no bar"
    assert by_code["OUT-01"].target == "≥420批"


def test_what_moved_stands_under_its_headings() -> None:
    dossier = read_dossier(EXAMPLE)
    old, new = (snapshot(monitor(dossier, day)) for day in DAYS[:2])
    headings = [heading.zh for heading, _, _ in shown.moves(compare(old, new), dossier)]
    assert headings[:3] == ["得分测算", "资金", "绩效指标"]
    assert shown.moves(compare(new, new), dossier)[0][0].zh == "得分测算"
    for _, lines, count in shown.moves(compare(old, new), dossier):
        assert 0 < len(lines) <= count
