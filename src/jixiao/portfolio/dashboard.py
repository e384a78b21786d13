"""A dashboard of a scored lake: a folder with a page that opens from the disk, without a server and without asking anything outside.

    OUT/index.html         the page with its aggregates
    OUT/*.css, OUT/*.js     how it looks and what it does
    OUT/data/units-….js    all units, in shares; loaded when a list or a search asks for them
    OUT/data/detail-….js   units item by item with the arithmetic; loaded when one is opened

A page from the disk may load scripts and nothing else, so what is loaded on demand are scripts with one call. The same result gives
the same bytes.
"""

from __future__ import annotations

import json
import os
import shutil
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from importlib.resources import files
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

from jixiao.errors import Misuse
from jixiao.files.writing import make_folder, new_folder, write_bytes
from jixiao.portfolio.dashboard_details import details
from jixiao.portfolio.dashboard_overview import UNIT, overview, shares_of_units
from jixiao.portfolio.outcomes import Raw, Result, outcome_of, result_at
from jixiao.wording import Text

MOST_DETAILS = 5_000
UNITS_IN_A_FILE = 2_000
DETAILS_IN_A_FILE = 50
PAGE = "index.html"
_BESIDE = ("dashboard.css", "charts.js", "unit.js", "dashboard.js")
_AHEAD = 2
Tell = Callable[[str], None]
Json = Any


class Made(NamedTuple):
    """What was made: the page, how many units it knows, and of how many it has the arithmetic."""

    page: Path
    units: int
    detailed: int


def dashboard(
    scored: Path, out: Path, lake: Path | None = None, most: int = MOST_DETAILS, processes: int = 0, tell: Tell = lambda _: None
) -> Made:
    """Make the dashboard of a result that was scored and judged, with the details of the ``most`` riskiest units.

    ``tell`` hears of every file of details. A dashboard that stood at ``out`` is replaced; anything else there is ``Misuse``.
    """
    if not 0 <= most <= MOST_DETAILS:
        raise Misuse(_MOST.fill(most=most, limit=MOST_DETAILS))
    if out.exists() and not (out / PAGE).exists() and (out.is_file() or any(out.iterdir())):
        raise Misuse(_IN_THE_WAY.fill(path=out))
    with result_at(scored, lake) as result, _taking_the_place_of(out) as beside:
        made = _fill(result, beside, most, processes or os.cpu_count() or 1, tell)
    return made._replace(page=out / PAGE)


_MOST = Text(
    "--details 应为 0 至 {limit}，不能是 {most}：更多单位的算式请按区划或指标体系分开制作",
    "--details takes 0 to {limit}, not {most}: for the arithmetic of more units make a dashboard for each region or framework",
)
_IN_THE_WAY = Text(
    "{path} 中有别的内容，看板不写在那里；请换一个新文件夹",
    "Something else stands in {path}, so no dashboard is written there; name a new folder",
)


@contextmanager
def _taking_the_place_of(out: Path) -> Iterator[Path]:
    """A new folder that takes the place of ``out`` when the block ends well."""
    target = Path(os.path.realpath(out))
    fresh, old = (target.with_name(f".{target.name}.{word}") for word in ("new", "old"))
    for path in (fresh, old):
        shutil.rmtree(path, ignore_errors=True)
    with new_folder(fresh, PAGE) as beside:
        yield beside
    with suppress(FileNotFoundError):
        target.rename(old)
    fresh.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def _fill(result: Result, out: Path, most: int, processes: int, tell: Tell) -> Made:
    make_folder(out / "data")
    known = overview(result)
    keys = result.riskiest(most)
    units = shards = 0
    for number, rows in enumerate(shares_of_units(result.engine, UNITS_IN_A_FILE)):
        _write_data(out, f"units-{number:04}", rows)
        units, shards = units + len(rows), number + 1
    places: dict[str, int] = {}
    for number, (names, content) in enumerate(_detailed(result.raw(keys, DETAILS_IN_A_FILE), processes)):
        name = f"detail-{number:04}"
        write_bytes(out / "data" / f"{name}.js", content)
        places |= dict.fromkeys(names, number)
        tell(name)
    known |= {"columns": UNIT, "units": units, "shards": shards, "engine": result.record.get("engine", "")}
    known["detailed"] = len(places)
    _write_data(out, "places", places)
    for name in _BESIDE:
        write_bytes(out / name, _own(name).encode())
    write_bytes(out / PAGE, _own(PAGE).replace("__DATA__", in_markup(known)).encode())
    return Made(out / PAGE, units, len(places))


def _detailed(shares: Iterable[Sequence[Raw]], processes: int) -> Iterator[tuple[list[str], bytes]]:
    """The details of every share, in order; only a few shares wait at a time."""
    if processes == 1:
        yield from (detail_script(share) for share in enumerate(shares))
        return
    waiting: deque[Future[tuple[list[str], bytes]]] = deque()
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        for numbered in enumerate(shares):
            waiting.append(pool.submit(detail_script, numbered))
            if len(waiting) > processes * _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def detail_script(share: tuple[int, Sequence[Raw]]) -> tuple[list[str], bytes]:
    """The names of the units of a share, and the script that holds their details."""
    number, raw = share
    made = details([outcome_of(each) for each in raw])
    return list(made["units"]), script(f"detail-{number:04}", made)


def _write_data(out: Path, name: str, value: Json) -> None:
    write_bytes(out / "data" / f"{name}.js", script(name, value))


def script(name: str, value: Json) -> bytes:
    """A script that hands a value to the page; it holds no other code."""
    return f"jixiaoLoaded({in_markup(name)},{in_markup(value)});\n".encode()


def in_markup(value: Json) -> str:
    """A value as JSON that ends no script and opens no comment, whatever texts it holds."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return "".join(_ESCAPED.get(sign, sign) for sign in text) if _ESCAPED.keys() & set(text) else text


_ESCAPED = {sign: f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def _own(name: str) -> str:
    """One of the page's own files."""
    return files(__package__).joinpath(f"dashboard_page/{name}").read_text(encoding="utf-8")
