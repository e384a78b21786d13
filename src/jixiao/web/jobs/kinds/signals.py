"""The signals of the units that handed in, for the sampling of the bureau: worked out as for a lake, kept with the versions they are of."""

from __future__ import annotations

import json
from typing import cast

from jixiao.errors import Misuse
from jixiao.web.bureau.judging import judged
from jixiao.web.bureau.risks import Judged, keep
from jixiao.web.jobs.database import source
from jixiao.web.jobs.job import At, Made
from jixiao.wording import Text

order = 45
words = Text("计算抽查用的风险信号", "work out the signals for sampling")
permission = "oversee"
of_dossier = False

FILE = "signals.json"


def run(at: At) -> Made:
    """Of all units that handed in their self-evaluation of ``year``, among those that whoever asks oversees."""
    year = _year(at)
    made = judged(at.person, year, source(), at.tell)
    if not made:
        raise Misuse(Text("{year}年度还没有单位报送自评", "Nobody has handed in a self-evaluation of {year} yet").fill(year=year))
    at.keep(FILE, json.dumps(made, ensure_ascii=False).encode())
    seen, aside = sum(bool(each["seen"]) for each in made), sum(bool(each["because"]) for each in made)
    return Made(_MADE.fill(n=len(made), seen=seen, aside=aside), data={"units": len(made), "seen": seen, "aside": aside})


def settle(at: At, made: Made) -> None:
    """Keep what was found, once."""
    del made
    found = cast("list[Judged]", json.loads((at.folder / FILE).read_text(encoding="utf-8")))
    keep(at.job.account, _year(at), found)


def _year(at: At) -> int:
    year = at.arguments.get("year")
    if not isinstance(year, int):
        raise Misuse(Text("请写明年度", "Say which year"))
    return year


_MADE = Text(
    "核对了{n}个单位，{seen}个有信号，{aside}个不能计算",
    "{n} units were looked at; {seen} give signals, {aside} could not be worked out",
)
