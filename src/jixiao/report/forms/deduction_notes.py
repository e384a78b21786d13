"""扣分说明: for every point lost the standard, the arithmetic, the unit's reason, the rows and evidence behind, and what is done.

It speaks of whatever was scored, the unit or one project, and then of the projects that have scores of their own.
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.document.model import (
    Block,
    Cell,
    Column,
    Document,
    Heading,
    Row,
    Runs,
    Table,
    cell,
    heading,
    label,
    number,
    paragraph,
    runs_of,
)
from jixiao.report.form import Material
from jixiao.report.sections import explained, who_and_when
from jixiao.score.explanation import evidence_of, reason_for
from jixiao.score.scoring import ItemScore, PartScore, Score
from jixiao.tables.dossier import Row as Record
from jixiao.wording import Text

TITLE = "绩效自评扣分说明"
title = Text(TITLE, "Notes on points lost")
order = 72
about = "unit"
scored = False
stage = "year_end"
_MOST_ROWS = 12
_ABSENT = "未填写，需补充。"


def name(material: Material) -> str:
    """The file's name."""
    return f"{material.dossier.fiscal_year}年度{material.unit_name}{TITLE}"


def build(material: Material) -> Document:
    """Each item that lost points, then what has no score, then the same for projects."""
    blocks: list[Block] = [
        material.paragraph(f"{{year}}年度{material.unit_name}", style="title"),
        paragraph(TITLE, style="title"),
        *_of_score(material, material.score, _subject(material)),
    ]
    if material.score.framework.kind == "unit":
        for each in material.projects:
            project, score = each.project, each.project_score
            if project is not None and score is not None:
                blocks += _of_score(each, score, f"项目“{project.text('name')}”")
    return Document(name(material), tuple(blocks))


def _subject(material: Material) -> str:
    project = material.project
    return "部门整体" if project is None else f"项目“{project.text('name')}”"


def _of_score(material: Material, score: Score, subject: str) -> Iterator[Block]:
    """What one score lost: a summary, and a section for each item."""
    yield Heading(1, runs_of(f"{subject}的扣分"))
    yield material.paragraph(_summary(score))
    lost = [each for each in score.leaves if _fell_short(each, score)]
    if len(lost) > 1:
        yield _overview(material, score, lost)
    for each in lost:
        yield Heading(2, runs_of(each.item.name.zh))
        yield _note(material, score, each)
    open_ = [each for each in score.leaves if not each.is_scored]
    if open_:
        yield heading(2, "尚无得分的指标")
        for each in open_:
            yield material.paragraph(f"“{each.item.name.zh}”：{{why.{each.item.code}}}")


def _fell_short(each: ItemScore, score: Score) -> bool:
    scale = score.framework.scale
    return each.is_scored and each.letter != scale.letters[0] if scale else bool(each.lost)


def _summary(score: Score) -> str:
    if score.framework.scale is not None:
        return "按{framework}评定，以下指标没有得到最高等级。"
    if score.total is None:
        why = score.because.say("zh") if score.because else "各项指标均无得分"
        return f"按{{framework}}计分，总分{{score.total}}：{why}。"
    return "按{framework}计分，满分{points.total}分，得{score.total}分，扣{lost.total}分。"


def _overview(material: Material, score: Score, lost: list[ItemScore]) -> Table:
    heads = ("points", "score", "lost") if score.framework.scale is None else ("score",)
    words = ("分值", "得分", "扣分") if score.framework.scale is None else ("评定",)
    header = (tuple(label(word) for word in ("指标", *words, "扣分原因")),)
    body = tuple(
        (
            cell(each.item.name.zh),
            *(number(material.figure(f"{head}.{each.item.code}")) for head in heads),
            cell("已填写" if reason_for(material.dossier, score, each.item.code) else "未填写"),
        )
        for each in lost
    )
    columns = (Column(8, "left"), *(Column(2) for _ in heads), Column(3))
    return Table(columns, header, body, caption=runs_of("扣分汇总"))


# ---- one item


def _note(material: Material, score: Score, each: ItemScore) -> Table:
    """All that is known of the points that an item lost, line by line."""
    code, body = each.item.code, list[Row]()
    if score.framework.scale is None:
        said = f"分值{{points.{code}}}分，得{{score.{code}}}分，扣{{lost.{code}}}分。"
    else:
        said = f"评为{{score.{code}}}。"
    body.append((label("得分"), Cell(material.runs(said))))
    body.append((label("计分标准"), Cell(material.runs(f"{{standard.{code}}}"))))
    body.append((label("计算过程"), Cell(material.runs(f"{{why.{code}}}"))))
    body += [(label("未得满分的绩效指标"), Cell(_part(material, part))) for part in each.parts if part.earned != part.share]
    reason = reason_for(material.dossier, score, code)
    body.append((label("扣分原因"), Cell(material.runs(reason.text("reason")) if reason else runs_of(_ABSENT))))
    body.append((label("责任机构"), cell(_office(material, reason))))
    rows = _rows(each)
    body.append((label("依据的数据"), cell(_places(material, rows) or "没有登记的数据行。")))
    body.append((label("佐证材料"), cell(_evidence(material, each, rows) or "没有关联的佐证材料，需补充。")))
    body += _followed(material, each)
    return Table((Column(3), Column(14, "left")), (), tuple(body))


def _part(material: Material, part: PartScore) -> Runs:
    """An indicator that is short of its points, and what was said of its deviation; its arithmetic stands in that of the item."""
    code, row = part.part.code.lower(), part.part.row
    said = explained(material, row) if row else None
    scored = (
        f"分值{{indicator.{code}.points}}分，得{{indicator.{code}.score}}分"
        if part.earned is not None
        else f"{{indicator.{code}.actual}}，暂不计分"
    )
    why = f"偏差原因：{said.text('explanation')}" if said else "偏差原因：未填报。"
    return material.runs(f"{part.part.name}：{scored}。{why}")


def _office(material: Material, reason: Record | None) -> str:
    found = material.dossier.find("office", office_code=reason["office_code"]) if reason and reason["office_code"] else None
    return found.text("name") if found else "未填写"


def _rows(each: ItemScore) -> list[Record]:
    """The rows behind an item, those of its indicators that lost points included."""
    own = each.fact.rows if each.fact else ()
    short = [part.part for part in each.parts if part.earned != part.share]
    parts = (row for part in short for row in (part.row, *part.fact.rows) if row)
    return list(dict.fromkeys((*own, *parts)))


def _places(material: Material, rows: list[Record]) -> str:
    """The tables and the keys of these rows; of many, the first."""
    by_table: dict[str, list[Record]] = {}
    for row in rows:
        by_table.setdefault(row.spec.name, []).append(row)
    parts = []
    for table, found in by_table.items():
        keys = "、".join(row.key for row in found[:_MOST_ROWS])
        more = "等" if len(found) > _MOST_ROWS else ""
        parts.append(f"{material.dossier.table(table).spec.label.zh}：{keys}{more}")
    return "；".join(parts)


def _evidence(material: Material, each: ItemScore, rows: list[Record]) -> str:
    """The evidence that is linked to these rows, or was handed in when the item or its indicators were asked for it."""
    proofs = [proof for row in rows for proof in evidence_of(material.dossier, row)]
    codes = _codes(each)
    for request in material.dossier.table("evidence_request"):
        proof = material.dossier.find("evidence", evidence_code=request["evidence_code"]) if request["evidence_code"] else None
        if proof is not None and request.text("about_code").lower() in codes:
            proofs.append(proof)
    return "；".join(dict.fromkeys(f"{proof.text('kind')}（{proof.text('file')}）" for proof in proofs))


def _codes(each: ItemScore) -> set[str]:
    """The code of an item and those of its indicators that lost points, in lower case."""
    return {each.item.code, *(part.part.code.lower() for part in each.parts if part.earned != part.share)}


def _followed(material: Material, each: ItemScore) -> Iterator[Row]:
    """The problems about an item or its indicators, with what is done about them."""
    codes = _codes(each)
    problems = [row for row in material.dossier.table("problem") if row.text("about_code").lower() in codes]
    if not problems:
        yield label("对应的问题"), cell("没有列入存在的问题。")
    for problem in problems:
        yield label("对应的问题"), Cell(material.runs(problem.text("description")))
        measures = [row for row in material.dossier.table("rectification") if row["problem_code"] == problem["problem_code"]]
        for row in measures:
            status = f"状态：{row.text('status')}。" if row["status"] else ""
            yield label("整改措施"), Cell(material.runs(f"{row.text('action')}{who_and_when(material, row)}{status}"))
        if not measures:
            yield label("整改措施"), cell("尚未制定。")
