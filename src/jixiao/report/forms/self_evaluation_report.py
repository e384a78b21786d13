"""部门整体支出绩效自评报告: the report in the structure that finance bureaus ask for, every number a figure."""

from __future__ import annotations

from jixiao.document.model import Document
from jixiao.report.form import Material
from jixiao.report.sections import report, title_of
from jixiao.wording import Text

TITLE = "部门整体支出绩效自评报告"
title = Text(TITLE, "Self-evaluation report of the unit's whole spending")
order = 70
about = "unit"
scored = True
stage = "year_end"


def name(material: Material) -> str:
    """The file's name."""
    return f"{material.dossier.fiscal_year}年度{material.unit_name}{TITLE}"


def build(material: Material) -> Document:
    """The report: the unit and its year, the self-evaluation, the problems, the measures."""
    return Document(name(material), (*title_of(material, TITLE), *report(material)))
