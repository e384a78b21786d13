"""Little was spent, and the stated total is high all the same."""

from __future__ import annotations

from jixiao.wording import Text

label = Text("支出低而得分高", "little spent, high score")
formula = Text(
    "支出进度低于 70% 而自评总分在 90 分以上：强度 =（70% − 支出进度）× 3，至多 1",
    "spending below 70% and a stated total of 90 or more: strength = 3 × (70% − spending rate), at most 1",
)
weight = 30
needs = ("stated_score", "fact")
said = Text("支出进度 {one}%，自评总分 {two}", "{one}% was spent; the stated total is {two}")

select = """SELECT f.unit_code, f.fiscal_year, f.framework, LEAST(1000, 3 * (700 - 1000 * f.numerator::HUGEINT // f.denominator))::BIGINT AS strength,
  (1000000 * f.numerator::HUGEINT // f.denominator)::BIGINT AS one, CAST(s.score * 10000 AS BIGINT) AS two
FROM pf_fact f JOIN pf_stated s ON s.unit_code = f.unit_code AND s.fiscal_year = f.fiscal_year AND s.framework = f.framework
WHERE f.item_code = 'spending-rate' AND f.state IS NULL AND 10 * f.numerator::HUGEINT < 7 * f.denominator::HUGEINT
  AND s.stage = 'self' AND s.item_code = 'total' AND s.score >= 90"""
