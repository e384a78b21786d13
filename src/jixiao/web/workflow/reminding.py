"""What people are told: a step that makes it their move, a deadline that comes or has passed; on the page, and by mail where there is one.

A line is made once for a person (``mark``). It is kept in the database first and mailed from there, so that a mail server that does not
answer loses nothing: what was not sent is sent with the next round.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import Q
from django.utils import timezone

from jixiao.web.models import Account, Dossier, Filing, Grant, Notice, Step, Unit
from jixiao.web.people.policy import STAGES
from jixiao.web.people.roles import ROLES
from jixiao.web.workflow.deadlines import Deadlines
from jixiao.web.workflow.states import AWAITED, STAGE_NAMES, STATES, WITH_THE_UNIT
from jixiao.wording import Text

AHEAD = (7, 1)
"""So many days before a deadline people are reminded of it."""
MAILED_WITHIN = timedelta(days=3)
"""Older lines are not mailed any more: who first sets up mail is not flooded with what was."""
_AT_ONCE = 500


class _Held(NamedTuple):
    """Who holds a role, and where."""

    account: int
    role: str
    path: str | None
    fiscal_year: int | None


class Holders:
    """Who holds which role for which unit, read once for many units."""

    def __init__(self, units: Iterable[Unit] | None = None) -> None:
        grants = Grant.objects.filter(account__is_active=True)
        if units is not None:
            above = {code for unit in units for code in unit.path.split("/") if code}
            grants = grants.filter(Q(unit=None) | Q(unit__code__in=above))
        self._by_path: defaultdict[str | None, list[_Held]] = defaultdict(list)
        for each in grants.values_list("account_id", "role", "unit__path", "fiscal_year"):
            held = _Held(*each)
            self._by_path[held.path].append(held)

    def of(self, roles: Sequence[str], unit: Unit, fiscal_year: int) -> set[int]:
        """The accounts with one of these roles for that unit and year."""
        return {
            each.account
            for path in (None, *_paths(unit.path))
            for each in self._by_path.get(path, ())
            if each.role in roles
            and each.fiscal_year in {None, fiscal_year}
            and (path == unit.path or ROLES[each.role].reach == "tree")
        }


def _paths(path: str) -> Iterator[str]:
    """A unit's path and those of all units above it."""
    parts = [part for part in path.split("/") if part]
    for end in range(len(parts)):
        yield f"/{'/'.join(parts[: end + 1])}/"


def address_of(dossier: Dossier) -> str:
    """Where the filings of a dossier stand."""
    return f"/u/{dossier.unit.code}/{dossier.fiscal_year}/filing/"


def tell_of(step: Step, dossier: Dossier) -> int:
    """Tell those whose move it is now of a step, in the transaction of the step; how many were told. Whoever took it is not."""
    roles = AWAITED[step.to_state] if step.to_state != step.from_state else ()
    if not roles:
        return 0
    told = Holders([dossier.unit]).of(roles, dossier.unit, dossier.fiscal_year) - {step.account_id}
    words = _RETURNED if step.reason and step.to_state in {"returned", "draft"} else _MOVED
    text = words.fill(
        unit=dossier.unit.name,
        year=dossier.fiscal_year,
        stage=STAGE_NAMES[step.filing.stage],
        state=STATES[step.to_state],
        reason=step.reason,
    )
    return tell(told, text, address_of(dossier), f"step {step.pk}")


def tell(accounts: Iterable[int], text: Text, address: str, mark: str) -> int:
    """A line for each of these accounts; who has it already is not told again. How many lines were wanted."""
    made = [
        Notice(account_id=account, zh=text.say("zh"), en=text.say("en"), address=address, mark=mark)
        for account in sorted(accounts)
    ]
    Notice.objects.bulk_create(made, batch_size=_AT_ONCE, ignore_conflicts=True)
    return len(made)


_MOVED = Text("{unit} {year}年度{stage}：{state}，请您办理", "{unit} {year}, {stage}: {state}; it is your move")
_RETURNED = Text(
    "{unit} {year}年度{stage}：{state}，请您办理。理由：{reason}",
    "{unit} {year}, {stage}: {state}; it is your move. Reason: {reason}",
)
_COMES = Text("{unit} {year}年度{stage}应于{day}前报送", "{unit} {year}: {stage} is to be handed in by {day}")
_OVER = Text("{unit} {year}年度{stage}已过报送期限（{day}）", "{unit} {year}: {stage} should have been handed in by {day}")


def remind(today: date) -> int:
    """Lines for every deadline that comes within days or has passed; how many are new."""
    before = Notice.objects.count()
    holders, deadlines = Holders(), Deadlines()
    years = deadlines.years | set(Filing.objects.exclude(due_on=None).values_list("dossier__fiscal_year", flat=True))
    wanted: list[Notice] = []
    for dossier, filings in _dossiers(years):
        for stage in STAGES:
            filing = filings.get(stage)
            due = (filing.due_on if filing else None) or deadlines.of(dossier.unit.path, dossier.fiscal_year, stage)
            state = filing.state if filing else "draft"
            if due is None or state not in WITH_THE_UNIT:
                continue
            near = _near(due, today)
            if near is None:
                continue
            words = (_OVER if near < 0 else _COMES).fill(
                unit=dossier.unit.name, year=dossier.fiscal_year, stage=STAGE_NAMES[stage], day=due
            )
            wanted += (
                Notice(
                    account_id=account,
                    zh=words.say("zh"),
                    en=words.say("en"),
                    address=address_of(dossier),
                    mark=f"due {dossier.pk} {stage} {due} {near}",
                )
                for account in sorted(holders.of(AWAITED[state], dossier.unit, dossier.fiscal_year))
            )
    Notice.objects.bulk_create(wanted, batch_size=_AT_ONCE, ignore_conflicts=True)
    return Notice.objects.count() - before


def _near(due: date, today: date) -> int | None:
    """The least of the days ahead that has come, -1 once the deadline has passed; None while it is far."""
    left = (due - today).days
    return -1 if left < 0 else min((each for each in AHEAD if left <= each), default=None)


def _dossiers(years: set[int]) -> Iterator[tuple[Dossier, dict[str, Filing]]]:
    """The dossiers of these years with their filings by stage."""
    listed = Dossier.objects.filter(fiscal_year__in=years).select_related("unit").prefetch_related("filings")
    for dossier in listed.defer("manifest", "counters", "registers").iterator(chunk_size=_AT_ONCE):
        yield dossier, {each.stage: each for each in dossier.filings.all()}


# ---- mail


class Sent(NamedTuple):
    """How many people were written to, and how many could not be reached this time."""

    people: int
    failed: int


def send_mails() -> Sent:
    """Send what was not mailed yet, one letter a person; without a mail server nothing is sent and nothing is lost."""
    if settings.EMAIL_BACKEND.endswith("dummy.EmailBackend"):
        return Sent(0, 0)
    waiting = Notice.objects.filter(mailed_at=None, read_at=None, at__gte=timezone.now() - MAILED_WITHIN)
    waiting = waiting.exclude(account__email="").filter(account__is_active=True).select_related("account").order_by("pk")
    letters: defaultdict[int, list[Notice]] = defaultdict(list)
    for each in waiting:
        letters[each.account_id].append(each)
    sent = failed = 0
    connection = get_connection()
    for notices in letters.values():
        try:
            _letter(notices[0].account, notices, connection).send()
        except OSError:  # the server is away, or refuses: the next round tries again
            failed += 1
            continue
        Notice.objects.filter(pk__in=[each.pk for each in notices]).update(mailed_at=timezone.now())
        sent += 1
    return Sent(sent, failed)


def _letter(account: Account, notices: Sequence[Notice], connection: BaseEmailBackend) -> EmailMessage:
    is_english = account.language == "en"
    lines = [f"{each.en if is_english else each.zh}\n{_site()}{each.address}" for each in notices]
    subject = _SUBJECT.fill(n=len(notices)).say("en" if is_english else "zh")
    return EmailMessage(subject, "\n\n".join(lines), to=[account.email], connection=connection)


def _site() -> str:
    """The site as a letter names it."""
    name = next(iter(settings.ALLOWED_HOSTS), "localhost")
    return f"{'https' if settings.HTTPS else 'http'}://{name}"


_SUBJECT = Text("绩效系统：{n}条消息", "jixiao: {n} notices")
