"""A filing as a page shows it: where it stands, the way it came, who is awaited, what may be done now and what stands against it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from jixiao.web.dossiers.assembling import assembled
from jixiao.web.dossiers.writing import Writer
from jixiao.web.models import Dossier, Filing, Remark, Step
from jixiao.web.people.policy import HANDED_IN, YEAR_END
from jixiao.web.workflow.deadlines import Deadlines
from jixiao.web.workflow.readiness import Office, offices
from jixiao.web.workflow.running import Offer, due_on, filings, offers
from jixiao.web.workflow.states import STAGE_NAMES, STATES, WITH_THE_UNIT
from jixiao.wording import Text


@dataclass(frozen=True)
class Mark:
    """A state on the way of a filing: its name, whether it lies behind, whether it is the present one."""

    name: Text
    is_past: bool
    is_here: bool


@dataclass(frozen=True)
class Shown:
    """A filing with all that belongs to it."""

    filing: Filing
    due: date | None
    today: date
    steps: Sequence[Step]
    offices: Sequence[Office]
    offers: Sequence[Offer]
    remarks: Sequence[Remark]

    @property
    def stage(self) -> Text:
        """What is filed."""
        return STAGE_NAMES[self.filing.stage]

    @property
    def state(self) -> Text:
        """Where it stands."""
        return STATES[self.filing.state]

    @property
    def tone(self) -> str:
        """How the state is coloured."""
        return {"returned": "bad", "accepted": "good", "published": "good", "submitted": "warn"}.get(self.filing.state, "")

    @property
    def is_late(self) -> bool:
        """Whether the unit still has it after the day by which it was due."""
        return self.due is not None and self.due < self.today and self.filing.state in WITH_THE_UNIT

    @property
    def was_handed_in(self) -> bool:
        """Whether the bureau has seen it."""
        return self.filing.state in HANDED_IN

    @property
    def way(self) -> list[Mark]:
        """The states from draft to the end; what was returned stands at the beginning again."""
        names = [name for name in STATES if name != "returned" and (name != "published" or self.filing.stage == YEAR_END)]
        at = names.index(self.filing.state) if self.filing.state in names else 0
        return [Mark(STATES[name], number < at, number == at) for number, name in enumerate(names)]

    @property
    def open_remarks(self) -> int:
        """Remarks that the unit still has to answer."""
        return sum(each.awaits_answer for each in self.remarks)

    @property
    def open_answers(self) -> int:
        """Answers that the bureau has not closed."""
        return sum(each.awaits_bureau for each in self.remarks)


def shown(dossier: Dossier, writer: Writer) -> list[Shown]:
    """All filings of a dossier, for whoever looks."""
    listed = filings(dossier)
    taken = Step.objects.filter(filing__dossier=dossier).select_related("account").order_by("-pk")
    remarks = Remark.objects.filter(filing__dossier=dossier).select_related("account", "answered_by", "closed_by")
    steps, said = list(taken), list(remarks)
    deadlines, tables = Deadlines([dossier.fiscal_year]), assembled(dossier)
    for each in listed:
        each.dossier = dossier
    return [
        Shown(
            each,
            due_on(each, deadlines),
            timezone.localdate(),
            [step for step in steps if step.filing_id == each.pk],
            offices(each, tables),
            offers(dossier, each, writer),
            [remark for remark in said if remark.filing_id == each.pk],
        )
        for each in listed
    ]
