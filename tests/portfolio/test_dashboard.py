from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import duckdb
import pytest
from tests.portfolio.conftest import NATION

from jixiao.cli import main
from jixiao.errors import Misuse
from jixiao.portfolio.dashboard import PAGE, dashboard, in_markup
from jixiao.portfolio.dashboard_overview import UNIT
from jixiao.portfolio.groups import provinces
from jixiao.portfolio.outcomes import result_at

NASTY = "</script><script>alert(1)</script><img src=x onerror=alert(2)>&\u2028“单位”"


@pytest.fixture(scope="module")
def place(nation: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dashboard; the riskiest unit has a name that is markup."""
    made = tmp_path_factory.mktemp("dashboard")
    shutil.copytree(nation, made / "nation")
    scored = made / "nation" / "scored"
    with result_at(scored, nation / "lake") as result:
        ((code, _),) = result.riskiest(1)
    with duckdb.connect() as connection:
        for table in ("unit_rank", "risk"):
            file = scored / table / "all.parquet"
            connection.execute(f"CREATE OR REPLACE TABLE t AS FROM '{file}'")
            connection.execute("UPDATE t SET name = ? WHERE unit_code = ?", [NASTY, code])
            connection.execute(f"COPY t TO '{file}' (FORMAT parquet)")
    dashboard(scored, made / "out", nation / "lake", processes=1)
    return made


def data_of(page: Path) -> dict[str, object]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page.read_text("utf-8"), re.DOTALL)
    assert found
    known: dict[str, object] = json.loads(found[1])
    return known


def loaded(script: Path) -> dict[str, object]:
    text = script.read_text("utf-8")
    name, _, rest = text.removeprefix("jixiaoLoaded(").removesuffix(");\n").partition(",")
    assert json.loads(name) == script.stem
    value: dict[str, object] = json.loads(rest)
    return value


def test_the_page_asks_nothing_outside(place: Path) -> None:
    for file in (place / "out").rglob("*.*"):
        text = file.read_text("utf-8")
        assert not re.findall(r"(?:https?:)?//(?!www\.w3\.org/2000/svg)[\w.-]+\.\w{2,}", text) or file.parent.name == "data", file
    page = (place / "out" / PAGE).read_text("utf-8")
    assert "default-src 'none'" in page
    for name in re.findall(r'(?:src|href)="([^"#]+)"', page):
        assert name.startswith("data:") or (place / "out" / name).exists()


def test_no_text_of_a_unit_ends_a_script(place: Path) -> None:
    for file in [place / "out" / PAGE, *(place / "out" / "data").iterdir()]:
        text = file.read_text("utf-8")
        assert "alert(1)</script>" not in text
        assert "\u2028" not in text
    rows = data_of(place / "out" / PAGE)["riskiest"]
    assert isinstance(rows, list)
    assert rows[0][UNIT.index("name")] == NASTY


def test_what_is_escaped_reads_back_as_it_was() -> None:
    for text in (NASTY, "<!--", "]]>", "\\u003c", '"'):
        assert json.loads(in_markup({"a": text})) == {"a": text}
        assert not {"<", ">", "&", "\u2028"} & set(in_markup(text))


def test_counts_add_up(place: Path) -> None:
    known = data_of(place / "out" / PAGE)
    counts, cities, bins = known["counts"], known["cities"], known["recomputed"]
    assert isinstance(counts, list)
    assert isinstance(cities, list)
    assert isinstance(bins, list)
    assert known["units"] == known["detailed"] == NATION == sum(row[1] for row in counts) == sum(row[2] for row in cities)
    assert sum(row[2] for row in bins) == sum(row[2] for row in counts) == sum(row[3] for row in cities)


def test_every_unit_has_its_row_and_its_arithmetic(place: Path) -> None:
    data = place / "out" / "data"
    places = loaded(data / "places.js")
    rows = [row for file in sorted(data.glob("units-*.js")) for row in loaded(file)]
    shards = [loaded(file) for file in sorted(data.glob("detail-*.js"))]
    assert len(rows) == len(places) == NATION
    for row in rows:
        key = f"{row[UNIT.index('unit_code')]}|{row[UNIT.index('fiscal_year')]}"
        shard = shards[places[key]]  # type: ignore[call-overload]
        unit = shard["units"][key]
        assert unit["row"][: UNIT.index("signals")] == list(row)[: UNIT.index("signals")]
        sentences = shard["sentences"]
        assert isinstance(sentences, list)
        assert all(sentences[item[7]][0] for item in unit["items"])


def test_the_same_result_gives_the_same_bytes(place: Path, tmp_path: Path) -> None:
    dashboard(place / "nation" / "scored", tmp_path / "again", place / "nation" / "lake", processes=2)
    for file in (place / "out").rglob("*.*"):
        assert file.read_bytes() == (tmp_path / "again" / file.relative_to(place / "out")).read_bytes()


def test_a_dashboard_is_replaced_and_nothing_else_is(nation: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    command = [
        "--lang",
        "en",
        "portfolio",
        "dashboard",
        str(nation / "scored"),
        "--out",
        str(out),
        "--details",
        "3",
        "--jobs",
        "1",
    ]
    assert main(command) == 0
    (out / "data" / "detail-0009.js").write_text("stale")
    assert main(command) == 0
    assert not (out / "data" / "detail-0009.js").exists()
    assert f"{NATION} units, 3 of them" in capsys.readouterr().out
    assert sorted(each.name for each in tmp_path.iterdir()) == ["out"]
    (out / PAGE).unlink()
    with pytest.raises(Misuse, match="Something else"):
        dashboard(nation / "scored", out)
    with pytest.raises(Misuse, match="5000"):
        dashboard(nation / "scored", tmp_path / "many", most=5_001)


def test_every_province_has_a_place_of_its_own() -> None:
    assert len({each["code"] for each in provinces()}) == len({(each["column"], each["row"]) for each in provinces()}) == 34


BROWSER = ("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--virtual-time-budget=20000")
TRY = """
document.getElementById("turn").click();
document.querySelector('[data-code="44"]').dispatchEvent(new KeyboardEvent("keydown", { key: "Enter" }));
document.getElementById("words").value = "U00000001";
document.querySelector("#units form").requestSubmit();
"""


def dom(page: str, profile: Path) -> str:
    """What a browser makes of a page, without the data in it; it may complain of nothing."""
    command = [*BROWSER, f"--user-data-dir={profile}", "--dump-dom", page]
    done = subprocess.run(command, capture_output=True, text=True, timeout=180, check=True)
    assert "CONSOLE" not in done.stderr, done.stderr
    return re.sub(r"<script type=.*?</script>", "", done.stdout, flags=re.DOTALL)


@pytest.mark.heavy
@pytest.mark.skipif(not shutil.which("chromium"), reason="Chromium is not installed")
def test_its_buttons_and_its_search_work_from_the_disk(place: Path, tmp_path: Path) -> None:
    shutil.copytree(place / "out", tmp_path / "out")
    page = tmp_path / "out" / PAGE
    (tmp_path / "out" / "try.js").write_text(TRY, "utf-8")
    page.write_text(page.read_text("utf-8").replace("</body>", '<script src="try.js"></script></body>'), "utf-8")
    shown = dom(page.as_uri(), tmp_path / "profile")
    assert '<html lang="en">' in shown
    assert "10 units found" in shown
    assert "Guangdong: by the first four digits" in shown
    assert not re.findall(r"[\u4e00-\u9fff]", re.sub(r"<button[^>]*>中文</button>|单位[^<]*|<noscript>.*?</noscript>", "", shown))


@pytest.mark.heavy
@pytest.mark.skipif(not shutil.which("chromium"), reason="Chromium is not installed")
def test_a_browser_draws_it_from_the_disk_and_has_nothing_to_complain_about(place: Path, tmp_path: Path) -> None:
    with result_at(place / "nation" / "scored", place / "nation" / "lake") as result:
        (riskiest, year), *_, (calm, _) = result.riskiest()
    page = (place / "out" / PAGE).as_uri()
    shown = {view: dom(page + view, tmp_path / "profile") for view in ("", f"#u/{riskiest}/{year}", f"#u/{calm}/{year}")}
    assert not [view for view, text in shown.items() if "<img" in text]
    assert shown[""].count('class="tile"') == 34
    assert shown[""].count('class="bar"') > 5
    assert 'class="cell"' in shown[""]
    assert "&lt;/script&gt;" in shown[""]
    for view in (f"#u/{riskiest}/{year}", f"#u/{calm}/{year}"):
        assert "各项得分" in shown[view]
        assert "没有单位" not in shown[view]
        assert " = " in shown[view]
    assert "&lt;/script&gt;" in shown[f"#u/{riskiest}/{year}"]
    assert "请单位说明" in shown[f"#u/{riskiest}/{year}"]
