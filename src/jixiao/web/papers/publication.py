"""What is published of a dossier, as plain data: scores, indicators, spending, the report, and how each number came about.

Everything passes the censor of ``report.publication``: data of persons are taken out of every text, and a number that is drawn from what is
internal is withheld, with its arithmetic. Rows are told by their table and their count, never by what stands in them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from jixiao.document.model import Run, text_of
from jixiao.exact import decimal_of
from jixiao.report import making
from jixiao.report.form import Material
from jixiao.report.publication import WITHHELD, Censor
from jixiao.score.explanation import reason_for
from jixiao.score.scoring import ItemScore
from jixiao.tables.dossier import Row
from jixiao.web.papers.blocks import Blocks, blocks_of, figures_in
from jixiao.wording import Text, of_words, settled

Data = dict[str, Any]
EDITION = 1
REPORT = "publication_copy"
MONEY = (
    *("budget.initial", "budget.adjusted", "spending.total", "spending.rate"),
    *("budget.basic", "spending.basic", "spending.rate-basic", "budget.projects", "spending.projects", "spending.projects-rate"),
)
THREE_PUBLIC = tuple(
    f"three-public.{kind}.{column}"
    for kind in ("abroad", "car-purchase", "car-running", "reception", "total")
    for column in ("budget", "actual")
)
_WAN = of_words("万元", "10,000 yuan")


def publication(material: Material) -> Data:
    """All that everybody may read of a dossier."""
    return _Publication(material).data()


class _Publication:
    """One publication while it is made; remembers which figures it states."""

    def __init__(self, material: Material) -> None:
        self.material = material
        self.censor = Censor(material)
        self.stated: dict[str, None] = {}

    def data(self) -> Data:
        score, dossier = self.material.score, self.material.dossier
        report = self._report()
        scores, indicators, spending = self._scores(), self._indicators(), self._spending()
        return {
            "edition": EDITION,
            "unit": {"code": self.material.scope.unit_code, "name": self.censor.clean(self.material.unit_name)},
            "fiscal_year": dossier.fiscal_year,
            "framework": {"id": score.framework.id, "name": self._said(score.framework.name)},
            "total": self._number("score.total"),
            "out_of": self._number("points.total"),
            "grade": self._said(score.grade) if score.grade else None,
            "scores": scores,
            "indicators": indicators,
            "spending": spending,
            "report": report,
            "figures": self._explained(),
        }

    def _report(self) -> Blocks:
        """The copy of the report for publication, which is censored already."""
        if REPORT not in making.makeable(self.material):
            return []
        blocks = blocks_of(making.built(self.material, REPORT))
        self.stated |= dict.fromkeys(figures_in(blocks))
        return blocks

    # ---- texts and numbers

    def _said(self, text: Text) -> dict[str, str]:
        clean = settled(text, self.censor.clean)
        return {"zh": clean.zh, "en": clean.en}

    def _number(self, figure_id: str) -> str | None:
        """The text of a figure; None where there is none or it is missing."""
        found = self.material.figures.find(figure_id)
        if found is None or found.is_missing:
            return None
        text = self.censor.run(Run(found.text, figure_id)).text
        if text != WITHHELD:
            self.stated[figure_id] = None
        return text

    def _filled(self, text: str) -> str:
        """A text as it is published: its figures filled in, without data of persons."""
        return text_of(self.censor.runs(self.material.runs(text)))

    # ---- scores

    def _scores(self) -> list[Data]:
        items = self.material.score.items
        levels: dict[str, int] = {}
        for each in items:
            levels[each.item.code] = levels.get(each.item.parent or "", 0) + 1
        return [self._score(each, levels[each.item.code]) for each in items]

    def _score(self, each: ItemScore, level: int) -> Data:
        code = each.item.code
        hidden = self._is_hidden(each)
        row = reason_for(self.material.dossier, self.material.score, code)
        withheld = {"zh": WITHHELD, "en": "(withheld)"}
        return {
            "code": code,
            "name": self._said(each.item.name),
            "level": level,
            "is_leaf": not each.item.children,
            "points": self._number(f"points.{code}"),
            "score": WITHHELD if hidden else self._number(f"score.{code}"),
            "lost": WITHHELD if hidden else self._number(f"lost.{code}"),
            "because": withheld if hidden else self._said(each.because),
            "reason": self._filled(row.text("reason")) if row else None,
        }

    def _is_hidden(self, each: ItemScore) -> bool:
        """Whether an item's score or one of the indicators that make it is drawn from what is internal."""
        parts = [f"indicator.{part.part.code.lower()}.actual" for part in each.parts]
        return any(map(self.censor.is_withheld, (f"score.{each.item.code}", *parts)))

    # ---- indicators

    def _indicators(self) -> list[Data]:
        rows = [row for row in self.material.dossier.table("indicator") if row["level"] == "unit" and row in self.material.scope]
        return [self._indicator(row) for row in rows]

    def _indicator(self, row: Row) -> Data:
        code = row.text("indicator_code").lower()
        is_judged = row["operator"] == "judged"
        target = None if is_judged else self._number(f"indicator.{code}.target")
        return {
            "code": row.text("indicator_code"),
            "figure": f"indicator.{code}.actual",
            "class": self.censor.clean(row.text("class")),
            "name": self.censor.clean(row.text("name")),
            "operator": row.text("operator"),
            "target": self.censor.clean(row.text("target_text")) if is_judged else target,
            "actual": self._number(f"indicator.{code}.actual"),
            "measure_unit": row.text("measure_unit"),
            "score": self._number(f"indicator.{code}.score"),
            "points": self._number(f"indicator.{code}.points"),
        }

    # ---- money

    def _spending(self) -> list[Data]:
        return [each for figure_id in (*MONEY, *THREE_PUBLIC) if (each := self._sum(figure_id)) is not None]

    def _sum(self, figure_id: str) -> Data | None:
        text = self._number(figure_id)
        found = self.material.figures.find(figure_id)
        if text is None or found is None:
            return None
        unit = None if text.endswith("%") or text == WITHHELD else {"zh": _WAN.zh, "en": _WAN.en}
        return {"figure": figure_id, "name": self._said(found.label), "value": text, "unit": unit}

    # ---- how they came about

    def _explained(self) -> dict[str, Data]:
        return {each: said for each in self.stated if (said := self._derivation(each)) is not None}

    def _derivation(self, figure_id: str) -> Data | None:
        found = self.material.figures.find(figure_id)
        if found is None or self.censor.is_withheld(figure_id):
            return None
        counts: dict[str, int] = {}
        labels: dict[str, Text] = {}
        for row in found.rows:
            counts[row.spec.name] = counts.get(row.spec.name, 0) + 1
            labels[row.spec.name] = row.spec.label
        return {
            "name": self._said(found.label),
            "text": self.censor.clean(found.text),
            "because": [self._said(line) for line in found.because],
            "rows": [{"table": name, "name": self._said(labels[name]), "count": count} for name, count in counts.items()],
        }


# ---- as it is read


def spoken_data(value: Any) -> Any:  # noqa: ANN401 - whatever stands in the data
    """Kept data for a page: what stands in both languages becomes a ``Text``."""
    if isinstance(value, Mapping):
        if value.keys() == {"zh", "en"}:
            return of_words(value["zh"], value["en"])
        return {name: spoken_data(each) for name, each in value.items()}
    return [spoken_data(each) for each in value] if isinstance(value, list) else value


def machine_data(data: Mapping[str, Any]) -> Data:
    """Kept data for programs: without drawings and pictures."""
    report = [{name: value for name, value in block.items() if name not in {"drawing", "source"}} for block in data["report"]]
    return {**data, "report": report}


TABLES: dict[str, tuple[Text, tuple[tuple[str, Text], ...]]] = {
    "scores": (
        Text("得分", "Scores"),
        (
            ("code", Text("指标代码", "Code")),
            ("name", Text("指标", "Item")),
            ("level", Text("层级", "Level")),
            ("points", Text("分值", "Points")),
            ("score", Text("得分", "Score")),
            ("lost", Text("扣分", "Lost")),
            ("because", Text("计分说明", "Because")),
            ("reason", Text("扣分原因", "Reason")),
        ),
    ),
    "indicators": (
        Text("绩效指标", "Indicators"),
        (
            ("code", Text("指标代码", "Code")),
            ("class", Text("一级指标", "Class")),
            ("name", Text("指标", "Indicator")),
            ("operator", Text("比较", "Operator")),
            ("target", Text("指标值", "Target")),
            ("actual", Text("完成值", "Actual")),
            ("measure_unit", Text("计量单位", "Unit")),
            ("points", Text("分值", "Points")),
            ("score", Text("得分", "Score")),
        ),
    ),
    "spending": (
        Text("预算与支出", "Budget and spending"),
        (
            ("figure", Text("数字编号", "Figure")),
            ("name", Text("项目", "Name")),
            ("value", Text("数值", "Value")),
            ("unit", Text("单位", "Unit")),
        ),
    ),
}
"""The tables that are handed out for programs, with their columns."""


def rows_of(data: Mapping[str, Any], table: str, language: str) -> Iterable[list[str]]:
    """A table as rows of texts, its header first. A cell that an office program would take for a formula gets a sign before it."""
    columns = TABLES[table][1]
    yield [label.zh if language == "zh" else label.en for _, label in columns]
    for each in data[table]:
        yield [_plain(each.get(name), language) for name, _ in columns]


def _plain(value: object, language: str) -> str:
    text = str(value.get(language, "")) if isinstance(value, Mapping) else "" if value is None else str(value)
    is_formula = len(text) > 1 and text[0] in _FORMULA and decimal_of(text) is None
    return f"'{text}" if is_formula else text


_FORMULA = frozenset("=+-@\t\r")
