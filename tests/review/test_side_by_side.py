from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from jixiao.review.side_by_side import Side, side_by_side
from jixiao.score.unit_score import score_unit
from jixiao.tables.dossier import Dossier
from jixiao.tables.folder import write_folder
from jixiao.tables.reading import read_dossier

HEADER = "单位代码,指标体系,阶段,指标代码,项目代码,版本,分值,完成值,得分,等次,说明,填报人,填报日期\n"


@pytest.fixture
def dossier(tmp_path: Path) -> Dossier:
    folder = tmp_path / "dossier"
    write_folder(read_dossier(Path("examples/beijing-office-2023")), folder)
    lines = (
        ("单位自评", "total", 1, "99"),
        ("单位自评", "total", 2, "98.50"),
        ("复核", "total", 1, "97.00"),
        ("单位自评", "effectiveness", 1, "50"),
        ("复核", "nowhere", 1, "1"),
    )
    rows = "".join(
        f"440100-ZJB,guangdong-unit-2022,{stage},{item},,{version},,,{score},,,,\n" for stage, item, version, score in lines
    )
    (folder / "stated_score.csv").write_text(HEADER + rows, encoding="utf-8-sig")
    return read_dossier(folder)


def test_three_scores_stand_beside_each_other_and_the_last_version_counts(dossier: Dossier) -> None:
    made = score_unit(dossier)
    sides = {each.code: each for each in side_by_side(dossier, made)}
    total = sides["total"]
    assert (total.stated, total.recomputed, total.reviewed) == (Decimal("98.50"), made.total, Decimal("97.00"))
    assert made.total is not None
    assert total.stated_above == Decimal("98.50") - made.total
    assert total.reviewed_above == Decimal("97.00") - made.total
    assert total.differs
    assert "nowhere" not in sides
    assert [*sides] == [*(each.item.code for each in made.items), "total"]


def test_what_was_not_stated_is_no_zero_and_no_difference(dossier: Dossier) -> None:
    leaf = next(each for each in side_by_side(dossier, score_unit(dossier)) if each.is_leaf)
    assert isinstance(leaf, Side)
    assert (leaf.stated, leaf.reviewed, leaf.stated_above, leaf.reviewed_above) == (None, None, None, None)
    assert not leaf.differs
