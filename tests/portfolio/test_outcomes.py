from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from tests.portfolio.conftest import NATION

from jixiao.dice import Dice
from jixiao.document.projection import project
from jixiao.errors import Misuse
from jixiao.exact import plain, scaled
from jixiao.portfolio import edge_cases
from jixiao.portfolio.dashboard_details import details
from jixiao.portfolio.dashboard_overview import UNIT
from jixiao.portfolio.facts import FactRow, fact_rows, facts_of_rows
from jixiao.portfolio.judging import judge
from jixiao.portfolio.letters_paper import Asked, letter
from jixiao.portfolio.outcomes import result_at, shown
from jixiao.score.scoring import score


def test_rows_give_back_the_facts_they_were_made_of() -> None:
    draw = Dice(11)
    for framework in edge_cases.frameworks():
        for _ in range(30):
            facts = edge_cases.facts(framework, draw)
            rows = [row for row in fact_rows("u", 2023, framework, facts) if isinstance(row, FactRow)]
            again = facts_of_rows(rows)
            assert list(fact_rows("u", 2023, framework, again)) == rows
            one, other = score(framework, facts), score(framework, again)
            assert (one.total, one.in_play, one.grade) == (other.total, other.in_play, other.grade)
            for was, each in zip(one.items, other.items, strict=True):
                assert (was.score, was.in_play, was.state, was.arm) == (each.score, each.in_play, each.state, each.arm)


def test_what_is_read_of_a_unit_is_what_the_plain_scorer_says(nation: Path) -> None:
    with result_at(nation / "scored") as result:
        keys = result.riskiest()
        assert len(keys) == result.units() == NATION
        for outcome in result.outcomes(keys):
            made = score(outcome.framework, outcome.facts)
            assert outcome.total == made.total
            for line in outcome.items:
                each = made.of(line.item.code)
                assert each is not None
                assert (line.recomputed, line.state) == (each.score if each.score is None else _micro(each.score), each.state)


def test_what_reviewers_state_stands_beside(nation: Path, tmp_path: Path) -> None:
    shutil.copytree(nation, tmp_path / "own")
    lake, scored = tmp_path / "own" / "lake", tmp_path / "own" / "scored"
    (file,) = (lake / "stated_score").glob("*.parquet")
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE t AS FROM '{file}'")
        connection.execute(
            "INSERT INTO t SELECT * REPLACE ('reviewed' AS stage, score - 0.5 AS score) FROM t WHERE stage = 'self'"
        )
        connection.execute(f"COPY t TO '{file}' (FORMAT parquet)")
    judge(scored, lake)
    with result_at(scored, lake) as result:
        (outcome,) = result.outcomes(result.riskiest(1))
    half = Decimal("0.5")
    assert outcome.stated is not None
    assert outcome.reviewed == outcome.stated - half
    assert f"复核总分{shown(outcome.reviewed, 2)}分" in project(letter(outcome, Asked()))
    said = [(line.stated, line.reviewed) for line in outcome.items if line.stated is not None]
    assert said
    assert all(stated is not None and reviewed == stated - half for stated, reviewed in said)
    row = details([outcome])["units"][f"{outcome.unit_code}|{outcome.fiscal_year}"]["row"]
    assert row[UNIT.index("reviewed")] == plain(outcome.reviewed)


def _micro(value: Decimal) -> Decimal:
    return Decimal(scaled(value, 6) or 0).scaleb(-6)


def test_units_come_by_risk_and_in_shares(nation: Path) -> None:
    with result_at(nation / "scored") as result:
        keys = result.riskiest(50)
        shares = list(result.raw(keys, 20, with_facts=False))
        assert [len(share) for share in shares] == [20, 20, 10]
        found = [(raw.place[0], raw.place[1]) for share in shares for raw in share]
        assert found == keys
        risks = [raw.risk for share in shares for raw in share]
        assert risks == sorted(risks, reverse=True)
        assert risks[0] == sum(points for points, *_ in shares[0][0].signals) > 0


def test_without_gaps_it_says_what_to_run(nation: Path, tmp_path: Path) -> None:
    (tmp_path / "scored").mkdir()
    for table in ("item_score", "unit_rank"):
        (tmp_path / "scored" / table).symlink_to(nation / "scored" / table)
    with pytest.raises(Misuse, match="portfolio gaps"), result_at(tmp_path / "scored"):
        pass


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [("9.000000", 2, "9.00"), ("9.1234", 2, "9.1234"), ("-6", 1, "-6.0"), ("100", 0, "100"), (None, 2, "—")],
)
def test_a_score_is_shown_with_its_decimals_and_never_rounded(value: str | None, decimals: int, text: str) -> None:
    assert shown(None if value is None else Decimal(value), decimals) == text
