"""Work in other processes: what breaks one of them costs its task and nothing else."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.workers_work import done

from jixiao.workers import Bounds, Lost, each, in_order

SMALL = Bounds(seconds=2, megabytes=600)


@pytest.fixture(autouse=True)
def _found_by_other_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(Path(__file__).parents[1])


def why(result: object) -> str:
    return result.because.say("en") if isinstance(result, Lost) else str(result)


def test_one_that_hangs_swells_or_breaks_its_process_costs_only_itself() -> None:
    tasks = ["a", "sleep 60", "b", "swell", "raise oh", "die", "nothing", "c"]
    found = {task: why(result) for task, result in each(done, tasks, 2, SMALL)}
    assert found.keys() == {*tasks}
    assert {task: said for task, said in found.items() if len(task) == 1} == {"a": "a", "b": "b", "c": "c"}
    assert found["nothing"] == "None"
    assert found["sleep 60"].startswith("It was not done after 2 seconds")
    assert found["swell"].startswith("It needs more than 600 MB")
    assert found["raise oh"].startswith("The program failed: ValueError: oh")
    assert found["die"].startswith("The process that worked on it broke off twice (exit code -9)")


def test_a_task_whose_process_was_ended_by_others_is_tried_once_more(tmp_path: Path) -> None:
    task = f"die-once {tmp_path / 'seen'}"
    assert list(each(done, [task], 1)) == [(task, task)]


def test_results_come_in_order_and_few_wait() -> None:
    begun: list[int] = []

    def tasks() -> Iterator[str]:
        for number in range(30):
            begun.append(number)
            yield "sleep 0.5" if number == 1 else str(number)

    found: list[str] = []
    for task, result in in_order(done, tasks(), 2, ahead=5):
        if not found:
            assert len(begun) <= 6
        assert task == result
        found.append(task)
    assert found == ["0", "sleep 0.5", *map(str, range(2, 30))]


def test_no_tasks_need_no_process() -> None:
    assert list(each(done, [])) == []


def test_processes_end_with_the_one_that_started_them(tmp_path: Path) -> None:
    note = tmp_path / "who"
    program = (
        "from tests.workers_work import done\nfrom jixiao.workers import each\n"
        f"if __name__ == '__main__':\n    list(each(done, ['who {note}'], 1))\n"
    )
    (tmp_path / "program.py").write_text(program)
    parent = subprocess.Popen(
        [sys.executable, tmp_path / "program.py"], env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}
    )
    until(lambda: note.exists() and note.read_text())
    worker = int(note.read_text())
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    until(lambda: not is_alive(worker))


def until(is_so: object, seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not is_so():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.02)


def is_alive(process: int) -> bool:
    try:
        return "State:\tZ" not in Path(f"/proc/{process}/status").read_text()
    except OSError:
        return False
