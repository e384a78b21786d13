"""Running the site: a web server for pages, and a worker for what takes long."""

from __future__ import annotations

import errno
import os
import socket
from functools import partial
from importlib import import_module
from typing import Any

from granian import Granian
from granian.constants import Interfaces, Loops

from jixiao.errors import Misuse
from jixiao.web.parents import end_with
from jixiao.wording import Text, same

_MODULE = "jixiao.web.wsgi"
_AT_MOST = 25
"""Seconds that requests have to come to their end when the site is stopped; systemd waits five more."""


def serve(host: str, port: int, *, workers: int = 1, threads: int = 4) -> None:
    """Answer until somebody stops it. Workers are processes; the site is set up by the environment (``settings``).

    When it is stopped, what is being answered is answered first. When this process is killed, its workers die with it at once: what they were
    writing was in a transaction.
    """
    server = Granian(
        _MODULE,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        loop=Loops.asyncio,
        log_access=False,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=_AT_MOST,
    )
    server.serve(target_loader=partial(_application, os.getpid()), wrap_loader=False)


def _application(parent: int) -> Any:  # noqa: ANN401 - as the server calls it
    """The site, in the process of a worker."""
    end_with(parent)
    return import_module(_MODULE).application


def refuse_taken(host: str, port: int) -> None:
    """``Misuse`` if the address cannot be listened on, before anything is started."""
    if not 0 < port <= _LAST:
        raise Misuse(
            _REFUSED.fill(host=host, port=port, cause=Text("端口应在 1 至 65535 之间", "a port is a number from 1 to 65535"))
        )
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind(place)
    except (OSError, OverflowError) as error:
        cause = _CAUSES.get(getattr(error, "errno", 0) or 0, same(getattr(error, "strerror", "") or error))
        raise Misuse(_REFUSED.fill(host=host, port=port, cause=cause)) from error


_LAST = 65535
_CAUSES = {
    errno.EADDRINUSE: Text(
        "别的程序正在用这个端口，请停止它，或换一个：--port N",
        "another program uses this port; stop it, or take another: --port N",
    ),
    errno.EACCES: Text("没有权限用这个端口，请用 1024 以上的", "this port is not permitted; take one above 1024"),
    errno.EADDRNOTAVAIL: Text("这不是本机的地址", "this is no address of this machine"),
}
_REFUSED = Text("无法监听 {host}:{port}：{cause}", "Cannot listen on {host}:{port}: {cause}")
