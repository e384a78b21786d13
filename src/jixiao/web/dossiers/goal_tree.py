"""The goals of a year as a tree: duties, their tasks, the projects that pay for them; at each the indicators with their lights."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from jixiao.monitor import shown
from jixiao.monitor.shown import ShownIndicator, ShownLine
from jixiao.monitor.watching import Monitoring
from jixiao.tables.dossier import Row
from jixiao.wording import Text

LAYERS = {
    "unit": Text("部门整体", "Unit"),
    "duty": Text("部门职责", "Duty"),
    "task": Text("工作任务", "Task"),
    "project": Text("支出项目", "Project"),
}
"""What a layer is called."""


@dataclass(frozen=True)
class Layer:
    """A node of the tree. ``row`` is None for the unit itself, and for what belongs to nothing that is known."""

    kind: str
    code: str
    name: str
    row: Row | None
    money: ShownLine | None = None
    indicators: Sequence[ShownIndicator] = ()
    below: Sequence[Layer] = field(default_factory=list)

    @property
    def label(self) -> Text:
        """What the layer is called."""
        return LAYERS[self.kind]

    @property
    def worst(self) -> ShownIndicator | None:
        """The indicator with the worst light, here and below."""
        lit = [each for each in self.all_indicators() if each.light in {"red", "yellow"}]
        return min(lit, key=lambda each: each.light != "red", default=None)

    @property
    def total(self) -> int:
        """How many indicators there are, here and below."""
        return sum(1 for _ in self.all_indicators())

    def all_indicators(self) -> Iterator[ShownIndicator]:
        """The indicators here and below."""
        yield from self.indicators
        for each in self.below:
            yield from each.all_indicators()


def tree(found: Monitoring) -> list[Layer]:
    """The unit's own indicators first, then the duties; what names no duty or task that is known stands at the end."""
    dossier = found.dossier
    lit: defaultdict[tuple[str, str], list[ShownIndicator]] = defaultdict(list)
    for each in found.watch.indicators:
        level = each.standing.row.text_id("level")
        lit[level, each.spot.of if level != "unit" else ""].append(shown.indicator(found, each))
    money: dict[tuple[str, str], ShownLine] = {
        (each.spot.kind, each.spot.code): shown.line(found, each) for each in found.watch.lines
    }

    def layer(kind: str, row: Row, below: Sequence[Layer] = ()) -> Layer:
        code = row.text(f"{kind}_code")
        return Layer(kind, code, row.text("name"), row, money.get((kind, code)), lit.pop((kind, code), []), below)

    projects: defaultdict[str, list[Layer]] = defaultdict(list)
    for row in dossier.table("project"):
        projects[row.text("task_code")].append(layer("project", row))
    tasks: defaultdict[str, list[Layer]] = defaultdict(list)
    for row in dossier.table("task"):
        tasks[row.text("duty_code")].append(layer("task", row, projects.pop(row.text("task_code"), [])))
    own = Layer("unit", dossier.unit_code, dossier.unit_name, None, None, lit.pop(("unit", ""), []))
    duties = [layer("duty", row, tasks.pop(row.text("duty_code"), [])) for row in dossier.table("duty")]
    stray = [*(each for some in tasks.values() for each in some), *(each for some in projects.values() for each in some)]
    return [own, *duties, *stray]
