"""The rules by which changes of targets are agreed to: the nearest region holds, a day is a day of every year."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from jixiao.cycle.target_rules import AFTER_GOALS, read_target_rules, rule_for
from jixiao.errors import Misuse

RULE = """  - region: "{region}"
    label: {{zh: 某地, en: Somewhere}}
    bureau: {bureau}
    source: 某文件
    confidence: remembered
"""


def written(folder: Path, *rules: str) -> Path:
    path = folder / "rules.yaml"
    path.write_text("rules:\n" + "".join(rules), encoding="utf-8")
    return path


def test_a_region_without_a_rule_of_its_own_has_that_of_the_country() -> None:
    assert rule_for("440100").region == ""
    assert rule_for("").bureau == AFTER_GOALS


def test_a_last_day_is_a_day_of_the_dossiers_year(tmp_path: Path) -> None:
    until = "    until: {month: 8, day: 31}\n"
    everywhere, city = read_target_rules(
        written(tmp_path, RULE.format(region="", bureau="never"), RULE.format(region="4401", bureau="after_goals") + until)
    )
    assert everywhere.until(2023) is None
    assert city.until(2023) == date(2023, 8, 31)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (RULE.format(region="", bureau="sometimes"), "bureau"),
        (RULE.format(region="", bureau="never") + "    until: {month: 2, day: 29}\n", "every year has"),
        (RULE.format(region="44", bureau="never"), "empty region"),
        (RULE.format(region="", bureau="never") + "    until: {month: 13, day: 1}\n", "every year has"),
        (RULE.format(region="", bureau="never") + "    untill: {month: 1, day: 1}\n", "untill"),
    ],
)
def test_a_rule_that_is_not_sound_is_refused_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(Misuse, match=said):
        read_target_rules(written(tmp_path, text))
