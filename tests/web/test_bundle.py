"""The offline bundle, made once, carried over and installed without any network; and the image that is made of it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.web.served import free_port, is_well, visitor, wait_for

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.heavy


def may_unshare() -> bool:
    """Whether this machine lets us have a root and a network of our own."""
    if os.geteuid() != 0 or shutil.which("unshare") is None or shutil.which("setpriv") is None:
        return False
    return subprocess.run(["unshare", "--mount", "--net", "true"], check=False, capture_output=True).returncode == 0


@pytest.fixture(scope="session")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder as it is carried to a server."""
    out = tmp_path_factory.mktemp("carried") / "bundle"
    command = [str(ROOT / "scripts/bundle.sh"), str(out)]
    done = subprocess.run(command, env={**os.environ, "PYTHON": sys.executable}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return out


def offline(home: Path) -> dict[str, str]:
    """An environment that knows of no index, and would not get to one."""
    nowhere = "http://127.0.0.1:9"
    return {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "PYTHON": str(Path(sys.base_prefix) / "bin" / "python3"),
        "PIP_CONFIG_FILE": os.devnull,
        "http_proxy": nowhere,
        "https_proxy": nowhere,
        "all_proxy": nowhere,
    }


def test_it_is_installed_without_a_network_and_serves(bundle: Path, tmp_path: Path) -> None:
    home, venv = tmp_path / "home", tmp_path / "venv"
    home.mkdir()
    assert subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=bundle, check=False).returncode == 0
    alone = ["unshare", "--net"] if may_unshare() else []
    command = [*alone, str(bundle / "install.sh"), str(venv)]
    done = subprocess.run(command, env=offline(home), cwd=home, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    port = free_port()
    serve = [str(venv / "bin/jixiao"), "serve", "--demo", "--no-open", "--data", str(home / "data"), "--port", str(port)]
    with subprocess.Popen(serve, env=offline(home), cwd=home, stdout=subprocess.DEVNULL) as server:
        try:
            wait_for(lambda: server.poll() is not None or is_well(port), 60, "the site answers")
            somebody = visitor(port)
            assert somebody.sign_in("finance") == 302
            answer, page = somebody.ask("/u/440100-ZJB/2023/evaluation/")
            assert (answer.status, "97.99" in page) == (200, True)
        finally:
            server.terminate()
            assert server.wait(40) == 0


def test_a_wheel_that_was_changed_on_the_way_is_not_installed(bundle: Path, tmp_path: Path) -> None:
    carried = tmp_path / "bundle"
    shutil.copytree(bundle, carried)
    wheel = next((carried / "wheels").glob("sqlparse-*.whl"))
    wheel.write_bytes(wheel.read_bytes() + b"x")
    done = subprocess.run(
        [str(carried / "install.sh"), str(tmp_path / "venv")], env=offline(tmp_path), capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert "sqlparse" in done.stdout + done.stderr
    assert subprocess.run(["sha256sum", "--check", "--status", "SHA256SUMS"], cwd=carried, check=False).returncode == 1


def test_the_steps_of_the_containerfile_make_a_site_that_is_well(bundle: Path, tmp_path: Path) -> None:
    """Its own instructions, over this machine's root instead of the base image: no engine for containers is needed."""
    if not may_unshare():
        pytest.skip("needs the right to a root and a network of its own")
    alone = ["unshare", "--mount", "--net", "--pid", "--fork", "--kill-child", "--mount-proc"]
    command = [*alone, sys.executable, str(Path(__file__).with_name("container.py"))]
    command += [str(bundle / "deploy/Containerfile"), str(bundle), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=480)
    if "mount" in done.stderr and "overlay" in done.stderr:
        pytest.skip("no layer over the root can be made here")
    assert done.returncode == 0, done.stderr[-3000:]
    seen = json.loads(done.stdout)
    assert seen["is_well"], done.stderr[-3000:]
    assert seen["answers"]
    assert not seen["network"]
    assert not seen["is_root"]
    assert not seen["writes_elsewhere"]
    assert (seen["mode"], seen["left_with"]) == ("0o700", 0)
    assert {"jixiao.sqlite3", "secret.key"} <= set(seen["left"])
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    assert seen["base"] == f"BASE=docker.io/library/python:{version}-slim"
