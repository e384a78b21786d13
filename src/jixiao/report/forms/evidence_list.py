"""佐证材料清单: every proof with what it proves, and what is asked for and has none."""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.document.model import Block, Column, Document, Row, Table, cell, label, runs_of
from jixiao.report.form import Material
from jixiao.report.goals import UNFILLED
from jixiao.report.sources import indicator_name, item_name
from jixiao.score.requests import ITEM, Request, requests
from jixiao.tables.dossier import Row as Record
from jixiao.wording import Text

TITLE = "佐证材料清单"
title = Text(TITLE, "List of evidence")
order = 62
about = "unit"
scored = False
stage = "year_end"
_COLUMNS = (
    *(Column(5), Column(8), Column(24, "left"), Column(13), Column(44, "left")),
    *(Column(12), Column(7), Column(16)),
)
_WORDS = ("序号", "佐证编号", "材料名称（文件）", "材料类型", "证明内容", "责任机构", "密级", "文件摘要")
_LACKING = ("序号", "用于", "指标", "应交材料类型", "责任机构", "状态")
_DIGITS_OF_DIGEST = 12
_MOST_ROWS = 4
"""Rows of one table are named up to so many; of more, the first ones."""


def name(material: Material) -> str:
    """The file's name."""
    return f"{material.dossier.fiscal_year}年度{material.unit_name}{TITLE}"


def build(material: Material) -> Document:
    """The proofs that there are, then those that are asked for and missing."""
    rows = [row for row in material.dossier.table("evidence") if row in material.scope]
    body = [_proof(material, number, row) for number, row in enumerate(rows, 1)]
    none = [(cell(f"（佐证材料{UNFILLED}）", across=len(_COLUMNS)),)]
    head = tuple(label(word) for word in _WORDS)
    note = runs_of("文件摘要为文件内容校验值的前十二位")
    table = Table(_COLUMNS, (head,), tuple(body or none), material.runs(f"{{year}}年度{TITLE}"), note)
    blocks: tuple[Block, ...] = (table, *_lacking(material))
    return Document(name(material), blocks, page="landscape")


def _proof(material: Material, number: int, row: Record) -> Row:
    digest = row.text("digest").removeprefix("sha256:")[:_DIGITS_OF_DIGEST]
    links = [link for link in material.dossier.table("evidence_link") if link["evidence_code"] == row["evidence_code"]]
    return (
        cell(str(number)),
        cell(row.text("evidence_code")),
        cell(row.text("file")),
        cell(row.text("kind") or UNFILLED),
        cell("；".join(_proved(material, row, links)) or "未关联任何数据"),
        cell("、".join(_offices(material, row, links)) or UNFILLED),
        cell(row.text("secrecy") or UNFILLED),
        cell(digest or UNFILLED),
    )


def _proved(material: Material, row: Record, links: list[Record]) -> Iterator[str]:
    """What a proof is linked to, table by table, and what it was handed in for."""
    for table in dict.fromkeys(link.text("table") for link in links):
        keys = [link.text("row_key") for link in links if link["table"] == table]
        spec = material.dossier.schema.get(table)
        names = [_row_name(material, table, key) for key in keys[:_MOST_ROWS]]
        more = "等" if len(keys) > _MOST_ROWS else ""
        yield f"{spec.label.zh if spec else table}：{'、'.join(names)}{more}"
    for asked in _requests_of(material, row):
        is_item = asked["about_kind"] == ITEM
        named = (item_name if is_item else indicator_name)(material, asked.text("about_code"))
        yield f"{asked.text('about_kind')}：{named}"


def _row_name(material: Material, table: str, key: str) -> str:
    """A row in words: an indicator by its name, and any other by its own name or its key."""
    code = key.partition("/")[0]
    if table in {"indicator", "actual"} and material.dossier.find("indicator", indicator_code=code):
        return f"“{indicator_name(material, code)}”（{key}）"
    row = (
        next((row for row in material.dossier.table(table) if row.key == key), None) if table in material.dossier.schema else None
    )
    said = row.text("name") if row is not None and "name" in row.spec.fields else ""
    return f"“{said}”（{key}）" if said else key


def _offices(material: Material, row: Record, links: list[Record]) -> Iterator[str]:
    """The offices that owe the proof, or whose rows it proves."""
    codes = [asked["office_code"] for asked in _requests_of(material, row)]
    for link in links:
        table = link.text("table")
        if not codes and table in material.dossier.schema and "office_code" in material.dossier.schema[table].fields:
            codes += [other["office_code"] for other in material.dossier.table(table) if other.key == link.text("row_key")]
        elif not codes and table == "actual":
            indicator = material.dossier.find("indicator", indicator_code=link.text("row_key").partition("/")[0])
            codes += [indicator["office_code"]] if indicator else []
    for code in dict.fromkeys(code for code in codes if code is not None):
        office = material.dossier.find("office", office_code=code)
        yield office.text("name") if office else str(code)


def _requests_of(material: Material, row: Record) -> list[Record]:
    table = material.dossier.table("evidence_request")
    return [asked for asked in table if row["evidence_code"] is not None and asked["evidence_code"] == row["evidence_code"]]


# ---- what has no proof


def _lacking(material: Material) -> Iterator[Block]:
    """What indicators and items ask for and nothing proves."""
    day = material.dossier.year.ends_on
    found = [each for each in requests(material.dossier, day) if not each.evidence_code]
    columns = (Column(5), Column(10), Column(44, "left"), Column(44, "left"), Column(14), Column(8))
    head = (tuple(label(word) for word in _LACKING),)
    body = tuple(_lack(material, number, each) for number, each in enumerate(found, 1))
    if body:
        yield Table(columns, head, body, runs_of("尚缺的佐证材料"))


def _lack(material: Material, number: int, each: Request) -> Row:
    is_item = each.about_kind == ITEM
    named = each.name.zh if is_item else f"{each.name.say('zh')}（{each.about_code}）"
    office = material.dossier.find("office", office_code=each.office_code)
    return (
        cell(str(number)),
        cell("评分指标" if is_item else "绩效指标"),
        cell(named),
        cell(each.evidence_kind.say("zh")),
        cell(office.text("name") if office else UNFILLED),
        cell("尚缺"),
    )
