"""Many items stated at full marks that the data do not give full marks."""

from __future__ import annotations

from jixiao.wording import Text

label = Text("满分扎堆", "full marks in a heap")
formula = Text(
    "强度 =（自评满分而重算不满分的指标数 ÷ 已重算指标数）× 2，至多 1",
    "strength = 2 × (items stated at full marks that the data do not give) ÷ (items recomputed), at most 1",
)
weight = 25
needs = ("stated_score",)
said = Text(
    "{one} 项自评满分而数据不支持（共 {two} 项）", "{one} items of {two} are stated at full marks without the data for it"
)

select = """SELECT unit_code, fiscal_year, framework, LEAST(1000, 2000 * heaped // listed) AS strength, heaped * 10000 AS one, listed * 10000 AS two
FROM (SELECT i.unit_code, i.fiscal_year, i.framework, COUNT(*) AS listed,
    SUM(CASE WHEN s.score >= i.points AND i.score < i.points THEN 1 ELSE 0 END)::BIGINT AS heaped
  FROM pf_item_score i JOIN pf_items t ON t.framework = i.framework AND t.item_code = i.item_code AND t.is_leaf
  JOIN pf_stated s ON s.unit_code = i.unit_code AND s.fiscal_year = i.fiscal_year AND s.framework = i.framework
    AND s.item_code = i.item_code AND s.stage = 'self'
  WHERE i.score IS NOT NULL GROUP BY ALL) counted
WHERE heaped > 0"""
