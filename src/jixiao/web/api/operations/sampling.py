"""The units that the bureau checks again: drawn by risk from a seed, each with its probability and the reasons for its points."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from ninja import Query, Schema
from pydantic import Field, StringConstraints

from jixiao.web.api.operation import Call, Operation
from jixiao.web.api.shapes import Data
from jixiao.web.bureau.listing import Wish
from jixiao.web.bureau.sampling import MOST, sample
from jixiao.wording import Text

order = 96
words = Text("抽查", "Sampling")


class WantedSample(Schema):
    """How many units of which year, and by which seed."""

    year: Annotated[int, Field(ge=2000, le=2100)]
    count: Annotated[int, Field(ge=1, le=MOST)]
    seed: Annotated[str, StringConstraints(min_length=1, max_length=60)]


class SampleReason(Schema):
    """What was seen, in words, and the points of risk that it gives."""

    label: str
    words: str
    points: str


class SampledUnit(Schema):
    """A unit that was drawn; ``basis`` says what its risk stands on: current, changed, not_judged or aside."""

    unit: str
    name: str
    stratum: str
    risk: str
    probability: str
    basis: str
    reasons: list[SampleReason]


class SampleShape(Schema):
    """The units, of how many, and how the signals stood (``made_at`` null: they were not worked out)."""

    items: list[SampledUnit]
    of: int
    seed: str
    made_at: datetime | None
    current: int
    changed: int
    not_judged: int
    aside: int


def draw_sample(call: Call, wanted: Query[WantedSample]) -> Data:
    """Draw units to be checked again, of those that handed in their self-evaluation and that you oversee."""
    drawn = sample(call.person, Wish(wanted.year), wanted.count, wanted.seed.strip() or "1")
    stand = drawn.stand
    return {
        "items": [
            {
                "unit": each.code,
                "name": each.name,
                "stratum": each.stratum,
                "risk": each.risk,
                "probability": each.probability,
                "basis": each.basis,
                "reasons": [
                    {"label": call.say(one.label), "words": call.say(one.words), "points": one.points} for one in each.reasons
                ],
            }
            for each in drawn.rows
        ],
        "of": drawn.of,
        "seed": drawn.seed,
        "made_at": stand.made_at,
        "current": stand.current,
        "changed": stand.changed,
        "not_judged": stand.not_judged,
        "aside": stand.aside,
    }


operations = (Operation("GET", "sample", draw_sample, "oversee", Text("抽取", "Draw a sample"), SampleShape),)
