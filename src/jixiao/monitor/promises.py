"""What was promised on one day, held against what is known on a later one: kept, late, not kept, open, or for people to say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate

from jixiao.monitor.rule import number, wan
from jixiao.monitor.snapshots import Money, Promise, Result, Snapshot
from jixiao.periods import period
from jixiao.wording import Text

KINDS: dict[str, Text] = {
    "likelihood": Text("完成目标可能性", "likelihood of the target"),
    "forecast": Text("全年预计完成值", "forecast of the year"),
    "action": Text("改进措施", "action"),
    "explanation": Text("偏差说明", "explanation of a deviation"),
    "milestone": Text("进度目标", "scheduled target"),
    "plan": Text("用款计划", "spending plan"),
    "rectification": Text("整改措施", "measure"),
}
OUTCOMES: dict[str, Text] = {
    "not_kept": Text("未兑现", "not kept"),
    "late": Text("逾期兑现", "kept late"),
    "moved": Text("改了期限", "put off"),
    "withdrawn": Text("不见了", "no longer there"),
    "differs": Text("与所说不符", "came otherwise"),
    "ask": Text("需人工说明", "to be answered"),
    "open": Text("未到期", "not due"),
    "as_said": Text("与所说一致", "as was said"),
    "kept": Text("已兑现", "kept"),
}
"""What can become of a promise, what asks for an answer first."""

_LIKELIHOODS: dict[str, Text] = {
    "certain": Text("确定能", "certain"),
    "possible": Text("有可能", "possible"),
    "impossible": Text("完全不可能", "impossible"),
}
_DONE = {"done", "verified"}


@dataclass(frozen=True, slots=True)
class Answer:
    """A promise and what became of it, with the reason."""

    promise: Promise
    outcome: str
    because: Text


@dataclass(frozen=True, slots=True)
class Later:
    """What is known on the later day, by codes."""

    new: Snapshot
    results: dict[str, Result]
    money: dict[str, Money]
    measures: dict[str, Promise]

    @classmethod
    def of(cls, new: Snapshot) -> Later:
        """The later snapshot, looked up."""
        return cls(
            new,
            {each.code: each for each in new.results},
            {each.code: each for each in new.money if each.kind == "project"},
            {each.key: each for each in new.promises if each.kind == "rectification"},
        )


def answers(old: Snapshot, new: Snapshot) -> list[Answer]:
    """What became of all that the older snapshot promised; what asks for an answer first."""
    later = Later.of(new)
    found = [Answer(each, *_JUDGED[each.kind](each, later)) for each in old.promises if not _was_done(each)]
    return sorted(found, key=lambda each: list(OUTCOMES).index(each.outcome))


def _was_done(each: Promise) -> bool:
    """Whether a measure was finished before: then nothing of it is owed."""
    return each.kind == "rectification" and each.word in _DONE


Judged = tuple[str, Text]
_UNKNOWN = Text("没有可对照的数据：{why}", "There is nothing to hold it against: {why}")
_GONE = Text("指标不在了", "the indicator is no longer there")
_NO_VALUE = Text("没有完成值", "there is no value")
_NO_MONEY = Text("没有支出数", "spending is not known")


def _likelihood(each: Promise, later: Later) -> Judged:
    """Only the year's end, or a target that is reached, says whether it was so."""
    now = later.results.get(each.about)
    said = _LIKELIHOODS.get(each.word, Text("{word}", "{word}").fill(word=each.word))
    if now is None:
        return "ask", _UNKNOWN.fill(why=_GONE)
    reached = now.status == "reached" or (later.new.is_final and now.status == "on_schedule")
    if not reached and not (later.new.is_final and now.status == "behind"):
        return "open", Text("当时说“{said}”，尚不能判断", "“{said}” was said; it cannot be judged yet").fill(said=said)
    came = Text("达到", "reached") if reached else Text("没有达到", "not reached")
    because = Text("当时说“{said}”，目标{came}", "“{said}” was said; the target is {came}").fill(said=said, came=came)
    if each.word == "certain":
        return ("kept" if reached else "not_kept"), because
    return ("differs" if reached and each.word == "impossible" else "as_said"), because


def _forecast(each: Promise, later: Later) -> Judged:
    now = later.results.get(each.about)
    if now is None or now.value is None or each.amount is None:
        return ("ask" if later.new.is_final else "open"), _UNKNOWN.fill(why=_GONE if now is None else _NO_VALUE)
    because = Text("预计全年{said}，现为{value}", "{said} was forecast, it is {value}").fill(
        said=number(each.amount, now.unit), value=number(now.value, now.unit)
    )
    return _held(now, each.amount, is_over=later.new.is_final), because


def _held(now: Result, amount: Fraction, *, is_over: bool) -> str:
    """Whether a value keeps to a number: at least that much, or at most where less is better."""
    assert now.value is not None
    if now.operator == "le":
        return "not_kept" if now.value > amount else "kept" if is_over else "open"
    return "kept" if now.value >= amount else "not_kept" if is_over else "open"


def _milestone(each: Promise, later: Later) -> Judged:
    now = later.results.get(each.about)
    is_due = each.due_on is not None and each.due_on <= later.new.as_of
    if now is None or now.value is None or each.amount is None:
        return ("ask" if is_due else "open"), _UNKNOWN.fill(why=_GONE if now is None else _NO_VALUE)
    because = Text("到{due}应达到{wanted}，{day}为{value}", "{wanted} was due by {due}, it is {value} on {day}").fill(
        due=each.due_on, wanted=number(each.amount, now.unit), day=later.new.as_of, value=number(now.value, now.unit)
    )
    return _held(now, each.amount, is_over=is_due), because


def _plan(each: Promise, later: Later) -> Judged:
    now = later.money.get(each.about)
    if each.due_on is None or each.due_on > later.new.as_of:
        return "open", Text("计划期限{due}", "planned for {due}").fill(due=each.due_on)
    spent = None if now is None else _spent_by(now, each, later)
    if spent is None or each.amount is None:
        return "ask", _UNKNOWN.fill(why=_NO_MONEY)
    because = Text(
        "到{due}计划支出{planned}万元，实际{spent}万元", "{planned} (10,000 yuan) was planned by {due}, {spent} was spent"
    ).fill(due=each.due_on, planned=wan(each.amount), spent=wan(spent))
    return ("kept" if spent >= each.amount else "not_kept"), because


def _spent_by(now: Money, each: Promise, later: Later) -> Fraction | None:
    """What was spent by the planned day, if it ends a month; else by the day that is looked at."""
    due = each.due_on
    if due is None or now.months is None or period(due.year, f"M{due.month:02d}").ends_on != due or len(now.months) < due.month:
        return now.spent if due is None or due <= later.new.as_of else None
    return list(accumulate(now.months))[due.month - 1]


def _rectification(each: Promise, later: Later) -> Judged:
    now = later.measures.get(each.key)
    if now is None:
        return "withdrawn", Text("整改台账中已没有这一条", "The register has it no longer")
    if now.word in _DONE:
        return _done(each, now)
    if each.due_on is not None and now.due_on is not None and now.due_on > each.due_on:
        return "moved", Text("期限由{old}改为{new}，尚未完成", "due on {new} instead of {old}, and not done").fill(
            old=each.due_on, new=now.due_on
        )
    if each.due_on is not None and each.due_on < later.new.as_of:
        return "not_kept", Text("期限{due}，到{day}尚未完成", "due on {due}, not done by {day}").fill(
            due=each.due_on, day=later.new.as_of
        )
    return "open", Text("期限{due}", "due on {due}").fill(due=each.due_on or "—")


def _done(each: Promise, now: Promise) -> Judged:
    if now.done_on is None:
        return "ask", Text("标为完成，但没有完成日期", "It is marked as done, without the day")
    if each.due_on is not None and now.done_on > each.due_on:
        return "late", Text("期限{due}，{day}完成", "due on {due}, done on {day}").fill(due=each.due_on, day=now.done_on)
    return "kept", Text("{day}完成", "done on {day}").fill(day=now.done_on)


def _explanation(each: Promise, later: Later) -> Judged:
    now = later.results.get(each.about)
    if now is None:
        return "ask", _UNKNOWN.fill(why=_GONE)
    if not now.lacking:
        if now.status != "behind":
            return "kept", Text("已不再落后，无须说明", "It is no longer behind, so nothing is to be explained")
        return "kept", Text("已经说明", "It is explained")
    if each.due_on is not None and each.due_on <= later.new.as_of:
        return "not_kept", Text("应在{due}前说明，仍未说明", "It was to be explained by {due}, and is not").fill(due=each.due_on)
    return "open", Text("说明期限{due}", "to be explained by {due}").fill(due=each.due_on or "—")


def _action(each: Promise, later: Later) -> Judged:
    """No row says whether an action was taken; what became of the indicator stands beside it."""
    now = later.results.get(each.about)
    if now is not None and now.status == "reached":
        return "as_said", Text("措施：{words}；目标已达到", "action: {words}; the target is reached").fill(words=each.words)
    return "ask", Text(
        "措施：{words}；目标尚未达到，措施的落实情况需说明", "action: {words}; the target is not reached: say what was done"
    ).fill(words=each.words)


_JUDGED: dict[str, Callable[[Promise, Later], Judged]] = {
    "likelihood": _likelihood,
    "forecast": _forecast,
    "action": _action,
    "explanation": _explanation,
    "milestone": _milestone,
    "plan": _plan,
    "rectification": _rectification,
}
