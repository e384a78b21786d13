"""A stated total just above the border of a grade, which the recomputed total does not reach."""

from __future__ import annotations

from jixiao.wording import Text

label = Text("自评分刚过等次线", "just above a grade's border")
formula = Text(
    "自评总分高于等次线不到 1 分，而重算总分在线下：强度 = 1 −（自评总分 − 等次线）",
    "the stated total is less than 1 point above a border that the recomputed total does not reach: strength = 1 − (stated − border)",
)
weight = 20
needs = ("stated_score",)
said = Text(
    "自评总分 {one}，刚过等次线 {two}，重算未达此线",
    "The stated total {one} lies just above the border {two}, which the recomputed total does not reach",
)

select = """SELECT s.unit_code, s.fiscal_year, s.framework, 1000 - CAST((s.score - g.border) * 1000 AS BIGINT) AS strength,
  CAST(s.score * 10000 AS BIGINT) AS one, CAST(g.border * 10000 AS BIGINT) AS two
FROM pf_stated s JOIN pf_unit_rank r ON r.unit_code = s.unit_code AND r.fiscal_year = s.fiscal_year AND r.framework = s.framework
JOIN pf_borders g ON g.framework = s.framework AND s.score >= g.border AND s.score < g.border + 1 AND r.total < g.border
WHERE s.stage = 'self' AND s.item_code = 'total'"""
