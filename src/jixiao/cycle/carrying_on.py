"""Which rows of last year's dossier go into a new one, table by table, and what each of them leaves to decide."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Literal

from jixiao.cycle.decisions import Decision
from jixiao.exact import Missing, Quantity, grouped
from jixiao.review.precision import said
from jixiao.score.bindings import bindings
from jixiao.score.past import Past, reached, stable_code
from jixiao.score.trace import Figures
from jixiao.tables.cells import Value
from jixiao.tables.dossier import Dossier, Row, Table
from jixiao.wording import Text, joined, same

Fate = Literal["basic", "continues", "recurs", "ended", "stopped"]
_CARRIED = "carried_over"
_LONGEST_QUOTE = 60


@dataclass
class Carrying:
    """A new year's dossier while it is made from last year's; ``cleared`` are the columns of a table that begin empty."""

    last: Dossier
    new: Dossier
    past: Past
    keep_targets: bool = False
    cleared: dict[str, tuple[str, ...]] = field(default_factory=dict)
    moved: dict[str, dict[str, str]] = field(default_factory=dict)
    decisions: list[Decision] = field(default_factory=list)
    proposed: dict[str, Quantity] = field(default_factory=dict)
    """Targets that are proposed from actuals, by unit and code of the indicator."""

    @property
    def years_on(self) -> int:
        """How many years lie between the two: one, unless told."""
        return self.new.fiscal_year - self.last.fiscal_year

    @cached_property
    def figures(self) -> Figures:
        """The numbers that last year's narratives bind."""
        return Figures(self.last, None)

    def put(self, row: Row, /, **changed: Value) -> None:
        """A row of last year as a row of the new one: without the columns that are cleared, with those that are changed."""
        name = row.spec.name
        values = {column: value for column, value in row.given.items() if column not in self.cleared.get(name, ())}
        for column, source in self.moved.get(name, {}).items():
            values[column] = row[source]
        self.add(name, **{**values, **changed})

    def add(self, name: str, /, **values: Value) -> None:
        """A new row."""
        spec = self.new.schema[name]
        table = self.new.tables.setdefault(name, Table(spec, f"{name}.csv"))
        table.present = True
        known: dict[str, Value] = {
            column: value for column, value in values.items() if column in spec.fields and value is not None
        }
        table.rows.append(Row(spec, len(table.rows) + 2, known))

    def decide(self, group: str, code: str, text: Text) -> None:
        """Leave something to a person."""
        self.decisions.append(Decision(group, code, text))

    def has(self, name: str, column: str, value: Value) -> bool:
        """Whether the new dossier has a row with this value."""
        return any(row[column] == value for row in self.new.table(name))


# ---- the unit


def unit(carrying: Carrying) -> None:
    """The unit and those below it; numbers of staff and goals are of the year."""
    for row in carrying.last.table("unit"):
        carrying.put(row)
        code, was = row.text("unit_code"), row.text("staff_in_post")
        if was:
            carrying.decide("unit", code, _STAFF.fill(name=row.text("name"), was=was, quota=row.text("staff_quota") or "—"))
        if row["overall_goal"] is not None:
            carrying.decide("unit", code, _GOAL.fill(name=row.text("name"), was=_quoted(carrying, row, "overall_goal")))


_STAFF = Text(
    "{name}：填年初在职人数（上年{was}人，编制{quota}人）", "{name}: staff in post at the start (last year {was}, quota {quota})"
)
_GOAL = Text("{name}：重写部门整体绩效目标（上年：{was}）", "{name}: write the year's overall goal (last year: {was})")


def _quoted(carrying: Carrying, row: Row, column: str) -> str:
    """The beginning of a narrative of last year, with the numbers that it binds."""
    text = " ".join(row.text(column).split())
    for each in reversed(list(bindings(text))):
        figure = carrying.figures.find(each.id)
        text = text[: each.start] + (figure.text if figure else each.written) + text[each.end :]
    return text if len(text) <= _LONGEST_QUOTE else f"{text[:_LONGEST_QUOTE]}……"


# ---- projects, tasks, duties


def fate_of(last: Dossier, row: Row, new: Dossier) -> Fate:
    """What becomes of a project: basic expenditure goes on, one that ends later continues, one of a single year may recur."""
    decided = (each for each in last.table("result_use") if each["project_code"] == row["project_code"])
    if any(each["decision"] == "stop" for each in decided):
        return "stopped"
    if row["kind"] == "basic":
        return "basic"
    starts_on, ends_on = row.day("starts_on"), row.day("ends_on")
    if ends_on is None or ends_on >= new.year.starts_on:
        return "ended" if row.day("completed_on") else "continues"
    is_of_one_year = starts_on is None or starts_on >= last.year.starts_on
    return "recurs" if is_of_one_year and row["attribute"] == "continuing" else "ended"


def projects(carrying: Carrying) -> None:
    """Projects that go on, and those that may; what ended stays behind."""
    for row in carrying.last.table("project"):
        fate = fate_of(carrying.last, row, carrying.new)
        code, named = row.text("project_code"), {"code": row.text("project_code"), "name": row.text("name")}
        if fate in {"ended", "stopped"}:
            ended = row.text("completed_on") or row.text("ends_on")
            text = _STOPPED if fate == "stopped" else _ENDED
            carrying.decide("project", code, text.fill(**named, day=ended or "—"))
            continue
        dates: dict[str, Value] = {"attribute": "continuing"}
        if fate == "basic":
            moved = {column: _moved(row.day(column), carrying.years_on) for column in ("starts_on", "ends_on")}
            dates = {**moved, "total_yuan": None}
        elif fate == "recurs":
            dates |= {"starts_on": None, "ends_on": None, "total_yuan": None}
            carrying.decide("project", code, _RECURS.fill(**named, day=row.text("ends_on")))
        carrying.put(row, **dates)
        if row["year_goal"] is not None and fate != "basic":
            carrying.decide("project", code, _YEAR_GOAL.fill(**named, was=_quoted(carrying, row, "year_goal")))


_ENDED = Text(
    "{code} {name}：已于{day}结束，没有带入；仍要继续的，补一行并说明理由",
    "{code} {name} ended on {day} and was left behind; if it goes on after all, add it and say why",
)
_STOPPED = Text(
    "{code} {name}：上年结果应用决定取消，没有带入",
    "{code} {name} was stopped by a decision on last year's results, and was left behind",
)
_RECURS = Text(
    "{code} {name}：上年的期间到{day}为止，作为延续项目带入；确认是否继续，填新的起止日期和总额，不继续的删去这一行",
    "{code} {name} was planned until {day} and was taken over: confirm that it goes on and enter dates and total, or delete it",
)
_YEAR_GOAL = Text("{code} {name}：填年度目标（上年：{was}）", "{code} {name}: set the year's goal (last year: {was})")


def _moved(day: date | None, years: int) -> date | None:
    """The same day so many years on; the last of February stays that."""
    if day is None:
        return None
    return date(day.year + years, day.month, min(day.day, monthrange(day.year + years, day.month)[1]))


def layers(carrying: Carrying) -> None:
    """Tasks and duties; one that hung on projects which all ended is left behind, since nothing would hang on it."""
    last, new = carrying.last, carrying.new
    kept = {row["project_code"] for row in new.table("project")}
    own = {row["owner_code"] for row in last.table("indicator") if row["level"] == "task"}
    bare = {row["task_code"] for row in last.table("task") if _is_bare(last, row["task_code"], kept, own)}
    for row in last.table("task"):
        if row["task_code"] in bare:
            carrying.decide("task", row.text("task_code"), _BARE_TASK.fill(code=row.text("task_code"), name=row.text("name")))
        else:
            carrying.put(row)
    for row in last.table("duty"):
        below = [each["task_code"] for each in last.table("task") if each["duty_code"] == row["duty_code"]]
        if below and all(code in bare for code in below):
            carrying.decide("task", row.text("duty_code"), _BARE_DUTY.fill(code=row.text("duty_code"), name=row.text("name")))
        else:
            carrying.put(row)
    for row in last.table("task_office"):
        if row["task_code"] not in bare:
            carrying.put(row)


def _is_bare(last: Dossier, task: Value, kept: set[Value], own: set[Value]) -> bool:
    below = [row["project_code"] for row in last.table("project") if row["task_code"] == task]
    return bool(below) and task not in own and not any(code in kept for code in below)


_BARE_TASK = Text(
    "任务 {code} {name}：其下项目都已结束，没有带入；仍承担的，连同项目或指标一起补上",
    "The task {code} {name} had only projects that ended and was left behind; if it remains, add it with a project or an indicator",
)
_BARE_DUTY = Text(
    "职责 {code} {name}：其下任务都没有带入；仍承担的，连同任务一起补上",
    "The duty {code} {name} has no task left and was left behind; if it remains, add it with a task",
)


# ---- indicators


def indicators(carrying: Carrying) -> None:
    """The indicators whose owner goes on: their codes stay, last year's actual is filled in, targets are to be set."""
    for row in carrying.last.table("indicator"):
        if not _has_owner(carrying, row):
            continue
        made = reached(carrying.last, row)
        value = made.value
        known = None if value is None else Quantity(value, made.fact.precision)
        last_year = known if carrying.years_on == 1 else None
        carrying.put(row, **_targets(carrying, row), last_year_actual=last_year, library_code=stable_code(row))
        carrying.decide("target", row.text("indicator_code"), _target_text(carrying, row, known, made.state))


def _has_owner(carrying: Carrying, row: Row) -> bool:
    owners = {"task": ("task", "task_code"), "project": ("project", "project_code")}
    owner = owners.get(row.text_id("level"))
    return owner is None or carrying.has(*owner, row["owner_code"])


def _targets(carrying: Carrying, row: Row) -> dict[str, Value]:
    """The targets to begin with: those in words stay; numbers stay where asked for, else they are still to be set."""
    if carrying.keep_targets or row["operator"] == "judged":
        return {}
    awaited = Missing.NOT_REPORTED
    return {"target": awaited, "target_high": awaited if row["operator"] == "between" else None}


def _target_text(carrying: Carrying, row: Row, known: Quantity | None, state: Missing | None) -> Text:
    mean = carrying.past.mean(row, carrying.new.fiscal_year)
    unit_ = row.text("measure_unit")
    year = carrying.last.fiscal_year
    parts = [_WAS.fill(year=year, target=_shown_target(row))]
    parts.append(
        _REACHED.fill(value=f"{known.text()}{unit_}") if known else _UNKNOWN.fill(state=(state or Missing.NOT_REPORTED).label)
    )
    if mean is not None:
        parts.append(_MEAN.fill(mean=f"{said(mean)}{unit_}"))
    proposed = carrying.proposed.get(_named(row))
    if proposed is not None:
        parts.append(_PROPOSED.fill(target=f"{row.text('operator')}{proposed.text()}{unit_}"))
    head = _KEPT if carrying.keep_targets or row["operator"] == "judged" else _SET
    return head.fill(code=row.text("indicator_code"), name=row.text("name"), known=joined(parts, "，", ", "))


def _named(row: Row) -> str:
    return f"{row.text('unit_code')}/{row.text('indicator_code')}"


def propose(carrying: Carrying, targets: Iterable[tuple[Row, Quantity | None]]) -> None:
    """Keep the targets that are proposed; a range has no single one."""
    for row, target in targets:
        if target is not None and row["operator"] != "between":
            carrying.proposed[_named(row)] = target


def _shown_target(row: Row) -> str:
    if row.quantity("target") is None:
        return row.text("target_text") or "—"
    high = f"–{row.text('target_high')}" if row["operator"] == "between" else ""
    sign = "" if row["operator"] == "between" else row.text("operator")
    return f"{sign}{row.text('target')}{high}{row.text('measure_unit')}"


_SET = Text("{code} {name}：定指标值（{known}）", "{code} {name}: set the target ({known})")
_KEPT = Text("{code} {name}：核对沿用的指标值（{known}）", "{code} {name}: look at the target that was kept ({known})")
_WAS = Text("{year}年指标值{target}", "target of {year} {target}")
_REACHED = Text("完成{value}", "reached {value}")
_UNKNOWN = Text("完成值：{state}", "reached: {state}")
_PROPOSED = Text("按实绩建议{target}", "proposed from actuals {target}")
_MEAN = Text("前三年均值{mean}", "mean of three years {mean}")


# ---- what else stays


def assets(carrying: Carrying) -> None:
    """The assets that were not disposed of."""
    gone = {row["asset_code"] for row in carrying.last.table("asset_disposal")}
    for row in carrying.last.table("asset"):
        if row["asset_code"] not in gone:
            carrying.put(row)


def carryover(carrying: Carrying) -> None:
    """What was left at the year's end opens the new one, as money carried over; without a project it is to be decided."""
    sums: dict[tuple[Value, Value], Decimal] = {}
    for row in carrying.last.table("carryover"):
        closing = row.quantity("closing_yuan")
        if closing is None:
            carrying.decide("carryover", row.key, _UNCLOSED.fill(key=row.key))
            continue
        key = (row["unit_code"], row["project_code"])
        sums[key] = sums.get(key, Decimal(0)) + closing.value
    for (unit_code, project_code), amount in sums.items():
        if amount == 0:
            continue
        code = str(project_code)
        if not carrying.has("project", "project_code", project_code):
            carrying.decide("carryover", code, _ORPHAN.fill(code=code, amount=grouped(amount, 2)))
            continue
        left = Quantity(amount)
        values: dict[str, Value] = {"opening_yuan": left, "last_closing_yuan": left, "fund_source": _CARRIED}
        carrying.add("carryover", unit_code=unit_code, project_code=project_code, **values)
        carrying.decide("carryover", code, _OPENING.fill(code=code, amount=grouped(amount, 2)))


_UNCLOSED = Text(
    "{key}：上年末结转结余没有填，年初数不能带入", "{key}: last year's closing is not filled in, so there is no opening"
)
_ORPHAN = Text(
    "{code}：项目没有带入，上年末仍有结转结余{amount}元；确定交回还是继续使用",
    "{code} was left behind with {amount} yuan: decide whether they are handed back or used on",
)
_OPENING = Text(
    "{code}：年初结转{amount}元已带入；待财政批复后核对，并在预算表加“上年结转”一行",
    "{code} opens with {amount} yuan carried over: compare it with the approval, and give it a line in the budget",
)


def problems(carrying: Carrying) -> None:
    """Problems that are not verified, with their measures as open ones; their history and proofs stay in last year's dossier."""
    last, year = carrying.last, carrying.last.fiscal_year
    for row in last.table("problem"):
        code = row["problem_code"]
        measures = [each for each in last.table("rectification") if each["problem_code"] == code]
        left = [each for each in measures if each["status"] != "verified"]
        if measures and not left:
            continue
        carrying.put(row, same_as=f"{year}:{code}", same_because=_BROUGHT.zh)
        for each in left:
            carrying.put(each, status="open", proof=None)
        carrying.decide("problem", str(code), _problem_text(carrying, row, left))


_BROUGHT = Text("由上年卷宗带入", "brought over from last year's dossier")


def _problem_text(carrying: Carrying, row: Row, left: Sequence[Row]) -> Text:
    if not left:
        return _NO_MEASURE.fill(code=row.text("problem_code"), what=_quoted(carrying, row, "description"))
    states = joined(_states(left), "；", "; ")
    return _OPEN.fill(code=row.text("problem_code"), what=_quoted(carrying, row, "description"), states=states)


def _states(left: Iterable[Row]) -> list[Text]:
    return [
        _STATE.fill(code=each.text("rectification_code"), state=_choice(each, "status"), day=each.text("due_on") or "—")
        for each in left
    ]


def _choice(row: Row, column: str) -> Text:
    """The label of what was chosen in a cell."""
    return (row.spec.fields[column].choices or {}).get(row.text_id(column), same("—"))


_NO_MEASURE = Text("{code} {what}：还没有整改措施，定措施、责任机构和期限", "{code} {what}: there is no measure yet; set one")
_OPEN = Text(
    "{code} {what}：未销号，已作为待整改带入（{states}）；核对期限，已完成的重新提交证明",
    "{code} {what}: not verified, brought over as open ({states}); see to the dates, and hand in proofs again where it is done",
)
_STATE = Text("{code}上年状态“{state}”，期限{day}", "{code} was “{state}”, due {day}")


# ---- what is only told


def told(carrying: Carrying) -> None:
    """What does not go over and still asks for a decision: results that were decided on, contracts not signed, names with last year."""
    last = carrying.last
    for row in last.table("result_use"):
        if row["decision"] not in {None, "stop"}:
            code = row.text("project_code") or row.key
            amount = row.quantity("amount_yuan")
            shown = f"，{grouped(amount.value, 2)}元" if amount else ""
            text = _DECIDED.fill(code=code, decision=_choice(row, "decision"), amount=shown, note=row.text("decision_because"))
            carrying.decide("result", code, text)
    for row in last.table("procurement"):
        if row.day("signed_on") is None:
            carrying.decide("procurement", row.key, _UNSIGNED.fill(code=row.key, name=row.text("name")))
    for row in last.table("submission"):
        day = row.text("due_on") or "—"
        carrying.decide("submission", row.key, _HANDED_IN.fill(kind=_choice(row, "kind"), year=last.fiscal_year, day=day))
    names(carrying)


_HANDED_IN = Text(
    "{kind}：按当年通知在报送表填截止日期（{year}年度为{day}）",
    "{kind}: enter this year's day in the table of submissions, by the notice (for {year} it was {day})",
)
_DECIDED = Text("{code}：上年决定“{decision}”{amount}。{note}", "{code}: last year it was decided: {decision}{amount}. {note}")
_UNSIGNED = Text(
    "{code} {name}：上年没有签订合同；继续的在新卷宗重新登记",
    "{code} {name}: no contract was signed; enter it anew if it goes on",
)


def names(carrying: Carrying) -> None:
    """Names that tell last year."""
    year = str(carrying.last.fiscal_year)
    for table in carrying.new.tables.values():
        for column in table.spec.fields.values():
            if column.type != "text" or table.spec.name in {
                "problem",
                "rectification",
                "asset",
                "policy_document",
                "audit_problem",
            }:
                continue
            for row in table:
                if year in row.text(column.name):
                    where = table.spec.label, column.label
                    text = _OLD_NAME.fill(key=row.key, table=where[0], column=where[1], text=row.text(column.name), year=year)
                    carrying.decide("name", row.key, text)


_OLD_NAME = Text("{key}：“{table}”的“{column}”写着{year}年：{text}", "{key}: “{column}” of “{table}” tells {year}: {text}")
