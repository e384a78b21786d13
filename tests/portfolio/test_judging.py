from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from jixiao.cli import main
from jixiao.errors import Misuse
from jixiao.portfolio import signal as signals
from jixiao.portfolio.generating import generate
from jixiao.portfolio.judging import judge
from jixiao.portfolio.scoring import score_lake
from jixiao.wording import Text

UNITS = 1_500


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A made lake, scored and judged."""
    made = tmp_path_factory.mktemp("nation")
    generate(UNITS, 3, made / "lake")
    score_lake(made / "lake", made / "scored")
    judge(made / "scored")
    return made


def rows(select: str) -> list[tuple[object, ...]]:
    with duckdb.connect() as connection:
        found: list[tuple[object, ...]] = connection.execute(select).fetchall()
    return found


def test_the_same_seed_makes_the_same_nation(place: Path, tmp_path: Path) -> None:
    generate(UNITS, 3, tmp_path / "again")
    for file in (place / "lake").rglob("*.parquet"):
        assert file.read_bytes() == (tmp_path / "again" / file.relative_to(place / "lake")).read_bytes()


def test_a_made_unit_has_as_many_facts_as_planned(place: Path) -> None:
    assert rows(f"SELECT DISTINCT COUNT(*) FROM '{place}/lake/fact/*.parquet' GROUP BY unit_code") == [(65,)]


@pytest.mark.parametrize(
    ("planted", "signal"),
    [
        ("low_targets", "low_targets"),
        ("full_marks", "full_marks_heap"),
        ("late", "filed_late"),
        ("incomplete", "facts_missing"),
        ("copied", "near_copies"),
    ],
)
def test_what_was_planted_gives_its_signal_and_others_do_not(place: Path, planted: str, signal: str) -> None:
    seen = f"SELECT unit_code FROM '{place}/scored/signal/*.parquet' WHERE signal = '{signal}'"
    with_it = f"SELECT unit_code FROM '{place}/lake/planted/*.parquet' WHERE planted = '{planted}'"
    ((found, listed),) = rows(f"SELECT COUNT(*) FILTER (unit_code IN ({seen})), COUNT(*) FROM ({with_it})")
    assert isinstance(found, int)
    assert isinstance(listed, int)
    assert listed > 10
    assert found * 100 >= listed * 90
    if signal in {"filed_late", "facts_missing", "low_targets"}:
        assert rows(f"SELECT COUNT(*) FROM ({seen}) WHERE unit_code NOT IN ({with_it})") == [(0,)]


def test_risk_is_the_sum_of_its_signals(place: Path) -> None:
    differing = rows(
        f"SELECT unit_code FROM '{place}/scored/risk/*.parquet' r LEFT JOIN (SELECT unit_code, SUM(points) AS points"
        f" FROM '{place}/scored/signal/*.parquet' GROUP BY ALL) s USING (unit_code) WHERE r.points <> COALESCE(s.points, 0)"
    )
    assert differing == []


def test_risks_come_before_chance_and_before_high_scores(place: Path) -> None:
    many = rows(f"SELECT COUNT(*) FROM '{place}/lake/planted/*.parquet'")[0][0]
    found = {
        order: rows(
            f"SELECT COUNT(*) FROM '{place}/lake/planted/*.parquet' WHERE unit_code IN (SELECT unit_code FROM '{place}/scored/risk/*.parquet'"
            f" ORDER BY {order} LIMIT {many})"
        )[0][0]
        for order in ("points DESC", "stated DESC NULLS LAST")
    }
    assert found["points DESC"] > 2 * found["stated DESC NULLS LAST"]  # type: ignore[operator]


def test_a_gap_shows_both_scores(place: Path) -> None:
    wrong = rows(
        f"SELECT COUNT(*) FROM '{place}/scored/gap/*.parquet' WHERE self_above <> self_score - recomputed OR self_score = recomputed"
    )
    assert wrong == [(0,)]


@pytest.mark.parametrize("name", signals.names())
def test_every_signal_says_its_formula_and_what_was_seen(name: str) -> None:
    kind = signals.load(name)
    assert 0 < kind.weight <= 100
    for text in (kind.label, kind.formula, kind.said):
        assert isinstance(text, Text)
    words = signals.Seen(name, 1_000, 100, 12_345, None).words
    assert "{" not in words.say("zh") + words.say("en")


def test_the_commands_list_and_write(place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scored = str(place / "scored")
    for command in (["rank", "--top", "3"], ["gaps", "--top", "3"], ["sample", "--count", "5"]):
        assert main(["--lang", "en", "portfolio", command[0], scored, *command[1:]]) == 0
        assert "unit" in capsys.readouterr().out
    for name in ("rank", "sample"):
        for ending in ("xlsx", "csv"):
            assert main(["portfolio", name, scored, "--to", str(tmp_path / f"{name}.{ending}")]) == 0
    assert "单位代码" in (tmp_path / "rank.csv").read_text(encoding="utf-8-sig").splitlines()[0]
    assert len((tmp_path / "rank.csv").read_text(encoding="utf-8-sig").splitlines()) == UNITS + 1


def test_a_list_has_to_be_csv_or_a_workbook(place: Path) -> None:
    assert main(["portfolio", "rank", str(place / "scored"), "--to", "x.pdf"]) == 2


def test_without_its_lake_a_result_is_not_judged(tmp_path: Path, place: Path) -> None:
    (tmp_path / "scored").mkdir()
    for table in ("item_score", "unit_rank"):
        (tmp_path / "scored" / table).symlink_to(place / "scored" / table)
    with pytest.raises(Misuse, match="--lake"):
        judge(tmp_path / "scored")
