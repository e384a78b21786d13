"""A single sign-on service for tests: the code flow with PKCE over real HTTP, and tokens that can be made wrong on purpose."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "jixiao", "a secret that both sides know"


class Provider:
    """The service: ``subject`` signs in there; ``change`` alters what its token says, ``key`` signs it."""

    def __init__(self) -> None:
        self.own_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.key = self.own_key
        self.subject: dict[str, Any] = {"sub": "u-1", "preferred_username": "li.lei", "name": "李雷"}
        self.change: dict[str, Any] = {}
        self.codes: dict[str, dict[str, str]] = {}
        self.issuer = ""

    def agree(self, address: str) -> dict[str, str]:
        """Somebody signs in at the address that the site sent the browser to; what the browser brings back."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(8)
        self.codes[code] = asked
        return {"code": code, "state": asked["state"]}

    def answer(self, path: str, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        if path == "/.well-known/openid-configuration":
            ends = {"authorization_endpoint": "/authorize", "token_endpoint": "/token", "jwks_uri": "/keys"}
            return 200, {"issuer": self.issuer} | {name: self.issuer + end for name, end in ends.items()}
        if path == "/keys":
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.own_key.public_key()))
            return 200, {"keys": [public | {"kid": "1", "alg": "RS256", "use": "sig"}]}
        if path == "/token":
            return self.token(form)
        return 404, {}

    def token(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        asked = self.codes.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        known = form.get("client_id") == CLIENT and form.get("client_secret") == SECRET
        if asked is None or asked["code_challenge"] != challenge or not known or asked["redirect_uri"] != form["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        said = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"]} | self.subject
        said = {name: value for name, value in (said | self.change).items() if value is not None}
        token = jwt.encode(said, self.key, algorithm="RS256", headers={"kid": "1"})
        return 200, {"id_token": token, "access_token": "none", "token_type": "Bearer"}


@contextmanager
def provider() -> Iterator[Provider]:
    """The service at a free port of this machine."""
    made = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._say(*made.answer(urlsplit(self.path).path, {}))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._say(*made.answer(urlsplit(self.path).path, {name: values[0] for name, values in parse_qs(body).items()}))

        def _say(self, status: int, said: dict[str, Any]) -> None:
            content = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
            """Nothing is said of each request."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
