"""Follow a Containerfile where there is no engine for containers: a root of its own over that of this machine, without any network.

    unshare --mount --net --pid --fork --kill-child --mount-proc python container.py CONTAINERFILE CONTEXT SCRATCH

What stands in for the base image is this machine as it is; all that is written goes into a layer that is thrown away. Each instruction is
followed as it stands; one that is not known here ends it. The container is then started with its root read-only but for its volume, and
asked by its own health check. What was seen is printed as JSON.
"""

from __future__ import annotations

import fcntl
import json
import re
import shlex
import signal
import socket
import struct
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

SECONDS = 120
_SET_FLAGS, _UP = 0x8914, 0x1
BIND = ["mount", "--bind"]


def instructions(text: str) -> list[tuple[str, str]]:
    """The instructions of a file: the word in front, and the rest in one line."""
    whole = re.sub(r"\\\n", " ", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE))
    return [(word, rest.strip()) for word, _, rest in (line.partition(" ") for line in whole.splitlines() if line.strip())]


@dataclass
class Container:
    """What the instructions have made so far."""

    root: Path
    context: Path
    user: str = "root"
    environment: dict[str, str] = field(default_factory=dict)
    volumes: list[str] = field(default_factory=list)
    told: dict[str, str] = field(default_factory=dict)

    def follow(self, word: str, rest: str) -> None:
        """One instruction."""
        if word == "COPY":
            _, target = rest.split()
            subprocess.run(["cp", "-R", f"{self.context}/.", f"{self.root}{target}"], check=True)
        elif word == "RUN":
            subprocess.run(self.within("root", ["/bin/sh", "-c", rest]), env=self.around(), check=True, stdout=sys.stderr)
        elif word == "ENV":
            self.environment |= dict(pair.split("=", 1) for pair in shlex.split(rest))
        elif word == "USER":
            self.user = rest
        elif word == "VOLUME":
            self.volumes.append(rest)
        elif word in {"ARG", "FROM", "EXPOSE", "STOPSIGNAL", "HEALTHCHECK", "ENTRYPOINT", "CMD"}:
            self.told[word] = rest
        else:
            raise SystemExit(f"{word} is not known here")

    def around(self) -> dict[str, str]:
        """What a process in the container sees of an environment."""
        return {"PATH": f"{sys.base_prefix}/bin:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", **self.environment}

    def within(self, user: str, command: list[str]) -> list[str]:
        """A command as it is called in the container."""
        as_user = ["setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups", "--"] if user != "root" else []
        return ["chroot", str(self.root), *as_user, *command]

    def start(self) -> subprocess.Popen[bytes]:
        """The container as ``--read-only`` starts it."""
        for volume in self.volumes:
            subprocess.run([*BIND, f"{self.root}{volume}", f"{self.root}{volume}"], check=True)
        subprocess.run(["mount", "-t", "tmpfs", "tmpfs", f"{self.root}/tmp"], check=True)
        subprocess.run(["mount", "-o", "remount,ro,bind", str(self.root)], check=True)
        command = [*json.loads(self.told["ENTRYPOINT"]), *json.loads(self.told["CMD"])]
        return subprocess.Popen(self.within(self.user, command), env=self.around(), stdout=sys.stderr, stderr=sys.stderr)

    def is_well(self) -> bool:
        """What its own health check says."""
        command = json.loads(self.told["HEALTHCHECK"].removeprefix("CMD "))
        done = subprocess.run(self.within(self.user, command), env=self.around(), check=False, capture_output=True)
        return done.returncode == 0


def rooted(scratch: Path) -> Path:
    """A root over that of this machine; what is under the home of the base's Python may be read by everybody, as in an image."""
    root = scratch / "root"
    for name in ("root", "up", "work"):
        (scratch / name).mkdir()
    layers = f"lowerdir=/,upperdir={scratch / 'up'},workdir={scratch / 'work'}"
    subprocess.run(["mount", "-t", "overlay", "overlay", "-o", layers, str(root)], check=True)
    for name in ("proc", "dev"):
        subprocess.run([*BIND, f"/{name}", f"{root}/{name}"], check=True)
    for each in (Path(sys.base_prefix), *Path(sys.base_prefix).parents[:-1]):
        inside = Path(f"{root}{each}")
        inside.chmod(inside.stat().st_mode | 0o055)
    return root


def loopback() -> None:
    """The machine can talk to itself, and to nobody else."""
    with socket.socket() as any_socket:
        fcntl.ioctl(any_socket, _SET_FLAGS, struct.pack("16sh", b"lo", _UP))


def has_network() -> bool:
    """Whether anything outside can be spoken to."""
    with socket.socket() as tried:
        tried.settimeout(1)
        try:
            return tried.connect_ex(("192.0.2.1", 80)) == 0
        except OSError:
            return False


def main(file: Path, context: Path, scratch: Path) -> None:
    """Build, start, ask, stop."""
    loopback()
    container = Container(rooted(scratch), context)
    for word, rest in instructions(file.read_text(encoding="utf-8")):
        container.follow(word, rest)
    running = container.start()
    until = time.monotonic() + SECONDS
    while not container.is_well() and running.poll() is None and time.monotonic() < until:
        time.sleep(0.5)
    if running.poll() is not None:
        raise SystemExit("it does not go on")
    seen: dict[str, object] = {"is_well": container.is_well(), "network": has_network(), "base": container.told["ARG"]}
    seen["is_root"] = Path(f"/proc/{running.pid}").stat().st_uid == 0
    refused = container.within(container.user, ["/bin/sh", "-c", "touch /opt/jixiao/x || touch /etc/x || touch /srv/x"])
    seen["writes_elsewhere"] = subprocess.run(refused, check=False, capture_output=True).returncode == 0
    seen["left"] = sorted(each.name for each in Path(f"{container.root}{container.volumes[0]}").iterdir())
    seen["mode"] = oct(Path(f"{container.root}{container.volumes[0]}").stat().st_mode & 0o777)
    with socket.socket() as tried:
        seen["answers"] = tried.connect_ex(("127.0.0.1", int(container.told["EXPOSE"]))) == 0
    running.send_signal(getattr(signal, container.told["STOPSIGNAL"]))
    seen["left_with"] = running.wait(SECONDS)
    print(json.dumps(seen))  # noqa: T201 - this is where it speaks


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
