"""A mail server of the tests' own: it speaks SMTP on this machine, keeps what it is given, and refuses whom it is told to."""

from __future__ import annotations

import email
import email.policy
import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import NamedTuple, cast


class Letter(NamedTuple):
    """What was handed over: to whom, and the letter."""

    to: str
    message: EmailMessage

    @property
    def text(self) -> str:
        return str(self.message.get_content())


class Post(socketserver.ThreadingTCPServer):
    """The server. ``refused`` are addresses that it does not take; ``seconds`` is how long it takes over a letter."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, port: int = 0, seconds: float = 0) -> None:
        super().__init__(("127.0.0.1", port), _Talk)
        self.seconds = seconds
        self.refused: set[str] = set()
        self.letters: list[Letter] = []

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    @property
    def address(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def people(self) -> list[str]:
        """To whom letters went, in order of the alphabet; twice who got two."""
        return sorted(each.to for each in self.letters)


class _Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        post, to = cast("Post", self.server), ""
        self._say("220 post")
        for line in self.rfile:
            word, said = line[:4].decode().strip().upper(), line.decode().strip()
            if word == "RCPT":
                to = said.partition("<")[2].partition(">")[0]
                self._say("550 nobody of that name" if to in post.refused else "250 ok")
            elif word == "DATA":
                self._say("354 go on")
                content = b"".join(iter(self._line, b".\r\n"))
                time.sleep(post.seconds)
                post.letters.append(Letter(to, email.message_from_bytes(content, policy=email.policy.default)))
                self._say("250 ok")
            elif word == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _line(self) -> bytes:
        return self.rfile.readline()

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@contextmanager
def post_office(port: int = 0, seconds: float = 0) -> Iterator[Post]:
    """A mail server that answers while the block runs."""
    with Post(port, seconds) as post:
        threading.Thread(target=post.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield post
        finally:
            post.shutdown()
