"""The chain of history: entries are only added, each sealed over what it says and the seal before it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import NamedTuple

from django.db import connection, transaction

from jixiao.web.models import Entry
from jixiao.wording import Text

FIRST = "sha256:" + "0" * 64
_LOCK = 0x6A6978
"""The lock that those who add hold on a PostgreSQL server until they commit; the embedded database has one writer at a time anyway."""


@dataclass(frozen=True)
class Act:
    """Who does something, from where, and why; all entries of one act share its ``request``."""

    username: str
    person: str
    origin: str
    request: str
    reason: str = ""


class Change(NamedTuple):
    """What an entry will say was changed."""

    action: str
    table: str
    key: str
    before: Mapping[str, object] | None
    after: Mapping[str, object] | None
    unit_code: str = ""
    fiscal_year: int | None = None
    about: str = ""


def append(act: Act, changes: Iterable[Change]) -> list[Entry]:
    """Add entries, in one transaction with what they tell of. A change that changes nothing is not told.

    On a server one writes at a time from here to the end of the transaction: lock what you write to before, and lock it ``no_key``, so that
    a row that merely refers to it need not wait for you while you wait for the history.
    """
    listed = [each for each in changes if each.before != each.after or each.before is None]
    if not listed:
        return []
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("history is written together with what it tells of")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    last = Entry.objects.order_by("-number").values_list("number", "seal").first()
    number, seal = last or (0, FIRST)
    at = datetime.now(UTC).isoformat(timespec="microseconds")
    entries = []
    for change in listed:
        number += 1
        entry = Entry(
            number=number,
            at=at,
            username=act.username,
            person=act.person,
            origin=act.origin,
            request=act.request,
            reason=act.reason,
            previous=seal,
            action=change.action,
            table=change.table,
            key=change.key,
            before=dict(change.before) if change.before is not None else None,
            after=dict(change.after) if change.after is not None else None,
            unit_code=change.unit_code,
            fiscal_year=change.fiscal_year,
            about=change.about,
        )
        entry.seal = seal = sealed(entry)
        entries.append(entry)
    Entry.objects.bulk_create(entries, batch_size=500)
    return entries


_SAID = (
    *("number", "at", "username", "person", "origin", "request", "action", "unit_code", "fiscal_year"),
    *("table", "key", "about", "before", "after", "reason", "previous"),
)


def sealed(entry: Entry) -> str:
    """The seal of an entry: SHA-256 over its fields as JSON with sorted keys, the seal before it among them."""
    said = {name: getattr(entry, name) for name in _SAID}
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return f"sha256:{sha256(text.encode()).hexdigest()}"


class Break(NamedTuple):
    """Where the chain does not hold: the number of the entry, and what is wrong with it."""

    number: int
    kind: str
    """``changed``: it does not say what was sealed; ``broken``: it does not follow the one before; ``missing``: one is not there;
    ``ahead``: a head that was noted earlier is not in the chain."""


BREAKS: dict[str, Text] = {
    "changed": Text("第{n}条与封印不符：内容被改动", "Entry {n} does not say what was sealed: it was changed"),
    "broken": Text("第{n}条与前一条不衔接", "Entry {n} does not follow the one before it"),
    "missing": Text("第{n}条缺失", "Entry {n} is missing"),
    "ahead": Text(
        "记下的链头不在链上：第{n}条之后的记录被截去，或历史被整体替换",
        "The head that was noted is not in the chain, which ends at {n}: its end was cut off, or all of it replaced",
    ),
}
"""What each kind of break means."""


class Verified(NamedTuple):
    """How many entries were read, the last seal, and every place where the chain does not hold."""

    entries: int
    head: str
    breaks: Sequence[Break]


def verify(*heads: str) -> Verified:
    """Read the whole chain. ``heads`` are seals that were noted earlier: each has to stand in the chain, or its end was cut off."""
    count, number, seal, awaited = 0, 0, FIRST, set(filter(None, heads))
    breaks: list[Break] = []
    for entry in _entries():
        count += 1
        if entry.number != number + 1:
            breaks.append(Break(number + 1, "missing"))
        elif entry.previous != seal:
            breaks.append(Break(entry.number, "broken"))
        if sealed(entry) != entry.seal:
            breaks.append(Break(entry.number, "changed"))
        number, seal = entry.number, entry.seal
        awaited.discard(seal)
    if awaited:
        breaks.append(Break(number, "ahead"))
    return Verified(count, seal, breaks)


def _entries() -> Iterator[Entry]:
    return Entry.objects.order_by("number").iterator(chunk_size=2000)
