from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from jixiao.document.layout import STYLES, layout, names, read_layout, twips
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


@pytest.mark.parametrize("name", names())
def test_every_shipped_layout_fits_its_lines_and_characters(name: str) -> None:
    shipped = layout(name)
    assert shipped.id == name
    assert len({shipped.label.zh, shipped.label.en, ""}) == 3
    assert set(shipped.styles) == set(STYLES)
    body, sides = shipped.styles["body"], shipped.portrait
    assert body.line * shipped.lines <= sides.text_height < body.line * (shipped.lines + 1)
    assert abs(sides.text_width - body.height * shipped.characters) < body.height
    assert all(0 < each.footer < each.bottom for each in (sides, shipped.landscape))


@pytest.mark.parametrize("name", names())
def test_every_shipped_layout_says_where_its_values_come_from(name: str) -> None:
    head = (SHIPPED.parent / f"{name}.yaml").read_text("utf-8").splitlines()[0]
    assert head.startswith("# ")


def test_local_habits_differ_from_the_standard_where_they_say() -> None:
    standard, wider, fonts, plain = (layout(name) for name in ("gbt9704", "gbt9704-30pt", "gbt9704-gbk", "plain"))
    assert (wider.portrait.bottom, wider.styles["body"].line, wider.styles["body"].font) == (twips(27), 600, "仿宋_GB2312")
    assert wider.portrait.text_height // wider.lines == 600
    assert (fonts.styles["body"].font, fonts.styles["title"].font) == ("方正仿宋_GBK", "方正小标宋_GBK")
    assert replace(fonts.styles["body"], font="") == replace(standard.styles["body"], font="")
    assert [each.mirror for each in (standard, wider, fonts, plain)] == [True, True, True, False]
    assert (plain.styles["page_number"].align, plain.styles["page_number"].right) == ("center", 0)


def test_a_unit_has_a_layout_of_its_own_that_says_only_what_differs(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(
        "like: gbt9704\nid: own\nlabel: {zh: 我单位版式, en: Ours}\nstyles: {body: {line: null, at_least: 30}}\nmirror: false\n",
        "utf-8",
    )
    own = layout(str(path))
    assert (own.id, own.label.zh, own.mirror) == ("own", "我单位版式", False)
    assert (own.styles["body"].line, own.styles["body"].exact) == (600, False)
    assert own.styles["title"] == layout().styles["title"]
    path.write_text("like: letter\n", "utf-8")
    with pytest.raises(Unreadable, match="gbt9704-gbk, plain"):
        layout(str(path))


@pytest.mark.parametrize(
    "text", ["- 1\n", "1\n", "like: [gbt9704]\n", "like: gbt9704\nsubstitutes: 宋体\n", "like: gbt9704\nstyles: []\n"]
)
def test_a_file_of_another_shape_is_unreadable(text: str, tmp_path: Path) -> None:
    (tmp_path / "own.yml").write_text(text, "utf-8")
    with pytest.raises(Unreadable):
        layout(str(tmp_path / "own.yml"))


def test_a_layout_file_that_is_not_there_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"none\.yaml"):
        layout(str(tmp_path / "none.yaml"))


def test_a_layout_file_is_read_again_when_it_changed(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    for line in (28, 32):
        path.write_text(f"like: gbt9704\nstyles: {{body: {{line: {line}}}}}\n", "utf-8")
        assert layout(str(path)).styles["body"].line == line * 20
