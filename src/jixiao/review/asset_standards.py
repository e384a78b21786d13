"""Standards for assets: what a piece of a category may cost and how long it has to serve. One file each in ``standards/``.

A region's own standard stands before the national one, wherever it speaks of the category. Adding one is adding a file.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import as_file, files
from typing import NamedTuple

from jixiao.exact import decimal_of
from jixiao.files.described import Part
from jixiao.files.yamls import read_yaml
from jixiao.findings import Finding, Severity, as_text
from jixiao.periods import date_of
from jixiao.tables.dossier import Dossier, Row


class Standard(NamedTuple):
    """What one standard says of one category, or of those of it that have one of these names."""

    region: str
    valid_from: date
    source: str
    is_seen: bool
    category: str
    names: tuple[str, ...]
    price: Decimal | None
    years: int

    @property
    def severity(self) -> Severity:
        """A standard that was not seen in its own words can only be asked about."""
        return "error" if self.is_seen else "explain"


@cache
def standards() -> tuple[Standard, ...]:
    """All of them: the closest region first, then the latest. A fault in a shipped file is a programming error (``ValueError``)."""
    found, findings = list[Standard](), list[Finding]()
    with as_file(files("jixiao.review") / "standards") as folder:
        for path in sorted(folder.glob("*.yaml")):
            found += _standards(Part.top(read_yaml(path), path.name, "asset-standards", findings))
    if findings:
        raise ValueError("\n".join(as_text(finding, "en") for finding in findings))
    return tuple(sorted(found, key=lambda each: (-len(each.region), -each.valid_from.toordinal(), not each.names)))


def _standards(part: Part) -> Iterator[Standard]:
    part.only("id", "region", "from", "source", "confidence", "items")
    begins = date_of(part.text("from"))
    assert isinstance(begins, date), part.text("id")
    for item in part.parts("items"):
        item.only("category", "names", "price_yuan", "years", "confidence")
        yield Standard(
            part.text("region", ""),
            begins,
            part.text("source"),
            item.text("confidence", part.text("confidence")) == "seen",
            item.text("category"),
            tuple(item.words("names")) if item.has("names") else (),
            decimal_of(item.text("price_yuan", "")),
            item.whole("years"),
        )


def standard_for(dossier: Dossier, asset: Row, day: date) -> Standard | None:
    """The standard that holds for an asset on a day, in the region of its unit."""
    unit = dossier.find("unit", unit_code=asset["unit_code"])
    region = unit.text("region_code") if unit else ""
    for each in standards():
        fits = each.category == asset["category"] and region.startswith(each.region) and each.valid_from <= day
        if fits and (not each.names or any(name in asset.text("name") for name in each.names)):
            return each
    return None
