"""The self-evaluation came after the day it was due."""

from __future__ import annotations

from jixiao.wording import Text

label = Text("逾期报送", "filed late")
formula = Text("强度 = 逾期天数 ÷ 30，至多 1", "strength = days late ÷ 30, at most 1")
weight = 10
needs = ()
said = Text("逾期 {one} 天报送", "It was filed {one} days late")

select = """SELECT r.unit_code, r.fiscal_year, r.framework, LEAST(1000, 1000 * late // 30) AS strength, late * 10000 AS one, CAST(NULL AS BIGINT) AS two
FROM (SELECT unit_code, fiscal_year, CAST(submitted_on - due_on AS BIGINT) AS late FROM pf_unit WHERE submitted_on > due_on) u
JOIN pf_unit_rank r ON r.unit_code = u.unit_code AND r.fiscal_year = u.fiscal_year"""
