"""Lines for people as letters: what waits is mailed from the database, so that a mail server that does not answer loses nothing."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from jixiao.web.models import Account, Notice
from jixiao.wording import Text

MAILED_WITHIN = timedelta(days=3)
"""Older lines are not mailed any more: who first sets up mail is not flooded with what was."""
_log = logging.getLogger(__name__)


class Sent(NamedTuple):
    """How many people were written to, and how many could not be reached this time."""

    people: int
    failed: int


def has_mail() -> bool:
    """Whether there is a mail server."""
    return not settings.EMAIL_BACKEND.endswith("dummy.EmailBackend")


def send_mails(clock: Callable[[], datetime] = timezone.now, go_on: Callable[[], bool] = lambda: True) -> Sent:
    """Send what was not mailed yet, one letter a person; without a mail server nothing is sent and nothing is lost.

    ``go_on`` is asked before each letter whether the next one is still ours to send. A server that is away is tried once, not for everybody.
    """
    letters = _waiting(clock()) if has_mail() else []
    sent = failed = 0
    connection = get_connection()
    for notices in letters:
        if not go_on():
            break
        try:
            connection.open()
        except OSError as error:
            failed = len(letters) - sent
            _log.warning("the mail server does not answer (%s); letters that wait: %s", type(error).__name__, failed)
            break
        try:
            _letter(notices[0].account, notices, connection).send()
        except OSError as error:  # refused, for one or at all: the next round tries again
            _log.warning("a letter could not be sent (%s)", type(error).__name__)
            failed += 1
            connection.close()
            continue
        Notice.objects.filter(pk__in=[each.pk for each in notices]).update(mailed_at=clock())
        sent += 1
    connection.close()
    return Sent(sent, failed)


def _waiting(now: datetime) -> list[list[Notice]]:
    """What was not mailed yet, of each person in one list."""
    waiting = Notice.objects.filter(mailed_at=None, read_at=None, at__gte=now - MAILED_WITHIN)
    waiting = waiting.exclude(account__email="").filter(account__is_active=True).select_related("account").order_by("pk")
    letters: defaultdict[int, list[Notice]] = defaultdict(list)
    for each in waiting:
        letters[each.account_id].append(each)
    return list(letters.values())


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
