"""Deadlines as iCalendar (RFC 5545), which every calendar program reads.

The few lines are written here, without a library: whole days only, no zones and no recurrence, and the same deadlines give the same bytes.
Every line is folded after at most 75 octets, never inside a sign; commas, semicolons, backslashes and new lines are escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from hashlib import sha256

from jixiao.cycle.calendar import Deadline
from jixiao.cycle.calendar_rules import CONFIDENCE
from jixiao.wording import Language, Text

LONGEST = 75
"""Octets of a line, without its end (RFC 5545, 3.1)."""

REMIND_DAYS = 7
"""An open deadline is brought to mind so many days before."""

_ESCAPED = {"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"}


def as_icalendar(deadlines: Iterable[Deadline], name: str, year: int, language: Language = "zh") -> bytes:
    """A calendar of these deadlines, with its name; those without a date are left out, since nothing is guessed.

    ``year`` stamps the events (DTSTAMP): not the clock, so that the same deadlines are the same bytes.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//jixiao//calendar//ZH", "CALSCALE:GREGORIAN"]
    lines.append(f"X-WR-CALNAME:{escaped(name)}")
    for each in deadlines:
        if each.day is not None:
            lines += _event(each, each.day, (name, year), language)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in folded(line)).encode("utf-8")


def _event(each: Deadline, day: date, of: tuple[str, int], language: Language) -> Iterator[str]:
    name, year = of
    label = each.label.say(language)
    is_done = each.done_on is not None
    yield "BEGIN:VEVENT"
    yield f"UID:{sha256(f'{name}|{year}|{each.id}'.encode()).hexdigest()[:32]}@jixiao"
    yield f"DTSTAMP:{year:04d}0101T000000Z"
    yield f"DTSTART;VALUE=DATE:{day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{escaped((_DONE.fill(label=label) if is_done else Text('{label}', '{label}').fill(label=label)).say(language))}"
    yield f"DESCRIPTION:{escaped(_description(each, language))}"
    yield "TRANSP:TRANSPARENT"
    if not is_done:
        yield from ("BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{escaped(label)}", f"TRIGGER:-P{REMIND_DAYS}D", "END:VALARM")
    yield "END:VEVENT"


_DONE = Text("✓ {label}", "✓ {label}")


def _description(each: Deadline, language: Language) -> str:
    lines = [each.todo] if each.todo is not None else []
    lines.append(
        Text("依据：{source}（{confidence}）", "Source: {source} ({confidence})").fill(
            source=each.source, confidence=CONFIDENCE[each.confidence]
        )
    )
    if each.place is not None:
        lines.append(Text("出处：{place}", "Stands at: {place}").fill(place=each.place.say(language)))
    if each.done_on is not None:
        lines.append(Text("完成于{day}", "Done on {day}").fill(day=each.done_on))
    return "\n".join(line.say(language) for line in lines)


def escaped(text: str) -> str:
    """A text as the value of a property; signs that no text may hold are left out."""
    kept = (sign for sign in text.replace("\r\n", "\n").replace("\r", "\n") if sign in "\n\t" or (sign >= " " and sign != "\x7f"))
    return "".join(_ESCAPED.get(sign, sign) for sign in kept)


def folded(line: str) -> Iterator[str]:
    """A line in pieces of at most 75 octets; every piece but the first begins with a space, which is counted."""
    piece, room = "", LONGEST
    for sign in line:
        size = len(sign.encode("utf-8"))
        if size > room:
            yield piece
            piece, room = " ", LONGEST - 1
        piece += sign
        room -= size
    yield piece
