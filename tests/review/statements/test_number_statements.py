"""What the readers of numbers make of sentences that Hypothesis writes: true ones hold, one wrong digit is seen."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import assume, given
from hypothesis import strategies as st
from tests.review.papers import claims_of, paper

from jixiao import kinds
from jixiao.exact import decimal_ratio
from jixiao.findings import Finding
from jixiao.review.check import FOLDER
from jixiao.review.statements.lists import announced
from jixiao.review.statements.ratios import ratios
from jixiao.review.statements.scores import scores
from jixiao.review.statements.sums import divisions

NAMES = ("办公室", "接待处", "信息处", "协作处", "信访处", "人事处", "财务处")
WHOLES = ("全年接待来宾", "2023年累计接待公务", "共接待", "我局接待来访群众", "一年来，接待各界人士")
CENTS = st.integers(100_000, 90_000_000).map(lambda cents: Decimal(cents).scaleb(-2))
COUNTS = st.integers(1, 9_999)


def found(check: str, text: str) -> list[Finding]:
    made = kinds.load(FOLDER, check).check(claims_of(text))
    return list(made or [])


def divided(draw: st.DrawFn, numbers: list[int], whole: int, unit: str) -> str:
    """A whole and its parts in one of the wordings that leave none out."""
    names = NAMES[: len(numbers)]
    listed = [f"{name}{number}{unit}" for name, number in zip(names, numbers, strict=True)]
    last = f"其他{numbers[-1]}{unit}"
    comma = draw(st.sampled_from(["，", "、", ", ", "；", " ，"]))
    shape = draw(st.sampled_from(["其中", "其中：", "由", "合计", "(", "="]))
    if shape == "由":
        return f"{draw(st.sampled_from(WHOLES))}{whole}{unit}，由{'、'.join(listed[:-1])}和{listed[-1]}组成。"
    if shape == "合计":
        return f"{comma.join(listed)}，{draw(st.sampled_from(['合计', '共计', '总计为', '共']))}{whole}{unit}。"
    if shape == "(":
        return f"{draw(st.sampled_from(WHOLES))}{whole}{unit}（其中{comma.join([*listed[:-1], last])}），较好完成任务。"
    if shape == "=":
        return f"测算：{'+'.join(map(str, numbers))}={whole}{unit}。"
    return f"{draw(st.sampled_from(WHOLES))}{whole}{unit}，{shape}{comma.join([*listed[:-1], last])}。"


def damaged(draw: st.DrawFn, text: str) -> str:
    """The text with spaces where scanners put them, or with full-width digits."""
    if draw(st.booleans()):
        return text
    if draw(st.booleans()):
        return "".join(chr(ord(sign) + 0xFEE0) if sign.isdigit() else sign for sign in text)
    signs = [sign + (" " if not sign.isdigit() and draw(st.integers(0, 5)) == 0 else "") for sign in text]
    return "".join(signs)


@given(st.data(), st.lists(COUNTS, min_size=2, max_size=7), st.sampled_from(["批", "人次", "件", "场", "人"]))
def test_counts_that_add_up_hold_and_one_wrong_digit_is_seen(data: st.DataObject, numbers: list[int], unit: str) -> None:
    off = data.draw(st.sampled_from([0, 1, -1, 10, 100]))
    whole = sum(numbers) + off
    assume(whole > max(numbers))
    assume(
        off == 0 or not any(whole == sum(numbers[:count]) or whole == sum(numbers[-count:]) for count in range(2, len(numbers)))
    )

    @st.composite
    def text(draw: st.DrawFn) -> str:
        return damaged(draw, divided(draw, numbers, whole, unit))

    findings = found("parts_come_to_their_whole", written := data.draw(text()))
    assert [each.severity for each in findings] == (["error"] if off else []), written
    assert len(divisions(paper(written))) == 1


@given(st.lists(CENTS, min_size=2, max_size=5), st.sampled_from([0, 1, -1]))
def test_amounts_add_up_within_half_a_last_digit_of_every_part(amounts: list[Decimal], direction: int) -> None:
    listed = "、".join(f"{name}{amount}万元" for name, amount in zip(NAMES, amounts, strict=False))
    off = direction * (Decimal(len(amounts)).scaleb(-2) + Decimal("0.01"))
    text = f"总支出{sum(amounts) + off}万元，由{listed}组成。"
    assert bool(found("parts_come_to_their_whole", text)) == bool(direction)


@given(CENTS, st.integers(51, 1000), st.integers(1, 3), st.sampled_from([0, 1, -1]), st.data())
def test_shares_hold_and_one_wrong_last_digit_is_seen(
    budget: Decimal, share: int, places: int, off: int, data: st.DataObject
) -> None:
    spent = Decimal(int(budget * 100) * share // 1000).scaleb(-2)
    exact = decimal_ratio(int(spent * 10_000), int(budget * 100), places + 3)
    rate = decimal_ratio(int(spent * 10_000), int(budget * 100), places)
    assume(abs(abs(exact - rate) - Decimal(5).scaleb(-places - 1)) > Decimal("0.002"))
    stated = rate + off * Decimal(1).scaleb(-places)
    wording = data.draw(
        st.sampled_from(
            [
                "年度支出预算{budget}万元，本年支出{spent}万元，完成预算的{rate}%。",
                "全年预算数{budget}万元，执行数{spent}万元，预算执行率{rate}%。",
                "支出{spent}万元，预算{budget}万元，支出进度为 {rate} %。",
                "资金安排{budget}万元，实际支付{spent}万元，预算完成率达到{rate}%。",
            ]
        )
    )
    assume(off == 0 or places > 1 or spent > 1000)
    findings = found("ratios_in_words_hold", text := wording.format(budget=budget, spent=spent, rate=stated))
    assert [each.rule for each in findings] == (["A06"] if off else []), text
    assert len(ratios(paper(text))) == 1


@given(COUNTS, COUNTS, st.sampled_from([0, 1, -1]), st.data())
def test_growth_and_fall_hold_and_one_wrong_last_digit_is_seen(before: int, now: int, off: int, data: st.DataObject) -> None:
    assume(before != now)
    change = abs(now - before)
    rate = decimal_ratio(change * 100, before, 2) + off * Decimal("0.01")
    assume(rate > 0)
    word, verb = ("增长", "增加") if now > before else ("下降", "减少")
    wording = data.draw(
        st.sampled_from(
            [
                "2022年接待{before}批，2023年接待{now}批，同比{word}{rate}%。",
                "接待批次由上年的{before}批变为{now}批，{word}{rate}%。",
                "全年接待{now}批，比上年{verb}{change}批，{word}{rate}%。",
            ]
        )
    )
    text = wording.format(before=before, now=now, word=word, verb=verb, change=change, rate=rate)
    assert [each.rule for each in found("ratios_in_words_hold", text)] == (["A14"] if off else []), text


@given(st.lists(st.sampled_from(NAMES), min_size=3, max_size=7, unique=True), st.sampled_from([0, 1, 2, -1]), st.data())
def test_lists_have_as_many_names_as_announced(names: list[str], off: int, data: st.DataObject) -> None:
    count = len(names) + off
    wording = data.draw(
        st.sampled_from(
            [
                "本局设{most}和{last}{count}个内设机构。",
                "内设{count}个处室：{most}、{last}。",
                "由{most}、{last}共{count}个部门组成。",
            ]
        )
    )
    text = wording.format(most="、".join(names[:-1]), last=names[-1], count=count)
    assert len(announced(paper(text))) == 1
    assert bool(found("lists_have_as_many_items_as_announced", text)) == bool(off), text


def test_every_statement_of_a_report_is_examined() -> None:
    text = (
        "全年接待来宾457批2095人次，其中部委33批80人次，市领导74批人181次，其他单位350批1834次。\n\n"
        "本局设办公室、接待处、信息处、协作处和信访处5个内设机构。\n\n"
        "年度支出预算2157.27万元，本年支出2154.34万元，完成预算的99.86%。\n\n"
        "从预算编制、预算执行、信息公开、绩效管理、采购管理、资产管理、运行成本管理等7个方面自评。\n\n"
        "履职效能自评得分49.99分。\n\n管理效率自评得分48分。\n\n自评得分97.99分。"
    )
    read = paper(text)
    assert [each.verdict for each in divisions(read)] == ["holds", "holds"]
    assert [each.holds for each in ratios(read)] == [True]
    assert [(each.number, each.holds) for each in announced(read)] == [(5, True), (7, True)]
    assert [(each.name, each.value) for each in scores(read)] == [
        ("履职效能", Decimal("49.99")),
        ("管理效率", Decimal(48)),
        ("", Decimal("97.99")),
    ]
    assert not found("scores_in_words_add_up", text)
