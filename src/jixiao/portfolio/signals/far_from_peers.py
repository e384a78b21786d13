"""A recomputed total far from those of the unit's peers, by median and median deviation, which a few extremes do not move."""

from __future__ import annotations

from jixiao.wording import Text

label = Text("偏离同类单位", "far from its peers")
formula = Text(
    "稳健标准分 = |总分 − 同类中位数| ÷（1.4826 × 绝对偏差中位数）；大于 3.5 时强度 =（标准分 − 3.5）÷ 3.5，至多 1；同类少于 10 个不算",
    "robust score = |total − median of peers| ÷ (1.4826 × median absolute deviation); above 3.5 the strength is (score − 3.5) ÷ 3.5, at most 1; "
    "fewer than 10 peers do not count",
)
weight = 10
needs = ()
said = Text("重算总分 {one}，同类中位数 {two}", "The recomputed total is {one}; the median of its peers is {two}")

select = """WITH middle AS (
SELECT fiscal_year, framework, peer_group, COUNT(*) AS many, MEDIAN(CAST(total * 100 AS BIGINT)) AS median
FROM pf_unit_rank WHERE total IS NOT NULL GROUP BY ALL
), away AS (
SELECT r.unit_code, r.fiscal_year, r.framework, r.peer_group, r.total, m.median, ABS(CAST(r.total * 100 AS BIGINT) - m.median) AS off
FROM pf_unit_rank r JOIN middle m ON m.fiscal_year = r.fiscal_year AND m.framework = r.framework AND m.peer_group = r.peer_group
WHERE r.total IS NOT NULL AND m.many >= 10
), spread AS (
SELECT fiscal_year, framework, peer_group, MEDIAN(off) AS mad FROM away GROUP BY ALL
)
SELECT a.unit_code, a.fiscal_year, a.framework, CAST(LEAST(1000, 1000 * (a.off / (1.4826 * s.mad) - 3.5) / 3.5) AS BIGINT) AS strength,
  CAST(a.total * 10000 AS BIGINT) AS one, CAST(a.median * 100 AS BIGINT) AS two
FROM away a JOIN spread s ON s.fiscal_year = a.fiscal_year AND s.framework = a.framework AND s.peer_group = a.peer_group
WHERE s.mad > 0 AND a.off > 3.5 * 1.4826 * s.mad"""
