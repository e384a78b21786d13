"""Cases that nobody published: forms without a fault, the same for the same seed, and the same forms with one fault."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from copy import deepcopy
from decimal import Decimal
from typing import Any

from tests.cases.building import Case

from jixiao.exact import rounded

Invented = dict[str, Any]

_WHOLE = Decimal(100)
_NAMES: Mapping[tuple[str, str], tuple[tuple[str, str, str], ...]] = {
    ("产出", "数量"): (
        ("培训人数", "≥", "人次"),
        ("维修校舍面积", "≥", "平方米"),
        ("新建管网长度", "≥", "公里"),
        ("开展检查次数", "≥", "次"),
        ("购置设备台数", "=", "台"),
        ("印发宣传资料份数", "≥", "份"),
        ("监测点位个数", "=", "个"),
    ),
    ("产出", "质量"): (
        ("验收合格率", "=", "%"),
        ("设备完好率", "≥", "%"),
        ("培训考核通过率", "≥", "%"),
        ("数据准确率", "≥", "%"),
    ),
    ("产出", "时效"): (("任务按期完成率", "=", "%"), ("事项办结天数", "≤", "天"), ("项目开工及时性", "", "及时")),
    ("效益", "社会效益"): (("政策知晓率", "≥", "%"), ("受益群众人数", "≥", "人"), ("基层服务能力", "", "有效提升")),
    ("效益", "可持续影响"): (("长效管理机制", "", "建立健全"), ("设施持续运行年限", "≥", "年")),
    ("满意度", "服务对象满意度"): (("受益群众满意度", "≥", "%"), ("参训人员满意度", "≥", "%")),
}
_SHARES = {"产出": Decimal(50), "效益": Decimal(30), "满意度": Decimal(10)}


def invented(seed: int) -> Invented:
    """A form in which everything holds."""
    chance = random.Random(f"case {seed}")
    items: list[dict[str, Any]] = []
    for first, points in _SHARES.items():
        below = [
            (second, each)
            for (group, second), names in _NAMES.items()
            if group == first
            for each in chance.sample(names, chance.randint(1, min(2, len(names))))
        ]
        items += [
            _item(first, *each, weight, chance) for each, weight in zip(below, _divided(points, len(below), chance), strict=True)
        ]
    amounts, rate, score = _amounts(chance)
    spending = {
        "l1": "执行",
        "l2": "预算执行",
        "l3": "预算执行率",
        "op": None,
        "target": None,
        "unit": "%",
        "actual": rate,
        "weight": Decimal(10),
        "score": score,
    }
    items.insert(0, spending | ({} if rate >= 90 else {"deviation_reason": "合同尾款按约定于次年验收后支付。"}))
    total = sum((item["score"] for item in items), Decimal(0))
    return {
        "id": f"invented-{seed}",
        "province": "",
        "kind": "project",
        "year": Decimal(2023),
        "unit": chance.choice(("临川县水利局", "安平市教育局", "新河县卫生健康局")),
        "project": chance.choice(("基层能力提升项目", "设施维修养护经费", "业务培训专项经费")),
        "visible": "full",
        "items": items,
        "amounts": amounts,
        "total": {"published": total, "grade": grade_of(total)},
        "checks": [],
    }


def grade_of(total: Decimal) -> str:
    """The grade of a score by 财预〔2020〕10号."""
    return next(grade for least, grade in ((90, "优"), (80, "良"), (60, "中"), (0, "差")) if total >= least)


def _divided(points: Decimal, count: int, chance: random.Random) -> list[Decimal]:
    """Points divided into as many parts, none above what one indicator may have."""
    even = points // count
    parts = [even] * count
    parts[-1] += points - even * count
    if count > 1 and even > 2 and chance.random() < 0.5:
        parts[0], parts[-1] = parts[0] - 1, parts[-1] + 1
    return parts


def _item(first: str, second: str, named: tuple[str, str, str], weight: Decimal, chance: random.Random) -> dict[str, Any]:
    name, operator, unit = named
    item: dict[str, Any] = {
        "l1": first,
        "l2": second,
        "l3": name,
        "op": operator or None,
        "unit": unit,
        "weight": weight,
        "score": weight,
    }
    if not operator:
        return item | {"unit": None, "target": unit, "actual": unit}
    target = (
        Decimal(chance.choice((85, 90, 95, 98)) if operator == "≥" else 100)
        if unit == "%"
        else Decimal(chance.randint(3, 30) if unit in {"年", "天"} else chance.randint(3, 4000))
    )
    over = (
        Decimal(0)
        if operator == "="
        else Decimal(chance.randint(0, 9))
        if unit != "%"
        else Decimal(chance.randint(0, int(_WHOLE - target) * 10)) / 10
    )
    actual = max(Decimal(1), target - over) if operator == "≤" else target + over
    if operator == "≥" and chance.random() < 0.2:
        actual = rounded(target * Decimal("0.97"), 1 if unit == "%" else 0)
        if actual < target:
            item |= {
                "score": rounded(weight * actual / target, 2),
                "deviation_reason": "部分任务受汛期影响，顺延至次年一季度完成。",
            }
    return item | {"target": target, "actual": actual}


def _amounts(chance: random.Random) -> tuple[dict[str, Any], Decimal, Decimal]:
    unit = chance.choice(("万元", "元"))
    adjusted = (
        Decimal(chance.randint(1000, 9_999_999)) / 100 if unit == "万元" else Decimal(chance.randint(100_000, 99_999_999)) / 10
    )
    share = Decimal(chance.choice((10_000, 10_000, chance.randint(9_000, 9_999), chance.randint(8_000, 8_999)))) / 10_000
    executed = rounded(adjusted * share, 2)
    rate = rounded(executed / adjusted * 100, 2)
    amounts: dict[str, Any] = {
        "unit": unit,
        "initial": adjusted,
        "adjusted": adjusted,
        "executed": executed,
        "rate": rate.normalize() if rate == 100 else rate,
    }
    if chance.random() < 0.5:
        part = {"initial": Decimal(0), "adjusted": rounded(adjusted / 5, 2), "executed": rounded(executed / 5, 2)}
        zero = dict.fromkeys(part, Decimal(0))
        whole = {"initial": adjusted, "adjusted": adjusted, "executed": executed}
        amounts |= {"fiscal": {name: value - part[name] for name, value in whole.items()}, "carried_over": part, "other": zero}
    elif chance.random() < 0.5:
        third = rounded(adjusted / 3, 2)
        amounts |= {"superior": third, "local": adjusted - third}
    return amounts, rate, rounded(executed / adjusted * 10, 2)


# ---- one fault at a time


def _total(case: Invented, chance: random.Random) -> None:
    case["total"]["published"] += Decimal(chance.choice((1, 2, "0.5", -1, -2)))
    case["total"]["grade"] = None


def _above(case: Invented, chance: random.Random) -> None:
    item = _chosen(case, chance, lambda each: each["score"] == each["weight"])
    item["score"] += chance.randint(1, 5)
    case["total"]["published"] = sum((each["score"] for each in case["items"]), Decimal(0))
    case["total"]["grade"] = None


def _weight(case: Invented, chance: random.Random) -> None:
    _chosen(case, chance, lambda each: each["l1"] != "执行")["weight"] += chance.choice((1, 2, 5))


def _rate(case: Invented, chance: random.Random) -> None:
    wrong = case["amounts"]["rate"] - Decimal(chance.choice(("0.5", "1", "3.27", "10")))
    case["amounts"]["rate"] = case["items"][0]["actual"] = wrong


def _rate_score(case: Invented, chance: random.Random) -> None:
    item = case["items"][0]
    item["score"] -= Decimal(chance.choice(("1.5", "2", "3")))
    case["total"]["published"] = sum((each["score"] for each in case["items"]), Decimal(0))
    case["total"]["grade"] = None


def _missed(case: Invented, chance: random.Random) -> None:
    item = _chosen(case, chance, lambda each: each["op"] in {"≥", "="} and each["target"] > 10)
    item["actual"] = rounded(item["target"] * Decimal("0.8"), 0)
    item["score"] = item["weight"]
    item.pop("deviation_reason", None)
    case["total"]["published"] = sum((each["score"] for each in case["items"]), Decimal(0))
    case["total"]["grade"] = None


def _grade(case: Invented, chance: random.Random) -> None:
    case["total"]["grade"] = chance.choice([each for each in ("优", "良", "中") if each != case["total"]["grade"]])


def _empty(case: Invented, chance: random.Random) -> None:
    item = _chosen(case, chance, lambda each: each["op"] is not None)
    item["actual"] = None


def _source(case: Invented, chance: random.Random) -> None:
    amounts = case["amounts"]
    name = "fiscal" if "fiscal" in amounts else "local"
    if name == "fiscal":
        amounts[name] = amounts[name] | {"adjusted": amounts[name]["adjusted"] - chance.choice((10, 25, 100))}
    elif "local" in amounts:
        amounts[name] = amounts["adjusted"] - amounts["superior"] - chance.choice((5, 7, 60))
    else:
        raise IndexError


def _chosen(case: Invented, chance: random.Random, fits: Callable[[Case], bool]) -> dict[str, Any]:
    found: dict[str, Any] = chance.choice([item for item in case["items"] if item["l1"] != "执行" and fits(item)])
    return found


FAULTS: dict[str, tuple[Callable[[Invented, random.Random], None], tuple[str, ...]]] = {
    "a wrong total": (_total, ("A02", "A03", "A04")),
    "a score above the points": (_above, ("A04",)),
    "weights that do not make the whole": (_weight, ("A01",)),
    "a wrong rate": (_rate, ("A06",)),
    "a wrong score of the rate": (_rate_score, ("A07",)),
    "full marks for a missed target": (_missed, ("S01", "S08")),
    "a grade of another band": (_grade, ("A13",)),
    "an empty actual": (_empty, ("S06",)),
    "sources that are not the total": (_source, ("A09", "A11")),
}


def planted(seed: int, fault: str) -> Invented | None:
    """A form with one fault; None where it has no place for that one."""
    case = deepcopy(invented(seed))
    try:
        FAULTS[fault][0](case, random.Random(f"{fault} {seed}"))
    except IndexError:
        return None
    return case
