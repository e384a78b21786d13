"""Papers made earlier, held against the dossier as it is today: every figure and sentence that no longer holds, and which row moved it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple

from jixiao.document.derivations import Derivation, SourceRow, Trace
from jixiao.document.model import Document, Run
from jixiao.document.opening import is_paper, open_paper
from jixiao.document.statements import Statement, statements
from jixiao.document.tidy import tidied
from jixiao.errors import Misuse, Unreadable
from jixiao.findings import Finding, Outcome, Place
from jixiao.report.form import Material
from jixiao.report.making import built
from jixiao.report.tracing import FORM, FRAMEWORK, PROJECT, UNIT, UNTIL, YEAR, source_row
from jixiao.score.figure import Figure
from jixiao.score.unit_score import score_unit
from jixiao.tables.dossier import Dossier
from jixiao.wording import Text, joined, same

FIGURES, TEXTS = "papers-state-current-figures", "papers-state-current-texts"
_MOST_ROWS = 10
_SHORTEST_CELL = 2


def stale(dossier: Dossier, out: Path) -> list[Outcome]:
    """What no longer holds in a paper, or in every paper of a folder. What is no paper of this dossier is counted as not checkable."""
    paths = sorted(path for path in out.iterdir() if path.is_file() and is_paper(path)) if out.is_dir() else [out]
    guard = Guard(dossier)
    outcomes = []
    for path in paths:
        try:
            outcomes.append(guard.outcome(str(path), open_paper(path)))
        except Unreadable as error:
            outcomes.append(_not_checkable(str(path), error.text))
    return outcomes


def _not_checkable(file: str, because: Text) -> Outcome:
    return Outcome(file, not_checkable=1, findings=[Finding(FIGURES, Place(file), because, "hint")])


_Rows = Mapping[tuple[str, str], SourceRow]


class _Paper(NamedTuple):
    """A paper, and what the dossier says today of what it was made from."""

    file: str
    document: Document
    trace: Trace
    material: Material


class Guard:
    """Holds papers against one dossier; papers made from the same score share what was worked out."""

    def __init__(self, dossier: Dossier) -> None:
        self.dossier = dossier
        self.materials: dict[tuple[str, ...], Material] = {}
        self.documents: dict[tuple[str, ...], Document] = {}
        self.tables: dict[str, dict[str, str]] = {}

    def outcome(self, file: str, paper: Document) -> Outcome:
        """What came of one paper."""
        trace = paper.trace
        reason = _NO_TRACE if trace is None else self._foreign(dict(trace.made_of))
        if trace is None or reason is not None:
            return _not_checkable(file, reason or _NO_TRACE)
        outcome, made_of = Outcome(file), dict(trace.made_of)
        held = _Paper(file, paper, trace, self._material(made_of))
        outcome.note(self._figures(held))
        outcome.note(self._texts(held, self._today(made_of)))
        return outcome

    def _foreign(self, made_of: dict[str, str]) -> Text | None:
        """Why a paper cannot be held against this dossier."""
        whose = (made_of.get(UNIT, ""), made_of.get(YEAR, ""))
        units = {self.dossier.unit_code, *(row.text_id("unit_code") for row in self.dossier.table("unit"))}
        if whose[0] not in units or whose[1] != str(self.dossier.fiscal_year):
            return _OTHER_DOSSIER.fill(unit=whose[0], year=whose[1])
        try:
            self._today(made_of)
        except Misuse as error:
            return error.text
        return None

    def _material(self, made_of: dict[str, str]) -> Material:
        key = tuple(made_of.get(name, "") for name in (FRAMEWORK, UNIT, PROJECT, UNTIL))
        if key not in self.materials:
            framework, unit, project, until = key
            day = date.fromisoformat(until) if until else None
            score = score_unit(self.dossier, framework or None, day, unit or None, project or None)
            self.materials[key] = Material(self.dossier, score, day)
        return self.materials[key]

    def _today(self, made_of: dict[str, str]) -> Document:
        """The paper as it would be made today."""
        key = tuple(made_of.get(name, "") for name in (FORM, FRAMEWORK, UNIT, PROJECT, UNTIL))
        if key not in self.documents:
            self.documents[key] = tidied(built(self._material(made_of), made_of.get(FORM, "")))
        return self.documents[key]

    def _figures(self, paper: _Paper) -> Iterator[Finding]:
        for statement in statements(paper.document):
            for run in statement.runs:
                now = None if run.figure is None else paper.material.figures.find(run.figure)
                if run.figure is not None and (now is None or _bare(now.text) != _bare(run.text)):
                    yield self._figure(paper, statement, run, now)

    def _figure(self, paper: _Paper, statement: Statement, run: Run, now: Figure | None) -> Finding:
        made = paper.trace.of(run.figure or "")
        if now is None:
            because = Text("数字 {id} 已不存在", "The figure {id} exists no more").fill(id=run.figure)
        elif made is not None and _bare(made.text) == _bare(now.text):
            because = Text("文件中的数字 {id} 被改动过", "The figure {id} was changed in the paper").fill(id=run.figure)
        else:
            because = Text("{label}（{id}）已变动：{rows}", "{label} ({id}) has moved: {rows}").fill(
                label=now.label, id=run.figure, rows=self._moved(made, now, paper.trace)
            )
        place, expected = _place(paper.file, statement), same(now.text) if now else None
        return Finding(
            FIGURES, place, because, quote=statement.text, stated=same(run.text), expected=expected, advice=_MAKE_AGAIN
        )

    def _moved(self, made: Derivation | None, now: Figure, trace: Trace) -> Text:
        """Which rows are no longer what they were when the paper was made; else those that began or ceased to count."""
        if made is None:
            return Text(
                "数据已变动（公开稿不带数据来历，不能指明是哪一行）",
                "the data moved (a publication copy does not carry the rows behind it)",
            )
        before = {(row.table, row.key): row for row in (trace.rows[at] for at in made.rows)}
        after = {(row.table, row.key): row for row in (source_row(self.dossier, row) for row in now.rows)}
        moves = [(text, row) for row in {**before, **after}.values() for text in self._move(row, before, after, trace)]
        causes = [move for move in moves if move[0] is not _COUNTS and move[0] is not _CEASED] or moves
        if not causes:
            return Text("行数据未变，计算口径或指标体系已变", "no row has changed, but how it is worked out has")
        said = [self._said(text, row) for text, row in sorted(causes, key=lambda move: (move[1].table, move[1].key))]
        if len(said) > _MOST_ROWS:
            said = [*said[:_MOST_ROWS], Text("……另有{n}行", "… and {n} more").fill(n=len(said) - _MOST_ROWS)]
        return joined(said, "、", ", ")

    def _move(self, row: SourceRow, before: _Rows, after: _Rows, trace: Trace) -> Iterator[Text]:
        """What became of a row of a figure; nothing if it stands as it stood."""
        key = (row.table, row.key)
        if key in before and key in after:
            yield from () if before[key].digest == after[key].digest else (_CHANGED,)
        elif key in after:
            yield _COUNTS if after[key] in trace.rows else _ADDED
        else:
            today = self._rows(row.table).get(row.key)
            yield _GONE if today is None else _CEASED if today == before[key].digest else _CHANGED

    def _rows(self, table: str) -> dict[str, str]:
        """The rows of a table today: their digests by their keys."""
        if table not in self.tables:
            known = self.dossier.table(table) if table in self.dossier.schema else ()
            self.tables[table] = {row.key: row.digest for row in (source_row(self.dossier, each) for each in known)}
        return self.tables[table]

    def _said(self, text: Text, row: SourceRow) -> Text:
        label: Text | str = self.dossier.schema[row.table].label if row.table in self.dossier.schema else row.table
        return text.fill(table=label, key=row.key)

    def _texts(self, paper: _Paper, today: Document) -> Iterator[Finding]:
        """Sentences that were written by the paper's form and would be written otherwise today; those edited by hand stay."""
        made = set(paper.trace.texts)
        now = {each.digest: each for each in statements(today)}
        here = {each.digest: each for each in statements(paper.document)}
        fresh = {each.frame: each for digest, each in now.items() if digest not in made}
        for digest, statement in here.items():
            if digest in made and digest not in now:
                instead = _instead(statement, fresh)
                yield self._text(paper.file, statement, fresh.pop(instead) if instead else None)
        for each in fresh.values():
            if each.digest not in here:
                place, because = _place(paper.file, each), _LACKING.fill(rows=self._speaking(each.text, ""))
                yield Finding(TEXTS, place, because, expected=same(each.text), advice=_MAKE_AGAIN)

    def _text(self, file: str, statement: Statement, instead: Statement | None) -> Finding:
        because = _GONE_TEXT if instead is None else _OTHERWISE.fill(rows=self._speaking(instead.text, statement.text))
        expected = None if instead is None else same(instead.text)
        place, text = _place(file, statement), statement.text
        return Finding(TEXTS, place, because, quote=text, stated=same(text), expected=expected, advice=_MAKE_AGAIN)

    def _speaking(self, text: str, before: str) -> Text:
        """The rows whose words stand in the new text and did not stand in the old one."""
        found = [
            (max(lengths), row)
            for table in self.dossier.tables.values()
            for row in table
            if (lengths := [len(word) for column in row.values if _is_new(word := row.text(column), text, before)])
        ]
        longest = max((length for length, _ in found), default=0)
        said = [self._said(_ROW, source_row(self.dossier, row)) for length, row in found if length == longest]
        return joined(said[:_MOST_ROWS], "、", ", ") if said else Text("卷宗", "the dossier")


def _instead(statement: Statement, fresh: Mapping[str, Statement]) -> str | None:
    """The frame of the new sentence that stands in place of an old one: one much like it, or the one at its place."""
    alike = get_close_matches(statement.frame, fresh, 1)
    there = (frame for frame, each in fresh.items() if (each.table, each.number) == (statement.table, statement.number))
    return alike[0] if alike else next(there, None)


def _bare(text: str) -> str:
    """A text without its spaces, which lines that end swallow."""
    return "".join(text.split())


def _is_new(word: str, text: str, before: str) -> bool:
    return len(word) >= _SHORTEST_CELL and word in text and word not in before


def _place(file: str, statement: Statement) -> Place:
    if statement.table is None:
        return Place(file, paragraph=statement.number)
    return Place(file, table=statement.table, row=statement.number or None)


_NO_TRACE = Text(
    "文件中没有数字来历（不是 jixiao 写出的，或来历已被其他软件去掉），无法核对",
    "The file carries no trace of its figures (it was not written by jixiao, or another program dropped it), so it cannot be held against the data",
)
_OTHER_DOSSIER = Text(
    "文件属于另一卷宗（单位 {unit}，{year}年度），没有核对",
    "The file belongs to another dossier (unit {unit}, {year}) and was not compared",
)
_CHANGED = Text("{table} {key} 已改", "{table} {key} changed")
_ADDED = Text("{table} {key} 新增", "{table} {key} was added")
_GONE = Text("{table} {key} 已删除", "{table} {key} is gone")
_COUNTS = Text("{table} {key} 开始计入", "{table} {key} counts now")
_CEASED = Text("{table} {key} 不再计入", "{table} {key} no longer counts")
_ROW = Text("{table} {key}", "{table} {key}")
_OTHERWISE = Text("依据的内容已变动：{rows}", "What it is written from has changed: {rows}")
_GONE_TEXT = Text("按现在的数据不会再写这一句（行）", "From today's data this sentence (row) would not be written")
_LACKING = Text("按现在的数据还应写上这一句（行）：{rows}", "From today's data this sentence (row) would be written too: {rows}")
_MAKE_AGAIN = Text("用 jixiao report 重新写出，或核对后改正", "Make the paper again with jixiao report, or correct it")
