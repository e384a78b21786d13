"""Dossiers for the tests of workbooks, and all that one holds."""

from __future__ import annotations

from jixiao.findings import Finding
from jixiao.tables.dossier import Dossier
from jixiao.tables.ledger_kinds import kind_data

KIND = """\
id: any
edition: "2023"
label: {zh: 各种类型/样样都有:很长很长的台账名称很长很长很长很长很长很长, en: Every type}
date: happened_on
fields:
  code: {type: code, zh: 编号, en: Code}
  text: {type: text, zh: 文字, en: Text, personal: true}
  long: {type: long_text, zh: 叙述, en: Long text}
  whole: {type: whole, zh: 个数, en: Whole, unit: 个}
  number: {type: number, zh: 数值, en: Number, unit: 吨}
  yuan: {type: yuan, zh: 金额, en: Yuan}
  happened_on: {type: date, zh: 日期, en: Date}
  yes: {type: yes_no, zh: 是否, en: Yes}
  choice:
    type: choice
    zh: 选项
    en: Choice
    required: true
    choices: {a: {zh: "甲, 乙", en: A}, b: {zh: "丙\\"丁\\"", en: B}}
  measure: {type: measure, zh: 公式, en: Measure}
  project_code: {type: code, zh: 项目, en: Project, refers: project}
rows:
  - check: whole-within-number
    holds: whole <= number
    when: yes = yes
    severity: explain
    rule: M09
    because: {zh: 个数不多于数值, en: No more than the number}
"""
"""A ledger kind with a column of every type, a long name, and a rule."""

PROJECT = "project_code,name,kind\n0012,一个项目,项目支出\n0013,又一个项目,项目支出\n"
PAYMENT = (
    "payment_id,paid_on,project_code,fund_source,amount_yuan,note\n"
    "P1,2023-03-01,0012,一般公共预算,2157.27,\nP2,2023-04-01,0012,一般公共预算,100.00,甲\nP3,2023-05-01,0013,一般公共预算,-20.50,\n"
)


def everything(dossier: Dossier) -> dict[str, object]:
    """All that a dossier holds, wherever it stands."""
    return {
        "said": (dossier.unit_code, dossier.fiscal_year, dossier.frameworks, dossier.starter, dossier.note),
        "kinds": [kind_data(spec) for spec in dossier.schema.values() if spec.is_ledger],
        **{
            name: [[row[column] for column in spec.fields] for row in dossier.table(name)]
            for name, spec in dossier.schema.items()
            if dossier.table(name).present
        },
    }


def found(dossier: Dossier) -> list[Finding]:
    return [finding for outcome in dossier.outcomes.values() for finding in outcome.findings]
