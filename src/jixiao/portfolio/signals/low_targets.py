"""Targets far below what was reached: the results look good because little was promised."""

from __future__ import annotations

from jixiao.wording import Text

label = Text("指标值偏低", "targets far below results")
formula = Text(
    "强度 = 完成值超过目标值 150% 的正向指标数 ÷ 正向指标数",
    "strength = indicators (higher is better) above 150% of their target ÷ such indicators",
)
weight = 25
needs = ("fact",)
said = Text("{two} 项正向指标中 {one} 项完成值超过目标值的 150%", "{one} of {two} indicators exceed 150% of their target")

select = """SELECT unit_code, fiscal_year, framework, 1000 * far // listed AS strength, far * 10000 AS one, listed * 10000 AS two
FROM (SELECT unit_code, fiscal_year, framework, COUNT(*) AS listed,
    SUM(CASE WHEN numerator::HUGEINT * 20000 > 3 * target::HUGEINT * denominator THEN 1 ELSE 0 END)::BIGINT AS far
  FROM pf_fact WHERE part_no IS NOT NULL AND operator = 'ge' AND state IS NULL AND target > 0 AND numerator IS NOT NULL GROUP BY ALL) counted
WHERE far * 5 > listed"""
