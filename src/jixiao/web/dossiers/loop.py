"""Rectification and the use of results: the rooms of ``cycle`` work on a copy of the dossier, and what they did reaches the database.

Whoever acts is asked for here, once, by the office of what is acted on; the rows that follow from the act (its event, its proof) have no
office of their own. Nothing but the tables of the loop is ever written, and nothing if somebody else has changed the dossier meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from jixiao.cycle import rectifying, result_uses
from jixiao.cycle.proving import EVIDENCE, Act
from jixiao.cycle.rectifying import Candidate, Measure, Verified, candidates, chosen, register
from jixiao.cycle.rerunning import Ground
from jixiao.cycle.result_uses import Decision, Followed, decide, follow, settle
from jixiao.cycle.results import of_project
from jixiao.cycle.sources import WORDS, from_everywhere
from jixiao.files.writing import copy_file
from jixiao.score.requests import today
from jixiao.tables.dossier import Dossier as Tables
from jixiao.tables.dossier import Row
from jixiao.tables.reading import read_dossier
from jixiao.web.dossiers.adopting import as_folder, differences
from jixiao.web.dossiers.assembling import assembled
from jixiao.web.dossiers.evidence import Handed, confirmation
from jixiao.web.dossiers.placing import bring, together
from jixiao.web.dossiers.worked_out import day_within
from jixiao.web.dossiers.writing import Conflict, Forbidden, Writer, write
from jixiao.web.history.chain import Change, append
from jixiao.web.models import Dossier
from jixiao.web.people.policy import Person
from jixiao.wording import Text

T = TypeVar("T")

MEND = "mend"
LOOP = frozenset({"problem", "rectification", "rectification_event", "result_use", EVIDENCE, "evidence_link"})
"""The tables that an act of the loop writes to."""

SOURCES = (*WORDS, "monitor")
"""What can be asked for problems: checks, scores, audits, and the warnings of the day."""


def may_mend(person: Person | None, dossier: Dossier, office_code: str = "") -> bool:
    """Whether somebody may act for an office; for the whole unit where none is named."""
    return person is not None and person.may_write(MEND, dossier, office_code)


def _looped(
    dossier: Dossier, writer: Writer, action: str, office_code: str, work: Callable[[Tables], T], told: Sequence[Change] = ()
) -> T:
    """Work on a copy, and write what came of it; ``Forbidden`` or ``Conflict`` if it cannot be."""
    if writer.person is not None and not may_mend(writer.person, dossier, office_code):
        raise Forbidden(_NOT_YOURS)
    version = dossier.version
    with as_folder(dossier) as folder:
        found = work(read_dossier(folder))
        after = read_dossier(folder)
        with together():
            if Dossier.objects.select_for_update(no_key=True).get(pk=dossier.pk).version != version:
                raise Conflict(None, None)
            wanted = differences(dossier, after)
            if not {each.table for each in wanted} <= LOOP:
                raise Conflict(None, None)
            write(dossier, wanted, Writer(writer.act, writer.account, None), action=action)
            bring(dossier, folder, (EVIDENCE,), writer.act)
            append(writer.act, told)
    return found


def _act(writer: Writer, why: str = "") -> Act:
    return Act(today(), writer.account.name if writer.account else "", why)


# ---- rectification


def candidates_of(dossier: Dossier, tables: Tables, sources: Sequence[str]) -> list[Candidate]:
    """What these sources find, with what is known of it already, in this year and in the one before."""
    wanted = [f"monitor:{day_within(dossier)}" if each == "monitor" else each for each in sources]
    return candidates(tables, from_everywhere(tables, wanted), _year_before(dossier))


def _year_before(dossier: Dossier) -> list[Tables]:
    before = Dossier.objects.filter(unit=dossier.unit_id, fiscal_year=dossier.fiscal_year - 1).select_related("unit")
    return [assembled(each) for each in before]


def raise_problems(dossier: Dossier, writer: Writer, sources: Sequence[str], fingerprints: Sequence[str]) -> None:
    """Make problems of what was found; those that are named by their fingerprints."""

    def work(tables: Tables) -> None:
        register(tables, chosen(candidates_of(dossier, tables, sources), fingerprints), _act(writer))

    _looped(dossier, writer, "raise", "", work)


def plan(dossier: Dossier, writer: Writer, problem: str, measure: Measure) -> None:
    """Set a measure against a problem."""
    _looped(dossier, writer, "plan", "", lambda tables: rectifying.plan(tables, problem, measure))


def office_of(dossier: Dossier, measure: str) -> str:
    """The office that carries a measure out; empty where none is named."""
    row = assembled(dossier).find(rectifying.MEASURES, rectification_code=measure)
    return row.text_id("office_code") if row else ""


def take(dossier: Dossier, writer: Writer, measure: str) -> None:
    """Begin with a measure."""
    _looped(dossier, writer, "take", office_of(dossier, measure), lambda tables: rectifying.take(tables, measure, _act(writer)))


def finish(dossier: Dossier, writer: Writer, measure: str, given: Handed) -> None:
    """Say that a measure is done, with the files that prove it."""
    with TemporaryDirectory(prefix="jixiao-") as scratch:
        files, office, act = _held(given, Path(scratch), measure), office_of(dossier, measure), _act(writer)
        told = _told(dossier, measure, given)
        _looped(dossier, writer, "finish", office, lambda tables: rectifying.finish(tables, measure, act, files), told)


def send_back(dossier: Dossier, writer: Writer, measure: str, why: str) -> None:
    """Send a measure back, with the reason."""
    _looped(dossier, writer, "send_back", "", lambda tables: rectifying.send_back(tables, measure, _act(writer, why)))


def verify(dossier: Dossier, writer: Writer, problem: str, why: str, given: tuple[Handed, Handed]) -> Verified:
    """Run the rule that raised a problem again. ``given`` are a corrected paper, and what those wrote who raised the problem."""
    following = next_year(dossier)
    with TemporaryDirectory(prefix="jixiao-") as scratch:
        paper, accepted = (next(iter(_held(each, Path(scratch), problem)), None) for each in given)

        def work(tables: Tables) -> Verified:
            done = rectifying.verify(tables, problem, _act(writer, why), Ground(tables, paper), accepted)
            if done.verdict.holds or following is None or done.is_sent_back:
                return done
            later = rectifying.verify(tables, problem, _act(writer, why), Ground(assembled(following), paper), accepted)
            return later if later.verdict.holds else done

        return _looped(dossier, writer, "verify", "", work, [told for each in given for told in _told(dossier, problem, each)])


def next_year(dossier: Dossier) -> Dossier | None:
    """The unit's dossier of the year after."""
    return Dossier.objects.filter(unit=dossier.unit_id, fiscal_year=dossier.fiscal_year + 1).select_related("unit").first()


def _held(given: Handed, folder: Path, code: str) -> list[Path]:
    """The files that were handed in, under names of their own."""
    found = []
    for each in given.files:
        found.append(folder / f"{code}-{each.name}")
        copy_file(each.path, found[-1])
    return found


def _told(dossier: Dossier, code: str, given: Handed) -> list[Change]:
    """What the history keeps of somebody's word on files that cannot be searched."""
    return [confirmation(dossier, rectifying.MEASURES, code, given.unsearched)] if given.unsearched else []


# ---- the use of results


def decide_on(dossier: Dossier, writer: Writer, project: str, made: Decision) -> Row:
    """Write a decision beside its proposal."""

    def work(tables: Tables) -> Row:
        return decide(tables, of_project(tables, project, made.on), made).table(result_uses.USES).rows[-1]

    return _looped(dossier, writer, "decide", "", work)


def settle_all(dossier: Dossier, writer: Writer, on: date) -> list[Followed]:
    """Write what became of the decisions in the next year's budget; nothing where there is no such dossier."""
    following = next_year(dossier)

    def work(tables: Tables) -> list[Followed]:
        found = follow(tables, assembled(following)) if following else []
        settle(tables, found, on)
        return found

    return _looped(dossier, writer, "follow", "", work)


_NOT_YOURS = Text(
    "没有保存：这一项由别的科室或财务人员办理", "Nothing was saved: this is for another office or for finance to do"
)
