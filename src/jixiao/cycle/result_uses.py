"""The ledger of what results led to: the person's decision beside each proposal, and what became of it in next year's budget."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple

from jixiao.cycle.problems import bounds
from jixiao.cycle.recording import Entries, next_code, record
from jixiao.cycle.result_rules import PROPOSALS
from jixiao.cycle.results import Proposal
from jixiao.errors import Misuse
from jixiao.exact import Quantity, decimal_of, decimal_ratio, plain, scaled
from jixiao.score.facts import View
from jixiao.score.progress import initial
from jixiao.tables.cells import Value
from jixiao.tables.dossier import Dossier, Row
from jixiao.tables.measuring import Absent
from jixiao.wording import Text, same

USES = "result_use"
_FEN = 2


class Decision(NamedTuple):
    """What somebody decided: one of the proposals, the amount (None: as proposed, or all or nothing), why, by which document."""

    decision: str
    on: date
    by: str
    because: str = ""
    yuan: Decimal | None = None
    document: str = ""


def decide(dossier: Dossier, proposal: Proposal, made: Decision) -> Dossier:
    """Write a decision beside its proposal into the ledger. ``Misuse`` if it departs from the proposal without a reason, or has no amount."""
    code = proposal.project.text("project_code")
    if made.decision not in PROPOSALS:
        raise Misuse(_NO_DECISION.fill(stated=made.decision, known=same(", ".join(PROPOSALS))))
    if not made.by.strip():
        raise Misuse(_WHO)
    amount = _amount(proposal, made)
    if (made.decision != proposal.proposal or amount != proposal.proposed_yuan) and not made.because.strip():
        words = dossier.schema[USES].fields["proposal"].choices or {}
        proposed = words.get(proposal.proposal or "", same("—"))
        raise Misuse(_WHY.fill(code=code, proposed=proposed, yuan=_plain(proposal.proposed_yuan)))
    if any(row["decision"] is not None for row in _of_project(dossier, code)):
        raise Misuse(_DECIDED.fill(code=code))
    entries = Entries()
    values: dict[str, Value] = {
        "about": f"{dossier.fiscal_year}年度项目支出绩效：{proposal.because.say('zh')}",
        "kind": "budget",
        "decided_on": made.on,
        "project_code": code,
        "amount_yuan": Quantity(amount) if amount is not None else None,
        "proposal": proposal.proposal,
        "proposed_yuan": _quantity(proposal.proposed_yuan),
        "proposed_because": proposal.because.say("zh"),
        "base_yuan": _quantity(proposal.base_yuan),
        "decision": made.decision,
        "decision_because": made.because or None,
        "decided_by": made.by,
        "document": made.document or None,
    }
    entries.add(
        USES,
        unit_code=proposal.project["unit_code"],
        use_code=next_code(dossier, USES, bounds().codes["use"]),
        **values,
    )
    return record(dossier, entries)


def _amount(proposal: Proposal, made: Decision) -> Decimal | None:
    if made.yuan is not None:
        return made.yuan
    if made.decision == proposal.proposal:
        return proposal.proposed_yuan
    if made.decision == "stop":
        return Decimal("0.00")
    if made.decision in {"keep_first", "keep"}:
        return proposal.base_yuan
    raise Misuse(_HOW_MUCH.fill(code=proposal.project.text("project_code")))


def yuan_of(text: str) -> Decimal:
    """The amount that somebody typed, in yuan; ``Misuse`` if it is none, is below zero or finer than a fen."""
    number = decimal_of(text)
    if number is None or number < 0 or scaled(number, _FEN) is None:
        raise Misuse(_NO_YUAN.fill(text=text))
    return number


_NO_YUAN = Text("“{text}”不是金额（元，至多两位小数）", "“{text}” is no amount (yuan with at most two decimals)")


def _of_project(dossier: Dossier, code: str) -> list[Row]:
    return [row for row in dossier.table(USES) if row["kind"] == "budget" and row["project_code"] == code]


def _quantity(value: Decimal | None) -> Quantity | None:
    return None if value is None else Quantity(value)


def _plain(value: Decimal | None) -> str:
    return "—" if value is None else plain(value, 2)


_NO_DECISION = Text("没有“{stated}”这种决定；可用：{known}", "There is no decision “{stated}”; there are: {known}")
_WHO = Text("要写明谁作的决定（--by）", "Say who decided it (--by)")
_WHY = Text(
    "对 {code} 的决定与建议（{proposed}，{yuan}元）不同，要写明理由（--why）",
    "The decision on {code} departs from the proposal ({proposed}, {yuan} yuan): say why (--why)",
)
_HOW_MUCH = Text("压减 {code} 要写明决定的金额（--yuan）", "Say which amount is decided for {code} (--yuan)")
_DECIDED = Text(
    "{code} 已有决定；要更改，先在结果应用表中改正", "{code} is decided already; to change that, correct the table of results"
)


# ---- what became of it

Outcome = Literal["kept", "more", "less", "gone", "unknown"]

OUTCOMES: dict[Outcome, Text] = {
    "kept": Text("按决定落实", "as decided"),
    "more": Text("多于决定", "more than decided"),
    "less": Text("少于决定", "less than decided"),
    "gone": Text("下年预算中没有这个项目", "next year's budget has no such project"),
    "unknown": Text("下年预算尚不明", "next year's budget is not known"),
}


@dataclass(frozen=True, slots=True)
class Followed:
    """One decision and what next year's budget has for the project; None where that is not known."""

    row: Row
    decided: Decimal | None
    came: Decimal | None
    outcome: Outcome

    @property
    def text(self) -> str:
        """What became of it, as the ledger says it."""
        return f"{OUTCOMES[self.outcome].zh}：决定{_plain(self.decided)}元，下年预算{_plain(self.came)}元"


def follow(dossier: Dossier, following: Dossier) -> list[Followed]:
    """What became of the decisions in the next year's dossier; ``Misuse`` if that is not the next year's of the unit."""
    if following.fiscal_year != dossier.fiscal_year + 1 or following.unit_code != dossier.unit_code:
        raise Misuse(_NOT_NEXT.fill(year=dossier.fiscal_year + 1, unit=dossier.unit_code))
    return [_followed(following, row) for row in dossier.table(USES) if row["kind"] == "budget" and row["decision"] is not None]


_NOT_NEXT = Text("要给出 {unit} {year}年度的卷宗", "Name the dossier of {unit} for {year}")


def _followed(following: Dossier, row: Row) -> Followed:
    stated = row.quantity("amount_yuan")
    decided = stated.value if stated else None
    code = row.text_id("project_code")
    if following.find("project", project_code=code) is None:
        is_kept = decided == 0 and following.table("project").present
        return Followed(row, decided, None, "kept" if is_kept else "gone" if following.table("project").present else "unknown")
    found = initial(View(following, following.scope(project_code=code)))
    if isinstance(found, Absent) or decided is None:
        return Followed(row, decided, None, "unknown")
    came = decimal_ratio(found.numerator, found.denominator, _FEN)
    outcome: Outcome = "kept" if came == decided else "more" if came > decided else "less"
    return Followed(row, decided, came, outcome)


def settle(dossier: Dossier, found: list[Followed], on: date) -> Dossier:
    """Write what became of the decisions into the ledger."""
    entries = Entries()
    for each in found:
        if each.outcome != "unknown":
            entries.set(each.row, outcome=each.text, outcome_yuan=_quantity(each.came), outcome_on=on)
    return record(dossier, entries)
