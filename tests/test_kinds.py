from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from jixiao import kinds
from jixiao.errors import Misuse

RULES = "jixiao.framework.rules"


def test_kinds_are_the_files_of_their_folder_in_order() -> None:
    import jixiao.framework.rules as folder  # noqa: PLC0415

    files = [path.stem for path in Path(folder.__path__[0]).glob("*.py") if not path.stem.startswith("_")]
    assert kinds.names(RULES) == tuple(sorted(files))


def test_listing_kinds_loads_none_of_them() -> None:
    script = f"import sys; from jixiao import kinds; kinds.names({RULES!r}); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()
    assert RULES in loaded
    assert not [name for name in loaded if name.startswith(f"{RULES}.")]


def test_adding_a_kind_is_adding_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "some_kinds"
    (folder / "large").mkdir(parents=True)
    (folder / "__init__.py").write_text("")
    (folder / "small.py").write_text("SIZE = 1")
    (folder / "large" / "__init__.py").write_text("SIZE = 2")
    (folder / "_shared.py").write_text("raise RuntimeError")
    (folder / "notes.txt").write_text("")
    monkeypatch.syspath_prepend(tmp_path)
    assert kinds.names("some_kinds") == ("large", "small")
    assert [kinds.load("some_kinds", name).SIZE for name in kinds.names("some_kinds")] == [2, 1]
    assert kinds.load("some_kinds", "small") is kinds.load("some_kinds", "small")
    with pytest.raises(Misuse):
        kinds.load("some_kinds", "_shared")


@pytest.mark.parametrize("name", ["", "no_such_rule", "capped-line", "..rule", "_private", "capped_line.NAME"])
def test_an_unknown_kind_is_misuse_that_lists_the_known_ones(name: str) -> None:
    with pytest.raises(Misuse) as caught:
        kinds.load(RULES, name)
    for language in ("zh", "en"):
        sentence = caught.value.say(language)
        assert f"“{name}”" in sentence
        assert "all_or_nothing, capped_line" in sentence
