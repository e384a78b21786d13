"""Every item and every indicator that scores, of the unit and of each of its projects: what was lost, or why there is no score."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from jixiao.cycle.problems import Raised, indicator_object
from jixiao.exact import plain, rounded, unscaled
from jixiao.framework.aggregate import SCORED
from jixiao.score.scoring import ItemScore, PartScore, Score, shown
from jixiao.score.unit_score import framework_of, score_unit
from jixiao.tables.dossier import Dossier
from jixiao.wording import Text, same

RULE = "points-lost"
_PART_PLACES = 6
_PLACES = 2
"""Decimals of the points that a sentence tells; fewer points than that are told as they are."""


@dataclass(frozen=True, slots=True)
class Scored:
    """One item, or one indicator within an item: its name that holds from year to year, and what it lost (None without a score)."""

    object: str
    about: tuple[str, str]
    name: str
    state: str
    lost: Decimal | None
    because: Text
    library_code: str = ""

    def raised(self) -> Raised:
        """The problem that it makes."""
        kind = "评分指标" if self.about[0] == "item" else "绩效指标"
        points = self.lost or Decimal(0)
        lost = plain(rounded(points, _PLACES) or points)
        return Raised(
            "score",
            RULE,
            self.object,
            self.about,
            f"{kind}“{self.name}”扣{lost}分。",
            _LOST.fill(name=self.name, lost=lost, because=self.because),
            library_code=self.library_code,
        )


_LOST = Text("“{name}”扣{lost}分：{because}", "“{name}” lost {lost} points: {because}")


def everything_scored(dossier: Dossier) -> Iterator[Scored]:
    """All that scores under the frameworks that a dossier names: items by themselves, indicators one by one."""
    for framework_id in dossier.frameworks:
        framework = framework_of(dossier, framework_id)
        if framework.kind == "project":
            for row in dossier.table("project"):
                if row["kind"] == "project":
                    code = row.text_id("project_code")
                    yield from _of(dossier, score_unit(dossier, framework_id, project_code=code), f"{row.text('name')}：", code)
        else:
            yield from _of(dossier, score_unit(dossier, framework_id), "", "")


def _of(dossier: Dossier, made: Score, prefix: str, project: str) -> Iterator[Scored]:
    where = f"project/{project}/" if project else ""
    for each in made.leaves:
        if each.parts:
            for part in each.parts:
                yield _part(dossier, each, part, prefix)
        else:
            about = ("item", each.item.code)
            yield Scored(f"{where}item:{each.item.code}", about, prefix + each.item.name.zh, each.state, each.lost, each.because)


def _part(dossier: Dossier, each: ItemScore, part: PartScore, prefix: str) -> Scored:
    code = next(
        (
            row.text("indicator_code")
            for row in dossier.table("indicator")
            if row.text("indicator_code").lower() == part.part.code.lower()
        ),
        part.part.code,
    )
    stable = indicator_object(dossier, code)
    lost = None if part.earned is None or not each.is_scored else unscaled(part.share - part.earned, _PART_PLACES)
    missing = part.part.fact.state
    state = SCORED if lost is not None else missing.value if missing else each.state
    return Scored(f"indicator:{stable}", ("indicator", code), prefix + part.part.name, state, lost, part.because, stable)


def total_of(made: Score) -> Text:
    """A score in one phrase: 97.99分（优）."""
    total = shown(made.total, made.framework)
    grade = made.grade or same("—")
    return Text("{total}分（{grade}）", "{total} points ({grade})").fill(total=total, grade=grade)
