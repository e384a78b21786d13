"""A stated total that lies above the recomputed one: the plainest sign of inflation, or of a reading of the rules that is not ours."""

from __future__ import annotations

from jixiao.wording import Text

label = Text("自评分高于重算分", "stated above recomputed")
formula = Text(
    "强度 =（自评总分 − 重算总分）÷ 10 分，至多 1；差 0.5 分以内不算",
    "strength = (stated − recomputed) ÷ 10 points, at most 1; 0.5 points or less do not count",
)
weight = 40
needs = ("stated_score",)
said = Text("自评总分 {one}，按同一数据重算为 {two}", "The stated total is {one}; the same data give {two}")

select = """SELECT s.unit_code, s.fiscal_year, s.framework, LEAST(1000, CAST((s.score - r.total) * 100 AS BIGINT)) AS strength,
  CAST(s.score * 10000 AS BIGINT) AS one, CAST(r.total * 10000 AS BIGINT) AS two
FROM pf_stated s JOIN pf_unit_rank r ON r.unit_code = s.unit_code AND r.fiscal_year = s.fiscal_year AND r.framework = s.framework
WHERE s.stage = 'self' AND s.item_code = 'total' AND s.score - r.total > 0.5"""
