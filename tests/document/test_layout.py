from __future__ import annotations

from pathlib import Path

import pytest

from jixiao.document.layout import layout, read_layout, twips
from jixiao.errors import Misuse, Unreadable

SHIPPED = Path(__file__).parents[2] / "src/jixiao/document/layouts/gbt9704.yaml"


def test_the_official_layout_holds_its_type_area() -> None:
    official = layout()
    assert official.label.zh == "党政机关公文格式（GB/T 9704-2012）"
    for sides, width, height in ((official.portrait, 156, 225), (official.landscape, 225, 156)):
        assert abs(sides.text_width - twips(width)) <= 2
        assert abs(sides.text_height - twips(height)) <= 2
    body = official.styles["body"]
    assert (body.font, body.half_points, body.line, body.indent) == ("仿宋_GB2312", 32, 579, 2)
    assert body.line * official.lines <= official.portrait.text_height < (body.line + 2) * official.lines
    assert official.styles["title"].half_points == 44


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("top: 37", "top: -1", "portrait.top"),
        ("top: 37, ", "", "portrait.top"),
        ("size: 二号, align: center", "size: 八号, align: center", "sizes.八号"),
        ("align: center, line: 34", "align: middle, line: 34", "styles.title.align"),
        ("id: gbt9704", "id: 3", "id"),
        ("zh: 党政", "de: 党政", "label"),
    ],
)
def test_a_fault_in_a_layout_is_named(old: str, new: str, where: str, tmp_path: Path) -> None:
    text = SHIPPED.read_text("utf-8")
    assert old in text
    path = tmp_path / "own.yaml"
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(Unreadable, match=where):
        read_layout(path)


def test_an_unknown_layout_is_misuse() -> None:
    with pytest.raises(Misuse, match="gbt9704"):
        layout("letter")
