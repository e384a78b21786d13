"""The site behind nginx, with the configuration that is shipped: a real nginx with a certificate of its own, before a real server."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import socket
import sqlite3
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest
from django.db import connections
from tests.web.served import PASSWORD, Served, Visitor, free_port, served, visitor, wait_for

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
NAME = "jixiao.example.gov.cn"
"""The name that stands in the configuration."""
BEHIND = {"JIXIAO_HOSTS": NAME, "JIXIAO_HTTPS": "1", "JIXIAO_PROXIES": "1"}
AROUND = """
{user}daemon off; worker_processes 1; pid {here}/pid; error_log {here}/error.log;
events {{ worker_connections 256; }}
http {{
    access_log off; types {{ text/html html; }}
    client_body_temp_path {here}/body; proxy_temp_path {here}/proxy; fastcgi_temp_path {here}/f; uwsgi_temp_path {here}/u; scgi_temp_path {here}/s;
    include {here}/jixiao.conf;
}}
"""


class Front(NamedTuple):
    """What stands before the site."""

    plain: int
    secure: int
    context: ssl.SSLContext
    site: Served
    data: Path

    def connect(self, source: str = "127.0.0.1") -> http.client.HTTPConnection:
        """A connection as a browser makes it: the certificate is checked against the name."""
        taken = socket.create_connection(("127.0.0.1", self.secure), 60, (source, 0))
        connection = http.client.HTTPSConnection(NAME, self.secure, context=self.context)
        connection.sock = self.context.wrap_socket(taken, server_hostname=NAME)
        return connection

    def visitor(self, source: str = "127.0.0.1", **headers: str) -> Visitor:
        said = {"Host": NAME, "Referer": f"https://{NAME}/", **headers}
        return Visitor(lambda: self.connect(source), **said)


def filled_in(text: str, here: Path, ports: dict[str, int]) -> str:
    """The shipped configuration with paths and ports of this machine; each of them has to stand in it."""
    changed = {
        "listen 80;": f"listen 127.0.0.1:{ports['plain']};",
        "listen 443 ssl;": f"listen 127.0.0.1:{ports['secure']} ssl;",
        "/etc/ssl/jixiao/": f"{here}/",
        "http://127.0.0.1:8000;": f"http://127.0.0.1:{ports['site']};",
        "/opt/jixiao/pages": str(DEPLOY / "pages"),
    }
    for old, new in changed.items():
        assert old in text, f"{old} does not stand in nginx.conf any more"
        text = text.replace(old, new)
    return text


def certified(here: Path) -> ssl.SSLContext:
    """A certificate for the name, and a context that trusts it alone."""
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={NAME}"]
    command += ["-addext", f"subjectAltName=DNS:{NAME}", "-keyout", str(here / "key.pem"), "-out", str(here / "fullchain.pem")]
    subprocess.run(command, check=True, capture_output=True)
    return ssl.create_default_context(cafile=str(here / "fullchain.pem"))


@pytest.fixture(scope="module")
def nginx() -> str:
    found = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if found is None or shutil.which("openssl") is None:
        pytest.skip("nginx or openssl is not installed (make test-all brings nginx)")
    return found


@pytest.fixture
def front(nginx: str, site: Path, tmp_path: Path) -> Iterator[Front]:
    """The site with nginx before it."""
    connections.close_all()
    here = tmp_path / "nginx"
    here.mkdir()
    ports = {name: free_port() for name in ("plain", "secure", "site")}
    context = certified(here)
    (here / "jixiao.conf").write_text(filled_in((DEPLOY / "nginx.conf").read_text("utf-8"), here, ports), "utf-8")
    user = "user root;" if os.geteuid() == 0 else ""
    (here / "nginx.conf").write_text(AROUND.format(user=user, here=here), "utf-8")
    with served(site, "--no-worker", port=ports["site"], settings=BEHIND) as running:
        process = subprocess.Popen([nginx, "-c", str(here / "nginx.conf"), "-e", str(here / "error.log")])
        try:
            wait_for(lambda: _listens(ports["secure"]), 10, "nginx listens")
            yield Front(ports["plain"], ports["secure"], context, running, site)
        finally:
            process.terminate()
            process.wait(20)


def _listens(port: int) -> bool:
    with socket.socket() as tried:
        return tried.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.heavy
def test_the_site_behind_nginx(front: Front) -> None:
    """One server for all of these, since each start takes seconds."""
    for look in (
        who_comes_without_https_is_sent_there,
        pages_bear_the_headers_of_the_site_and_files_come_with_their_kind,
        the_history_knows_from_where_somebody_came,
        what_is_too_large_is_refused_with_a_page_of_ours,
        a_large_file_passes,
        who_asks_too_often_is_told_so,
        old_kinds_of_tls_are_refused,
        while_the_site_is_away_a_page_says_so,
    ):
        check: Callable[[Front], None] = look
        check(front)


def who_comes_without_https_is_sent_there(front: Front) -> None:
    plain = Visitor(lambda: http.client.HTTPConnection("127.0.0.1", front.plain, timeout=20), Host=NAME)
    answer, _ = plain.ask("/sign-in/?next=/u/")
    assert (answer.status, answer.headers["Location"]) == (301, f"https://{NAME}/sign-in/?next=/u/")


def pages_bear_the_headers_of_the_site_and_files_come_with_their_kind(front: Front) -> None:
    answer, text = front.visitor().ask("/sign-in/")
    assert (answer.status, 'name="username"' in text) == (200, True)
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
    for name in ("Content-Security-Policy", "X-Frame-Options", "X-Content-Type-Options", "Referrer-Policy"):
        assert len(answer.headers.get_all(name) or ()) == 1, name
    assert not re.search(r"\d", answer.headers["Server"])
    cookies = answer.headers.get_all("Set-Cookie") or []
    assert any(each.startswith("__Host-csrf=") for each in cookies)
    assert all("Secure" in each for each in cookies)
    sheet, rules = front.visitor().ask("/static/jixiao/site.css")
    assert (sheet.status, sheet.headers["Content-Type"].partition(";")[0]) == (200, "text/css")
    assert "body" in rules
    assert front.visitor(Host="elsewhere.example").ask("/sign-in/")[0].status == 400


def the_history_knows_from_where_somebody_came(front: Front) -> None:
    """What a visitor says himself of where he comes from is not believed."""
    somebody = front.visitor("127.0.0.9", **{"X-Forwarded-For": "6.6.6.6", "X-Real-IP": "6.6.6.6"})
    assert somebody.sign_in("finance", PASSWORD) == 302
    with closing(sqlite3.connect(front.data / "jixiao.sqlite3")) as database:
        told = database.execute("SELECT action, username, origin FROM web_entry ORDER BY number DESC LIMIT 1").fetchone()
    assert told == ("sign_in", "finance", "web 127.0.0.9")


def what_is_too_large_is_refused_with_a_page_of_ours(front: Front) -> None:
    answer, text = front.visitor().ask("/u/440100-ZJB/2023/evidence/", body=b"x", Content_Length="60000000")
    assert answer.status == 413
    assert "文件太大" in text
    assert "too large" in text
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert front.visitor().ask("/too-large.html")[0].status == 404


def a_large_file_passes(front: Front) -> None:
    """Nine in ten of what the site takes reaches it whole."""
    somebody = front.visitor()
    somebody.sign_in("finance")
    size, border = 45_000_000, "a-border-of-parts"
    head = f'--{border}\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\n\r\n'
    body = head.encode() + b"\0" * size + f"\r\n--{border}--\r\n".encode()
    answer, text = somebody.ask("/language/", body=body, Content_Type=f"multipart/form-data; boundary={border}")
    assert answer.status == 403, "it came to the site, which wants the token of a form"
    assert "文件太大" not in text
    answer, _ = somebody.ask("/api/v1/me", body=b"\0" * 60_000_000, Authorization="Bearer of nobody")
    assert answer.status in {401, 405}, "a program may send more"


def who_asks_too_often_is_told_so(front: Front) -> None:
    somebody, found = front.visitor("127.0.0.8"), []
    for _ in range(30):
        answer, text = somebody.ask("/sign-in/")
        found.append(answer.status)
        if answer.status == 429:
            assert "操作太频繁" in text
            break
    assert 429 in found
    assert front.visitor("127.0.0.7").ask("/sign-in/")[0].status == 200, "others are not held up"


def old_kinds_of_tls_are_refused(front: Front) -> None:
    """A certificate for another name, and a version before 1.2."""
    with pytest.raises(ssl.SSLError), socket.create_connection(("127.0.0.1", front.secure), 20) as taken:
        front.context.wrap_socket(taken, server_hostname="elsewhere.example")
    told = subprocess.run(
        ["openssl", "s_client", "-connect", f"127.0.0.1:{front.secure}", "-tls1_1", "-cipher", "DEFAULT:@SECLEVEL=0"],
        input="",
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode != 0


def while_the_site_is_away_a_page_says_so(front: Front) -> None:
    assert visitor(front.site.port).ask("/health/")[0].status == 200
    assert front.site.stopped() == 0
    time.sleep(0.2)
    answer, text = front.visitor("127.0.0.6").ask("/u/440100-ZJB/2023/")
    assert (answer.status, "系统暂时无法使用" in text) == (502, True)
