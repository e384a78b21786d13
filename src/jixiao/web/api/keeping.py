"""Tokens made and withdrawn, each told in the history; what opens them is never written down."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import timedelta
from hashlib import sha256
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from jixiao.web.dossiers.writing import Refusal
from jixiao.web.history.chain import Act, Change, append
from jixiao.web.models import Account, Token
from jixiao.web.people.notifying import NEW_TOKEN, notify
from jixiao.web.people.permissions import PERMISSIONS
from jixiao.wording import Text

PREFIX = "jx_"
LONGEST_DAYS = 366
MOST = 20
"""Tokens in force of one account."""


class Made(NamedTuple):
    """A new token, and its key, which is known now and never again."""

    token: Token
    key: str


def digest_of(key: str) -> str:
    """What is kept of a token. The key is long and random, so a plain digest tells nothing of it."""
    return sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def make_token(account: Account, name: str, scopes: Collection[str], days: int, act: Act) -> Made:
    """A new token; ``Refusal`` says what is wrong with what was asked for."""
    known = sorted(set(scopes) & PERMISSIONS.keys())
    if not name.strip() or not known:
        raise Refusal(Text("请写名称，并至少选一项权限", "Give it a name, and choose at least one permission"))
    if not 1 <= days <= LONGEST_DAYS:
        raise Refusal(_DAYS.fill(most=LONGEST_DAYS))
    key = PREFIX + secrets.token_urlsafe(32)
    expires = timezone.now() + timedelta(days=days)
    with transaction.atomic():
        if Token.objects.filter(account=account, withdrawn_at=None, expires_at__gt=timezone.now()).count() >= MOST:
            raise Refusal(_MANY.fill(most=MOST))
        made = Token.objects.create(
            account=account, name=name.strip()[:80], digest=digest_of(key), scopes=known, expires_at=expires
        )
        after = {"account": account.username, "name": made.name, "scopes": known, "expires_at": expires.isoformat()}
        append(act, [Change("make", "token", str(made.pk), None, after)])
        notify(account, act, NEW_TOKEN.fill(name=made.name))
    return Made(made, key)


def withdraw(token: Token, act: Act) -> None:
    """It opens nothing any more."""
    with transaction.atomic():
        held = Token.objects.select_for_update(no_key=True).select_related("account").get(pk=token.pk)
        if held.withdrawn_at is None:
            held.withdrawn_at = timezone.now()
            held.save(update_fields=["withdrawn_at"])
            states = {"withdrawn": "no"}, {"withdrawn": "yes", "account": held.account.username, "name": held.name}
            append(act, [Change("withdraw", "token", str(held.pk), *states)])


_DAYS = Text("有效期应为 1 至 {most} 天", "It can be in force for 1 to {most} days")
_MANY = Text("有效的令牌最多{most}个，请先撤销不用的", "At most {most} tokens can be in force; withdraw one that is not used")
