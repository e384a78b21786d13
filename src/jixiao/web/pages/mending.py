"""Rectification: problems from being raised over being mended to being verified, with who does what by when, and its proofs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from http import HTTPStatus
from typing import Any, NamedTuple

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse

from jixiao.cycle.rectifying import Candidate, Measure
from jixiao.cycle.showing_rectification import LEAST_FIRST, Problem, Stand, standing, verdict_text
from jixiao.errors import JixiaoError
from jixiao.periods import date_of
from jixiao.score.requests import today
from jixiao.score.unit_score import framework_of
from jixiao.tables.dossier import Row
from jixiao.tables.proofs import STATES as PROOF_STATES
from jixiao.tables.proofs import events
from jixiao.web.dossiers import evidence, loop
from jixiao.web.dossiers.assembling import assembled
from jixiao.web.dossiers.uploads import Unsuitable
from jixiao.web.dossiers.worked_out import frameworks_of
from jixiao.web.page import OF_DOSSIER, Page, Visit
from jixiao.web.visiting import missing
from jixiao.wording import Text, same

TONES = {"open": "warn", "in_hand": "", "done": "", "verified": "good", "returned": "bad"}
SOURCES = {
    "check": Text("数据检查", "Checks of the data"),
    "score": Text("扣分", "Points lost"),
    "audit": Text("审计", "Audits"),
    "monitor": Text("监控预警", "Warnings of the monitoring"),
}


class Step(NamedTuple):
    """A measure as a page shows it: what may be done with it now, by whoever looks."""

    stand: Stand
    state: Text
    tone: str
    events: list[dict[str, Any]]
    proofs: list[tuple[str, str, Text, bool]]
    can_take: bool
    can_finish: bool
    can_return: bool

    @property
    def code(self) -> str:
        """Its code."""
        return self.stand.row.text("rectification_code")

    @property
    def cells(self) -> dict[str, str]:
        """What it says."""
        return {name: self.stand.row.text(name) for name in self.stand.row.spec.fields}


class Shown(NamedTuple):
    """A problem as a page shows it."""

    problem: Problem
    state: Text
    tone: str

    @property
    def code(self) -> str:
        """Its code."""
        return self.problem.row.text("problem_code")

    @property
    def cells(self) -> dict[str, str]:
        """What it says."""
        return {name: self.problem.row.text(name) for name in self.problem.row.spec.fields}

    @property
    def dues(self) -> list[tuple[str, int]]:
        """By when its measures are due, and how many days over."""
        return [(each.row.text("due_on"), each.days_over) for each in self.problem.measures if each.row["due_on"]]

    @property
    def offices(self) -> list[str]:
        """The codes of the offices that carry them out."""
        return list(dict.fromkeys(each.row.text_id("office_code") for each in self.problem.measures if each.row["office_code"]))


def _state_names(visit: Visit) -> dict[str, Text]:
    return dict(assembled(visit.about).schema["rectification"].fields["status"].choices or {})


def _shown(visit: Visit, problem: Problem) -> Shown:
    return Shown(problem, _state_names(visit).get(problem.state, same(problem.state)), TONES.get(problem.state, ""))


def mending(visit: Visit) -> HttpResponse:
    """Every problem with its state, who mends it, and what is overdue."""
    found = standing(assembled(visit.about), today())
    wanted = visit.request.GET.get("state", "")
    listed = [each for each in found if wanted in {"", each.state} or (wanted == "overdue" and each.is_overdue)]
    names = _state_names(visit)
    counts = [(state, names[state], sum(each.state == state for each in found)) for state in LEAST_FIRST if state in names]
    counts.append(("overdue", Text("超期", "overdue"), sum(each.is_overdue for each in found)))
    said: dict[str, Any] = {"counts": counts, "wanted": wanted, "in_all": len(found), "can_raise": _may(visit)}
    said["offices"] = dict(_offices(visit))
    return visit.show("mending.html", problems=[_shown(visit, each) for each in listed], **said)


def _may(visit: Visit, office_code: str = "") -> bool:
    return loop.may_mend(visit.person, visit.about, office_code)


# ---- one problem


def problem(visit: Visit, code: str) -> HttpResponse:
    """A problem with its measures, their proofs and their history."""
    return _problem(visit, code)


def _problem(visit: Visit, code: str, fault: Text | None = None, said: dict[str, str] | None = None) -> HttpResponse:
    tables = assembled(visit.about)
    found = next((each for each in standing(tables, today()) if each.row.text("problem_code") == code), None)
    if found is None:
        return missing(visit.request)
    steps = [_step(visit, each) for each in found.measures]
    written = {each.row.text_id("status") or "open" for each in found.measures}
    is_over = {each.state for each in found.measures} == {"verified"}
    offices = _offices(visit)
    can_verify = _may(visit) and bool(written) and written <= {"done", "verified"} and not is_over
    status = HTTPStatus.UNPROCESSABLE_ENTITY if fault else HTTPStatus.OK
    shown: dict[str, Any] = {"shown": _shown(visit, found), "steps": steps, "fault": fault, "said": said or {}}
    shown |= {"offices": offices, "names": dict(offices), "about": _about(visit, found.row)}
    by_people = found.row.text_id("about_kind") in {"audit", "bureau"} or found.row.text_id("raised_by") in {"audit", "bureau"}
    by_paper = found.row.text_id("raised_by") == "paper"
    ways = {"can_plan": _may(visit), "can_verify": can_verify, "by_people": by_people, "by_paper": by_paper}
    return visit.show("mending_problem.html", status, **shown, **ways)


class About(NamedTuple):
    """What a problem is about: its name, and the address where it stands; empty where there is none."""

    name: Text
    address: str = ""


def _about(visit: Visit, row: Row) -> About:
    kind, code, tables = row.text_id("about_kind"), row.text("about_code"), assembled(visit.about)
    if kind == "indicator" and (indicator := tables.find("indicator", indicator_code=code)):
        return About(same(indicator.text("name")), visit.address("indicator", code=code))
    for name in frameworks_of(visit.about) if kind == "item" else ():
        for leaf in framework_of(tables, name).leaves:
            if leaf.code == code:
                return About(leaf.name, visit.address("evaluation_item", framework=name, code=code))
    return About(same(""))


def _offices(visit: Visit) -> list[tuple[str, str]]:
    """The offices of the unit by their codes."""
    return [(row.text_id("office_code"), row.text("name")) for row in assembled(visit.about).table("office")]


def _step(visit: Visit, stand: Stand) -> Step:
    row, names = stand.row, _state_names(visit)
    happened = [
        {name: each.text(name) for name in each.spec.fields}
        for each in events(assembled(visit.about), row.text("rectification_code"))
    ]
    proofs = [(each.code, each.file.rpartition("/")[2], PROOF_STATES[each.state], each.state == "whole") for each in stand.proofs]
    mine = _may(visit, row.text_id("office_code"))
    return Step(
        stand,
        names.get(stand.state, same(stand.state)),
        TONES.get(stand.state, ""),
        happened,
        proofs,
        can_take=mine and stand.state in {"open", "returned"},
        can_finish=mine and stand.state in {"in_hand", "done"},
        can_return=_may(visit) and stand.state in {"done", "verified"},
    )


# ---- what is done


def _done(visit: Visit, code: str, do: Callable[[], Text]) -> HttpResponse:
    """Do something about a problem; what keeps it from being done is told on the problem's page."""
    try:
        said = do()
    except Unsuitable as unsuitable:
        return _problem(visit, code, unsuitable.because, visit.request.POST.dict())
    except JixiaoError as error:
        return _problem(visit, code, error.text, visit.request.POST.dict())
    visit.tell(said)
    return visit.go("mending_problem", code=code)


def _posted(visit: Visit, name: str) -> str:
    return visit.request.POST.get(name, "").strip()


def _files(visit: Visit, name: str) -> list[UploadedFile[Any]]:
    return [each for each in visit.request.FILES.getlist(name) if each is not None]


def _given(visit: Visit, name: str) -> evidence.Handed:
    """The files of an input, looked at; ``Unsuitable`` if one of them cannot be taken."""
    about = evidence.About(is_confirmed="evidence_unmarked" in visit.request.POST)
    return evidence.handed(visit.account, visit.about, _files(visit, name), about)


def plan(visit: Visit, code: str) -> HttpResponse:
    """Set a measure against a problem."""
    due = date_of(_posted(visit, "due_on")) if _posted(visit, "due_on") else None
    if not _posted(visit, "action"):
        return _problem(visit, code, _NO_ACTION, visit.request.POST.dict())
    if due is not None and not isinstance(due, date):
        return _problem(visit, code, _NO_DAY.fill(text=_posted(visit, "due_on")), visit.request.POST.dict())
    measure = Measure(
        _posted(visit, "action"), _posted(visit, "office_code"), _posted(visit, "responsible"), due, _posted(visit, "cause")
    )

    def do() -> Text:
        loop.plan(visit.about, visit.writer(), code, measure)
        return Text("已写明整改措施", "The measure is set")

    return _done(visit, code, do)


def _of_measure(visit: Visit, code: str) -> str | None:
    """The problem that a measure is about."""
    row = assembled(visit.about).find("rectification", rectification_code=code)
    return row.text("problem_code") if row else None


def _on_measure(visit: Visit, code: str, do: Callable[[], None], said: Text) -> HttpResponse:
    of = _of_measure(visit, code)
    if of is None:
        return missing(visit.request)

    def told() -> Text:
        do()
        return said

    return _done(visit, of, told)


def take(visit: Visit, code: str) -> HttpResponse:
    """Begin with a measure."""
    return _on_measure(visit, code, lambda: loop.take(visit.about, visit.writer(), code), Text("已开始整改", "It is in hand"))


def finish(visit: Visit, code: str) -> HttpResponse:
    """Say that a measure is done, with its proofs."""
    said = Text("已报告完成，等待另一人核验", "It is done, and waits for somebody else to verify it")
    of = _of_measure(visit, code)
    is_bare = of is not None and not _files(visit, "proof") and not _has_proofs(visit, code)
    if of is not None and is_bare:
        return _problem(visit, of, _NO_PROOF)
    return _on_measure(visit, code, lambda: loop.finish(visit.about, visit.writer(), code, _given(visit, "proof")), said)


def _has_proofs(visit: Visit, code: str) -> bool:
    stands = (each for found in standing(assembled(visit.about), today()) for each in found.measures)
    return any(each.proofs for each in stands if each.row.text("rectification_code") == code)


def send_back(visit: Visit, code: str) -> HttpResponse:
    """Send a measure back, with the reason."""
    of, why = _of_measure(visit, code), _posted(visit, "why")
    if of is not None and not why:
        return _problem(visit, of, _NO_REASON)
    return _on_measure(
        visit, code, lambda: loop.send_back(visit.about, visit.writer(why), code, why), Text("已退回", "It was sent back")
    )


def verify(visit: Visit, code: str) -> HttpResponse:
    """Run the rule that raised the problem again; only if it holds, its measures are verified."""
    why = _posted(visit, "why")

    def do() -> Text:
        files = (_given(visit, "paper"), _given(visit, "accepted"))
        return verdict_text(code, loop.verify(visit.about, visit.writer(why), code, why, files))

    return _done(visit, code, do)


# ---- what was found


def found(visit: Visit) -> HttpResponse:
    """What checks, scores, audits and the monitor find, to make problems of."""
    return _found(visit)


def _sources(visit: Visit) -> list[str]:
    asked = visit.request.POST if visit.is_post else visit.request.GET
    return [each for each in SOURCES if each in asked.getlist("from")] or ["score", "audit"]


def _found(visit: Visit, fault: Text | None = None) -> HttpResponse:
    sources = _sources(visit)
    try:
        listed = loop.candidates_of(visit.about, assembled(visit.about), sources)
    except JixiaoError as error:
        listed, fault = [], fault or error.text
    fresh: list[Candidate] = [each for each in listed if not each.known or each.came_back]
    known = [
        (each.raised.description, [row.text("problem_code") for row in each.known])
        for each in listed
        if each.known and not each.came_back
    ]
    status = HTTPStatus.UNPROCESSABLE_ENTITY if fault else HTTPStatus.OK
    picked = visit.request.POST.getlist("picked")
    said = {"fault": fault, "sources": SOURCES, "chosen": sources, "picked": picked, "can_raise": _may(visit)}
    return visit.show("mending_found.html", status, fresh=fresh, known=known, **said)


def register(visit: Visit) -> HttpResponse:
    """Make problems of what was picked."""
    picked = visit.request.POST.getlist("picked")
    if not picked:
        return _found(visit, _NOTHING_PICKED)
    try:
        loop.raise_problems(visit.about, visit.writer(), _sources(visit), picked)
    except JixiaoError as error:
        return _found(visit, error.text)
    visit.tell(Text("已登记{n}个问题", "{n} problems were registered").fill(n=len(picked)))
    return visit.go("mending")


_NO_ACTION = Text("请写明整改措施", "Say what is to be done")
_NO_DAY = Text("“{text}”不是日期，应如 2024-06-30", "“{text}” is no date such as 2024-06-30")
_NO_PROOF = Text("请附上证明整改已完成的文件", "Attach a file that proves that it is done")
_NO_REASON = Text("请写明退回的理由", "Say why it is sent back")
_NOTHING_PICKED = Text("请勾选要登记的问题", "Tick what is to become a problem")
_PROBLEM = f"{OF_DOSSIER}mending/problems/<str:code>/"
_MEASURE = f"{OF_DOSSIER}mending/measures/<str:code>/"

pages = (
    Page("mending", f"{OF_DOSSIER}mending/", mending, "see", label=Text("整改", "Rectification"), order=80),
    Page("mending_found", f"{OF_DOSSIER}mending/found/", found, "see"),
    Page("mending_register", f"{OF_DOSSIER}mending/found/register/", register, None, "mend"),
    Page("mending_problem", _PROBLEM, problem, "see"),
    Page("mending_plan", f"{_PROBLEM}plan/", plan, None, "mend"),
    Page("mending_verify", f"{_PROBLEM}verify/", verify, None, "mend"),
    Page("mending_take", f"{_MEASURE}take/", take, None, "mend"),
    Page("mending_finish", f"{_MEASURE}finish/", finish, None, "mend"),
    Page("mending_return", f"{_MEASURE}return/", send_back, None, "mend"),
)
