"""Whole sentences with the same numbers stand in another unit's texts as well."""

from __future__ import annotations

from jixiao.wording import Text

label = Text("文字雷同", "near copies")
formula = Text(
    "强度 = 与他人相同或近似的句子（短句、常用句按份量折算）÷ 3 句，至多 1；不足半句不算",
    "strength = sentences shared with another unit (short and common ones weigh less) ÷ 3, at most 1; less than half a sentence does not count",
)
weight = 25
needs = ("narrative",)
said = Text(
    "{one} 句与 {two} 个其他单位的文字相同或近似", "{one} sentences are the same as, or near to, those of {two} other units"
)

select = """SELECT c.unit_code, c.fiscal_year, r.framework, LEAST(1000, c.weight * 10 // 3) AS strength, c.sentences * 10000 AS one, c.others * 10000 AS two
FROM (SELECT unit_code, fiscal_year, CAST(SUM(weight) AS BIGINT) AS weight, COUNT(DISTINCT words) AS sentences, COUNT(DISTINCT other_code) AS others
  FROM pf_copy GROUP BY ALL) c
JOIN pf_unit_rank r ON r.unit_code = c.unit_code AND r.fiscal_year = c.fiscal_year
WHERE c.weight >= 50"""
