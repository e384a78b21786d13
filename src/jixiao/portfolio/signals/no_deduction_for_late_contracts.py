"""Contracts were signed or filed late, and no point was taken off for it."""

from __future__ import annotations

from jixiao.wording import Text

label = Text("合同逾期未扣分", "no deduction for late contracts")
formula = Text(
    "合同签订或备案时效性重算不满分而自评满分：强度 1",
    "signing or filing of contracts does not get full marks by the data and is stated at full marks: strength 1",
)
weight = 15
needs = ("stated_score",)
said = Text(
    "合同时效性自评 {one} 分，重算 {two} 分", "The timeliness of contracts is stated as {one} points; the data give {two}"
)

select = """SELECT i.unit_code, i.fiscal_year, i.framework, 1000 AS strength, CAST(SUM(s.score) * 10000 AS BIGINT) AS one,
  CAST(SUM(i.score) * 10000 AS BIGINT) AS two
FROM pf_item_score i JOIN pf_stated s ON s.unit_code = i.unit_code AND s.fiscal_year = i.fiscal_year AND s.framework = i.framework
  AND s.item_code = i.item_code AND s.stage = 'self'
WHERE i.item_code IN ('contract-signing', 'contract-filing') AND i.score < i.points AND s.score >= i.points GROUP BY ALL"""
