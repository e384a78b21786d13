"""Much is not reported, so that little of the score can be recomputed."""

from __future__ import annotations

from jixiao.wording import Text

label = Text("数据缺报", "facts not reported")
formula = Text(
    "强度 = 未填报的事实数 ÷ 全部事实数；5% 以内不算", "strength = facts not reported ÷ all facts; 5% or less do not count"
)
weight = 20
needs = ("fact",)
said = Text("{two} 项数据中 {one} 项未填报", "{one} of {two} facts are not reported")

select = """SELECT unit_code, fiscal_year, framework, 1000 * gone // listed AS strength, gone * 10000 AS one, listed * 10000 AS two
FROM (SELECT unit_code, fiscal_year, framework, COUNT(*) AS listed, SUM(CASE WHEN state = 'not_reported' THEN 1 ELSE 0 END)::BIGINT AS gone
  FROM pf_fact GROUP BY ALL) counted
WHERE gone * 20 > listed"""
