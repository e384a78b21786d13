"""Figures of the framework's items: score, points, points lost, arithmetic, standard, number of items below.

score.total · score.CODE · points.CODE · lost.CODE · why.CODE · standard.CODE · groups.CODE
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from jixiao.exact import plain
from jixiao.score.figure import NONE, Figure, Source, rows_of_leaf, rows_of_score, shown_score
from jixiao.score.scoring import ItemScore, Score, shown_item
from jixiao.tables.dossier import Row
from jixiao.wording import Text

heads = ("score", "points", "lost", "why", "standard", "groups")
TOTAL = "total"


def find(source: Source, figure_id: str) -> Figure | None:
    """The figure of an item, or of the whole."""
    head, _, code = figure_id.partition(".")
    if source.score is None:
        return None
    if code == TOTAL and head == "why":
        return _why_none(source.score, figure_id)
    if code == TOTAL:
        return _WHOLE[head](source.score, figure_id) if head in _WHOLE else None
    each = source.score.of(code)
    return None if each is None else _ITEM[head](source.score, figure_id, each)


def ids(source: Source) -> Iterator[str]:
    """The figures of the whole, then of every item."""
    if source.score is None:
        return
    yield from (f"{head}.{TOTAL}" for head in _WHOLE)
    if source.score.because is not None:
        yield f"why.{TOTAL}"
    for item in source.score.framework.walk():
        yield from (f"{head}.{item.code}" for head in ("score", "points", "lost", "why"))
        yield f"groups.{item.code}" if item.children else f"standard.{item.code}"


def _total(made: Score, figure_id: str) -> Figure:
    parts = " + ".join(shown_score(each.score, made.framework) for each in made.items if each.item.parent is None)
    text = shown_score(made.total, made.framework)
    because = made.because or Text("{parts} = {total}", "{parts} = {total}").fill(parts=parts, total=text)
    return Figure(figure_id, Text("自评总分", "Total score"), text, (because,), rows_of_score(made), made.total is None)


def _full(made: Score, figure_id: str) -> Figure:
    framework = made.framework
    text = NONE if framework.scale else plain(framework.points)
    return Figure(figure_id, Text("满分", "Full marks"), text, is_missing=framework.scale is not None)


def _all_lost(made: Score, figure_id: str) -> Figure:
    lost = None if made.total is None else made.in_play - made.total
    text = shown_score(lost, made.framework)
    return Figure(figure_id, Text("扣分合计", "Points lost"), text, rows=rows_of_score(made), is_missing=lost is None)


def _why_none(made: Score, figure_id: str) -> Figure | None:
    """Why there is no total, where the framework never gives one."""
    label = Text("没有总分的原因", "Why there is no total")
    return None if made.because is None else Figure(figure_id, label, made.because.say("zh"))


def _score(made: Score, figure_id: str, each: ItemScore) -> Figure:
    label = Text("{name}得分", "Score of {name}").fill(name=each.item.name)
    basis = each.item.basis
    standard = () if basis is None else (Text("计分标准：{basis}", "Standard: {basis}").fill(basis=basis),)
    text = shown_item(each, made.framework).say("zh")
    return Figure(figure_id, label, text, (each.because, *standard), _rows(made, each), is_missing=not each.is_scored)


def _points(made: Score, figure_id: str, each: ItemScore) -> Figure:
    because = Text("指标体系 {id} 规定的分值", "The points that {id} gives").fill(id=made.framework.id)
    label = Text("{name}分值", "Points of {name}").fill(name=each.item.name)
    has_letters = made.framework.scale is not None
    return Figure(figure_id, label, NONE if has_letters else plain(each.points), (because,), is_missing=has_letters)


def _lost(made: Score, figure_id: str, each: ItemScore) -> Figure:
    label = Text("{name}扣分", "Points lost on {name}").fill(name=each.item.name)
    score = shown_score(each.score, made.framework)
    because = Text("{points} − {score}", "{points} − {score}").fill(points=plain(each.in_play), score=score)
    text = NONE if each.lost is None else plain(each.lost)
    return Figure(figure_id, label, text, (because, each.because), _rows(made, each), is_missing=each.lost is None)


def _why(made: Score, figure_id: str, each: ItemScore) -> Figure:
    label = Text("{name}得分说明", "Arithmetic of {name}").fill(name=each.item.name)
    return Figure(figure_id, label, each.because.say("zh"), rows=_rows(made, each))


def _standard(_: Score, figure_id: str, each: ItemScore) -> Figure:
    label = Text("{name}计分标准", "Standard of {name}").fill(name=each.item.name)
    return Figure(figure_id, label, each.item.basis.zh if each.item.basis else NONE)


def _groups(_: Score, figure_id: str, each: ItemScore) -> Figure:
    label = Text("{name}的下级指标数", "Number of items of {name}").fill(name=each.item.name)
    return Figure(figure_id, label, str(len(each.item.children)))


def _rows(made: Score, each: ItemScore) -> tuple[Row, ...]:
    """The rows behind an item: those of its fact, its indicators with their own rows, and of all items below it."""
    leaves = [found for leaf in each.item.leaves if (found := made.of(leaf.code))]
    return tuple(dict.fromkeys(row for leaf in leaves for row in rows_of_leaf(leaf)))


_WHOLE: dict[str, Callable[[Score, str], Figure]] = {"score": _total, "points": _full, "lost": _all_lost}
_ITEM: dict[str, Callable[[Score, str, ItemScore], Figure]] = {
    "score": _score,
    "points": _points,
    "lost": _lost,
    "why": _why,
    "standard": _standard,
    "groups": _groups,
}
