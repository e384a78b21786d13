"""What follows from other rows: the adjusted budget is the initial one with its changes (全年预算数 = 年初预算数 + 预算调整)."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal

from jixiao.exact import Quantity
from jixiao.tables.dossier import Dossier, Row

BudgetLine = tuple[object, object, object, object]
"""Unit, project, economic classification, fund source."""


def derive(dossier: Dossier) -> None:
    """Fill in the adjusted budget wherever it was left empty and the changes of the year were handed in."""
    if not dossier.tables.keys() >= {"budget", "budget_change"} or not dossier.table("budget_change").present:
        return
    changes = changes_by_line(dossier)
    for row in dossier.table("budget"):
        if row["adjusted_yuan"] is None and "adjusted_yuan" not in row.misread:
            derived = adjusted(row, changes)
            if derived is not None:
                row.values["adjusted_yuan"] = Quantity(derived)
                row.derived.add("adjusted_yuan")


def adjusted(row: Row, changes: dict[BudgetLine, Decimal | None]) -> Decimal | None:
    """The adjusted budget of a line: the initial one and all its changes; None where one of them is not known."""
    initial, changed = row.quantity("initial_yuan"), changes.get(line_of(row), Decimal(0))
    return None if initial is None or changed is None else initial.value + changed


def line_of(row: Row) -> BudgetLine:
    """What names a line of the budget."""
    return (row["unit_code"], row["project_code"], row["economic_code"], row["fund_source"])


def changes_by_line(dossier: Dossier) -> dict[BudgetLine, Decimal | None]:
    """The sum of the changes of every line; None where it is not known.

    A change that names no economic classification or fund source belongs to the line of its project that fits it, if there is only
    one. If there are more, or if its amount is not known, the sums of all lines that it may belong to are not known.
    """
    of_project: defaultdict[tuple[object, object], list[BudgetLine]] = defaultdict(list)
    for row in dossier.table("budget"):
        of_project[row["unit_code"], row["project_code"]].append(line_of(row))
    found: dict[BudgetLine, Decimal | None] = {}
    for change in dossier.table("budget_change"):
        lines = of_project[change["unit_code"], change["project_code"]]
        amount, fitting = change.quantity("amount_yuan"), lines_of_change(change, lines)
        for line in fitting:
            before = found.get(line, Decimal(0))
            found[line] = None if amount is None or before is None or len(fitting) > 1 else before + amount.value
    return found


def changes_of(dossier: Dossier, row: Row) -> list[Row]:
    """The changes that the derived budget of a line follows from."""
    lines = [line_of(row)]
    return [change for change in dossier.table("budget_change") if lines_of_change(change, lines)]


def changed_after(dossier: Dossier, row: Row, column: str, until: date | None) -> Decimal:
    """What the changes after a day have added to a derived budget: it stood that much lower then. Nothing where no day is given."""
    if until is None or column not in row.derived:
        return Decimal(0)
    later = (
        change.quantity("amount_yuan") for change in changes_of(dossier, row) if (change.day("changed_on") or date.min) > until
    )
    return sum((amount.value for amount in later if amount is not None), Decimal(0))


def lines_of_change(change: Row, lines: list[BudgetLine]) -> list[BudgetLine]:
    """The lines of the budget that a change may belong to."""
    wanted = line_of(change)
    return [line for line in lines if all(want in (None, have) for want, have in zip(wanted, line, strict=True))]


def line_of_change(change: Row, lines: list[BudgetLine]) -> BudgetLine | None:
    """The line of the budget that a change belongs to; None if none fits, or more than one."""
    fitting = lines_of_change(change, lines)
    return fitting[0] if len(fitting) == 1 else None
