"""Errors planted into the tables of forms and reports."""

from __future__ import annotations

from collections.abc import Callable

from jixiao.dice import Dice
from jixiao.review.measuring_itself.pieces import Draft, Form
from jixiao.review.measuring_itself.planting import Fault, Planted, could_be, lowered, number_in, picked, places_of, shifted, sign
from jixiao.wording import Text

_FORM, _REPORT = "form", "report"
_LOST, _REACHED = "indicator.lost", "indicator.full"
_ANY = (_LOST, _REACHED)
Spoil = Callable[[Form, int, Dice], Form | None]


def _one_row(names: tuple[str, ...], spoil: Spoil) -> Callable[[Draft, Dice], Planted | None]:
    """Spoil one row of a table; it is found there or, for a sum, anywhere in the table."""

    def plant(draft: Draft, dice: Dice) -> Planted | None:
        found = picked(dice, draft.rows(*names))
        if found is None:
            return None
        at, row, form = found
        spoiled = spoil(form, row, dice)
        return None if spoiled is None else Planted(draft.with_piece(at, spoiled), (draft.spot(at, row),))

    return plant


def _anywhere(plant: Callable[[Draft, Dice], Planted | None]) -> Callable[[Draft, Dice], Planted | None]:
    """The error is found anywhere in its table."""

    def planted(draft: Draft, dice: Dice) -> Planted | None:
        found = plant(draft, dice)
        return None if found is None else found._replace(spots=tuple(spot._replace(row=None) for spot in found.spots))

    return planted


def _above(form: Form, row: int, dice: Dice) -> Form:
    size = form.cell(row, "points")
    return form.with_cell(row, "score", shifted(size, dice.between(1, 3)))


def _total(form: Form, row: int, dice: Dice) -> Form:
    total = form.cell(row, "score")
    return form.with_cell(row, "score", shifted(total, -dice.between(2, 9) * 10 ** places_of(total)))


def _copied(form: Form, row: int, _: Dice) -> Form:
    operator = form.cell(row, "operator") if "operator" in form.columns else ""
    return form.with_cell(row, "actual", operator + form.cell(row, "target"))


def _no_reason(form: Form, row: int, _: Dice) -> Form:
    return form.with_cell(row, "reason", "")


def _no_actual(form: Form, row: int, dice: Dice) -> Form:
    return form.with_cell(row, "actual", dice.pick(("", "完成", "达到预期目标", "已完成")))


def _not_reached(form: Form, row: int, dice: Dice) -> Form:
    text = form.cell(row, "actual")
    target = int(number_in(form.cell(row, "target")))
    return form.with_cell(row, "actual", shifted(text, lowered(target, dice) - int(number_in(text))))


def _rate(form: Form, row: int, dice: Dice) -> Form | None:
    """A lower rate; None where amounts in whole units leave room for it."""
    text = form.cell(row, "rate")
    wrong = shifted(text, -dice.between(2, 9) * 10 ** places_of(text))
    amounts = form.rows[row][form.columns["spent"] - 1 : form.columns["spent"] + 1]
    return None if could_be(amounts[1], amounts[0], wrong) else form.with_cell(row, "rate", wrong)


def _spending(form: Form, row: int, dice: Dice) -> Form:
    text = form.cell(row, "spending")
    return form.with_cell(row, "spending", shifted(text, -dice.between(1, 3) * 10 ** places_of(text)))


def _part(form: Form, row: int, dice: Dice) -> Form:
    name = picked(dice, [each for each in ("a", "b", "spent") if each in form.columns]) or "spent"
    text = form.cell(row, name)
    return form.with_cell(row, name, shifted(text, sign(dice) * dice.between(3, 9) * max(1, 10 ** (places_of(text) - 2))))


def _points(form: Form, row: int, dice: Dice) -> Form:
    return form.with_cell(row, "points", shifted(form.cell(row, "points"), dice.between(1, 5)))


_WHOLE = ("A02", "A03", "N03")
FAULTS = (
    Fault(
        Text("自评表中得分高于分值", "score above its points, in a form"),
        _FORM,
        _one_row(_ANY, _above),
        ("A04",),
        (*_WHOLE, "S03"),
    ),
    Fault(
        Text("得分表中得分高于分值", "score above its points, in a table"),
        _REPORT,
        _one_row(("score.lost", "score.full"), _above),
        ("A04",),
        ("A12", "N02", *_WHOLE),
    ),
    Fault(Text("自评表总分不符", "total that does not add up, in a form"), _FORM, _one_row(("total",), _total), ("A02", "N03")),
    Fault(
        Text("得分表总分不符", "total that does not add up, in a table"),
        _REPORT,
        _anywhere(_one_row(("score.total",), _total)),
        ("A02", "N03", "A12"),
        ("N02",),
    ),
    Fault(
        Text("资金表合计不符", "money that does not add up"),
        _REPORT,
        _anywhere(_one_row(("money.part",), _part)),
        ("N03", "N02", "A09", "A11"),
        ("N02",),
    ),
    Fault(Text("完成值照抄目标", "copied target"), _FORM, _one_row(_ANY, _copied), ("S07",), ("S06",)),
    Fault(Text("扣分没有原因", "points lost without a reason"), _FORM, _one_row((_LOST,), _no_reason), ("S09",)),
    Fault(Text("完成值未填", "actual left out"), _FORM, _one_row(_ANY, _no_actual), ("S06",)),
    Fault(
        Text("未达标却满分", "full points though not reached"),
        _FORM,
        _one_row((_REACHED,), _not_reached),
        ("S01", "S08"),
        ("S03",),
    ),
    Fault(Text("自评表执行率算错", "wrong spending rate in a form"), _FORM, _one_row(("spending",), _rate), ("A06",), ("A07",)),
    Fault(Text("执行率得分算错", "wrong score of spending"), _FORM, _one_row(("spending",), _spending), ("A07",), (*_WHOLE,)),
    Fault(
        Text("分值合计不符", "points that do not make the whole"),
        _FORM,
        _anywhere(_one_row(_ANY, _points)),
        ("A01",),
        ("A03", "S02", "S03", "S09", "A15"),
    ),
)
"""What can be wrong in a table."""
