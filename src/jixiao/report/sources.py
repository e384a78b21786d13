"""What a problem or a proof is about, in words: an item of a framework, an indicator, a check, an audit."""

from __future__ import annotations

from jixiao.errors import Misuse
from jixiao.report.form import Material
from jixiao.score.unit_score import framework_of
from jixiao.tables.dossier import Row


def item_name(material: Material, code: str) -> str:
    """The name of an item in one of the dossier's frameworks, the scored one first; its code where none has it."""
    item = material.score.framework.item(code)
    for framework_id in material.dossier.frameworks:
        try:
            item = item or framework_of(material.dossier, framework_id).item(code)
        except Misuse:  # an id that no framework has; the check of the dossier says so
            continue
    return item.name.zh if item else code


def indicator_name(material: Material, code: str) -> str:
    """The name of an indicator, or its code where there is none."""
    row = material.dossier.find("indicator", indicator_code=code)
    return row.text("name") if row else code


def source_of(material: Material, problem: Row) -> str:
    """Where a problem comes from: 评分指标“绩效管理制度建设”."""
    code, kind = problem.text("about_code"), problem.text_id("about_kind")
    said = code
    if kind == "item":
        said = item_name(material, code)
    elif kind == "indicator":
        said = indicator_name(material, code)
    elif kind == "audit":
        found = material.dossier.find("audit_problem", problem_code=code)
        said = f"{found.text('source')}{code}" if found else code
    return f"{problem.text('about_kind')}：{said}"
