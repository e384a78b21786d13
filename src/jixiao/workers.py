"""Work in other processes, a task at a time and each within bounds: one that hangs, swells or breaks its process costs only itself.

A process is given one task after another. If it takes too long over one it is ended; if it dies of one, that task is tried once more in
a fresh process, since a crowded machine may have ended it for the sake of another; then it is *lost*, with the reason, and the others
go on. Processes end when the one that started them does, in whatever way that ends.
"""

from __future__ import annotations

import gc
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar

from jixiao.wording import Text, settled

try:
    import resource
except ImportError:  # pragma: no cover - a system that bounds no memory
    resource = None  # type: ignore[assignment]

Task = TypeVar("Task")
Result = TypeVar("Result")
_TRIES = 2
_LAST_WORDS = 2
"""Seconds in which a process that breaks off may say why."""

_SELDOM = 50_000, 20, 20
"""How seldom a process looks for rings of values that nobody holds: it makes many that live as long as a task, and few rings."""

_MIB = 1 << 20
_MEMORY = Path("/proc/self/statm")


class Bounds(NamedTuple):
    """What a task may take: so many seconds, and its process so many megabytes where the system can hold it to them."""

    seconds: int = 300
    megabytes: int = 2_000


class Lost(NamedTuple):
    """What stands for a task of which nothing came: why."""

    because: Text


def each(
    work: Callable[[Task], Result], tasks: Iterable[Task], processes: int = 0, bounds: Bounds | None = None
) -> Iterator[tuple[Task, Result | Lost]]:
    """What comes of every task, as it comes, in as many processes as there are cores unless told.

    ``work`` is a function of a module. Tasks are taken up when a process is free. Whatever is raised over a task makes it lost.
    """
    for _, task, result in _Crew(work, tasks, processes or os.cpu_count() or 1, bounds or Bounds()).results():
        yield task, result


def in_order(
    work: Callable[[Task], Result], tasks: Iterable[Task], processes: int = 0, bounds: Bounds | None = None, ahead: int = 500
) -> Iterator[tuple[Task, Result | Lost]]:
    """The same in the order of the tasks; no more than ``ahead`` results wait for a task that takes long."""
    waiting: dict[int, tuple[Task, Result | Lost]] = {}
    first = 0
    for number, task, result in _Crew(work, tasks, processes or os.cpu_count() or 1, bounds or Bounds(), ahead).results():
        waiting[number] = task, result
        while first in waiting:
            yield waiting.pop(first)
            first += 1


@dataclass(slots=True, eq=False)
class _Given(Generic[Task]):
    """A task with its number and how often a process took it up."""

    number: int
    task: Task
    tries: int = 0


@dataclass(slots=True, eq=False)
class _Worker(Generic[Task]):
    """A process, the way to it, the task that it has, and until when."""

    process: SpawnProcess
    pipe: Connection
    given: _Given[Task] | None = None
    until: float = 0

    def dismiss(self) -> None:
        self.pipe.close()
        self.process.kill()
        self.process.join()


@dataclass(slots=True)
class _Crew(Generic[Task, Result]):
    """The processes, and the tasks that are under way."""

    work: Callable[[Task], Result]
    tasks: Iterable[Task]
    size: int
    bounds: Bounds
    ahead: int | None = None
    workers: list[_Worker[Task]] = field(default_factory=list)
    again: deque[_Given[Task]] = field(default_factory=deque)

    def results(self) -> Iterator[tuple[int, Task, Result | Lost]]:
        """What comes of the tasks. A process has its next one before what came of the last is handed on."""
        coming = enumerate(self.tasks)
        try:
            held = self._hand_out(coming, None)
            while self._busy():
                ended = list(self._ended())
                held = self._hand_out(coming, held)
                yield from ended
        finally:
            for worker in self.workers:
                worker.dismiss()

    def _hand_out(self, coming: Iterator[tuple[int, Task]], held: _Given[Task] | None) -> _Given[Task] | None:
        """Give a task to every process that is free; one that has to wait for those before it comes back."""
        while len(self._busy()) < self.size:
            if self.again:
                self._give(self.again.popleft())
                continue
            if held is None:
                found = next(coming, None)
                if found is None:
                    return None
                held = _Given(*found)
            oldest = min((given.number for _, given in self._busy()), default=held.number)
            if self.ahead is not None and held.number >= oldest + self.ahead:
                return held
            self._give(held)
            held = None
        return held

    def _busy(self) -> list[tuple[_Worker[Task], _Given[Task]]]:
        return [(worker, worker.given) for worker in self.workers if worker.given is not None]

    def _give(self, given: _Given[Task]) -> None:
        given.tries += 1
        while True:
            worker = next((worker for worker in self.workers if worker.given is None), None) or self._hired()
            try:
                worker.pipe.send(given.task)
            except OSError:  # it died while it had nothing to do
                self._dismiss(worker)
                continue
            worker.given, worker.until = given, time.monotonic() + self.bounds.seconds
            return

    def _hired(self) -> _Worker[Task]:
        context = get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(theirs, self.work, self.bounds), daemon=True)
        process.start()
        theirs.close()
        worker: _Worker[Task] = _Worker(process, ours)
        self.workers.append(worker)
        return worker

    def _dismiss(self, worker: _Worker[Task]) -> None:
        self.workers.remove(worker)
        worker.dismiss()

    def _ended(self) -> Iterator[tuple[int, Task, Result | Lost]]:
        """What the processes have to say, and what became of those that say nothing any more."""
        busy = self._busy()
        rest = min(worker.until for worker, _ in busy) - time.monotonic()
        ready = wait([worker.pipe for worker, _ in busy], max(rest, 0))
        for worker, given in busy:
            if worker.pipe in ready:
                yield from ((given.number, given.task, said) for said in self._said(worker, given))
            elif time.monotonic() >= worker.until:
                self._dismiss(worker)
                yield given.number, given.task, Lost(settled(_TOO_LONG.fill(seconds=self.bounds.seconds)))

    def _said(self, worker: _Worker[Task], given: _Given[Task]) -> list[Result | Lost]:
        """What a process says of its task; nothing if it died of it and the task is tried once more."""
        worker.given = None
        try:
            result, is_tired = worker.pipe.recv()
        except (EOFError, OSError):
            worker.process.join(_LAST_WORDS)
            self._dismiss(worker)
            if given.tries < _TRIES:
                self.again.append(given)
                return []
            return [Lost(settled(_DIED.fill(code=worker.process.exitcode)))]
        if is_tired:
            self._dismiss(worker)
        return [result]


# ---- in the other process


def _serve(pipe: Connection, work: Callable[[Any], Any], bounds: Bounds) -> None:
    """Do one task after another until nobody asks any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if resource is not None:
        with suppress(ValueError, OSError):  # a lower bound may be set already
            resource.setrlimit(resource.RLIMIT_DATA, (bounds.megabytes * _MIB, bounds.megabytes * _MIB))
    gc.set_threshold(*_SELDOM)
    with suppress(EOFError, OSError):
        while True:
            task = pipe.recv()
            try:
                result = work(task)
            except MemoryError:
                pipe.send((Lost(settled(_TOO_LARGE.fill(megabytes=bounds.megabytes))), True))
                continue
            except BaseException as error:  # noqa: BLE001 - a mistake in one task must not cost the others, whoever made it
                result = Lost(settled(_FAULT.fill(what=f"{type(error).__name__}: {error}")))
            pipe.send((result, _is_tired(bounds)))
            if not gc.get_freeze_count():  # what one task has loaded stays for all: it need not be looked through again and again
                gc.collect()
                gc.freeze()


def _end_with_parent() -> None:
    """No process goes on alone: what it would make, nobody would take."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _is_tired(bounds: Bounds) -> bool:
    """Whether a process grew so large that a fresh one should take its place."""
    with suppress(OSError):
        pages = int(_MEMORY.read_text("ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") > bounds.megabytes * _MIB // 2
    return False  # pragma: no cover - a system that does not say


_TOO_LONG = Text(
    "超过 {seconds} 秒仍未完成，已中止（文件可能过大，或是有意造成的）",
    "It was not done after {seconds} seconds and was ended (the files may be too large, or made to do harm)",
)
_TOO_LARGE = Text(
    "所需内存超过 {megabytes} MB，已中止（文件可能过大，或是有意造成的）",
    "It needs more than {megabytes} MB of memory and was ended (the files may be too large, or made to do harm)",
)
_DIED = Text(
    "处理它的进程两次中断（退出码 {code}），可能内存不足",
    "The process that worked on it broke off twice (exit code {code}); memory may have run out",
)
_FAULT = Text("程序出错：{what}。请报告此问题", "The program failed: {what}. Please report it")
