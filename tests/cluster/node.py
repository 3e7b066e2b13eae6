"""A real OpenSearch node with ML Commons, on loopback, for as long as a program runs.

    python tests/cluster/node.py COMMAND ...

fetches OpenSearch and the plugin with Maven once, unpacks them in the user's cache directory, starts a node on a free
port, runs the command with the node's address in ENDPOINTLINT_NODE, and stops the node, whatever has happened. Needs
Maven and a JDK of 21 or newer, in JAVA_HOME or where systems have theirs. Without a command it says whether they are
there. OpenSearch refuses to run as root, so that root runs it as `nobody`.
"""

from __future__ import annotations

import json
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

RELEASE = "3.6.0"
"""The newest release of which Maven Central has OpenSearch, its job scheduler and ML Commons as archives."""
CORE = f"org.opensearch.distribution.integ-test-zip:opensearch:{RELEASE}:zip"
PLUGINS = (
    f"org.opensearch.plugin:opensearch-job-scheduler:{RELEASE}.0:zip",
    f"org.opensearch.plugin:opensearch-ml-plugin:{RELEASE}.0:zip",
)
ADDRESS = "ENDPOINTLINT_NODE"
HEAP = "1g"
_OLDEST_JAVA = 21
_PATIENCE = 300
"""Seconds until the node must be healthy."""
_COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy"
_JVMS = ("/usr/lib/jvm", "/usr/java", "/opt/java", "/Library/Java/JavaVirtualMachines")


class Missing(Exception):  # noqa: N818 - it is what is missing
    """Something that is needed is not on this machine."""


def maven() -> str:
    """The program. Raises `Missing`."""
    found = shutil.which("mvn")
    if found is None:
        raise Missing("there is no Maven on PATH")
    return found


def java_home() -> Path:
    """A JDK that OpenSearch runs on: the newest one of those that were found. Raises `Missing`."""
    named = os.environ.get("JAVA_HOME")
    places = [Path(named)] if named else []
    for folder in map(Path, _JVMS):
        places += [*folder.glob("*"), *folder.glob("*/Contents/Home")]
    versions = {place.resolve(): _java_version(place) for place in places if (place / "bin/java").exists()}
    good = [(version, str(place)) for place, version in versions.items() if version >= _OLDEST_JAVA]
    if not good:
        raise Missing(f"there is no JDK of {_OLDEST_JAVA} or newer, neither in JAVA_HOME nor in {', '.join(_JVMS)}")
    return Path(max(good)[1])


def _java_version(home: Path) -> int:
    ran = subprocess.run([home / "bin/java", "-version"], capture_output=True, text=True, timeout=60, check=False)
    found = re.search(r'version "(\d+)', ran.stderr)
    return int(found[1]) if found else 0


def installed() -> Path:
    """The folder with OpenSearch and its plugins; fetched and unpacked if it is not there yet. Raises `Missing`."""
    home = _cache() / f"opensearch-{RELEASE}"
    if home.is_dir():
        return home
    program = maven()
    home.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home.parent) as name:
        folder = Path(name)
        _unzip(_fetched(program, CORE, folder), folder)
        unpacked = folder / home.name
        for plugin in PLUGINS:
            archive = _fetched(program, plugin, folder)
            with zipfile.ZipFile(archive) as content:
                said = content.read("plugin-descriptor.properties").decode()
            found = re.search(r"^name=(\S+)", said, re.MULTILINE)
            assert found is not None, "a plugin without a name"
            _unzip(archive, unpacked / "plugins" / found[1])
        unpacked.rename(home)
    return home


def _cache() -> Path:
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    if os.geteuid() == 0 and not all(parent.stat().st_mode & 1 for parent in (base, *base.parents) if parent.exists()):
        base = Path("/var/cache")  # root's own is closed to whoever the node runs as
    return base / "endpointlint"


def _fetched(program: str, artifact: str, folder: Path) -> Path:
    target = folder / artifact.split(":")[1].replace("opensearch", "archive")
    print(f"fetching {artifact}", file=sys.stderr, flush=True)
    command = [program, "-B", "-q", _COPY, f"-Dartifact={artifact}", f"-DoutputDirectory={target}"]
    ran = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    archives = list(target.glob("*.zip"))
    if ran.returncode or len(archives) != 1:
        raise Missing(f"Maven cannot fetch {artifact}:\n{ran.stdout.strip()[-2000:]}")
    return archives[0]


def _unzip(archive: Path, target: Path) -> None:
    """Unpack with the file modes, which `zipfile` leaves out."""
    with zipfile.ZipFile(archive) as content:
        for info in content.infolist():
            path = Path(content.extract(info, target))
            path.chmod(0o755 if info.is_dir() or info.external_attr >> 16 & 0o100 else 0o644)


@contextmanager
def node() -> Iterator[str]:
    """A node that is healthy, by its address. It is stopped at the end, and what it wrote is removed.

    Raises:
        Missing: Maven, a JDK, or something that Maven should have fetched.
        RuntimeError: the node does not start.
    """
    java, home = java_home(), installed()
    with tempfile.TemporaryDirectory(dir=home.parent, prefix="run-") as name:
        folder = Path(name)
        port = _configure(folder, home)
        process = _start(folder, home, java)
        try:
            address = f"http://127.0.0.1:{port}"
            _wait(process, address, folder)
            yield address
        finally:
            _stop(process)


def _configure(folder: Path, home: Path) -> int:
    """Write the configuration of a run; the port that it names for HTTP."""
    for part in ("conf", "data", "logs", "tmp"):
        (folder / part).mkdir()
    port, transport = _free_ports()
    settings = {
        "cluster.name": "endpointlint",
        "discovery.type": "single-node",
        "network.host": "127.0.0.1",
        "http.port": port,
        "transport.port": transport,
        "path.data": str(folder / "data"),
        "path.logs": str(folder / "logs"),
        "cluster.routing.allocation.disk.threshold_enabled": False,
        "plugins.ml_commons.native_memory_threshold": 100,
        "plugins.ml_commons.jvm_heap_memory_threshold": 100,
    }
    conf = folder / "conf"
    # JSON values are YAML
    (conf / "opensearch.yml").write_text("".join(f"{key}: {json.dumps(value)}\n" for key, value in settings.items()))
    shutil.copy(home / "config/log4j2.properties", conf)
    options = (home / "config/jvm.options").read_text()
    kept = [line for line in options.splitlines() if "-Xlog:gc" not in line and "HeapDump" not in line]
    (conf / "jvm.options").write_text("\n".join(kept) + "\n")
    user = _other_user()
    if user is not None:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, user.pw_uid, user.pw_gid)
    folder.chmod(0o755)
    return port


def _free_ports() -> tuple[int, int]:
    with socket.socket() as one, socket.socket() as other:
        one.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1]), int(other.getsockname()[1])


def _other_user() -> pwd.struct_passwd | None:
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def _start(folder: Path, home: Path, java: Path) -> subprocess.Popen[bytes]:
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("OPENSEARCH_", "JAVA_", "JDK_", "_JAVA"))}
    environment = {
        **inherited,
        "HOME": str(folder / "tmp"),
        "OPENSEARCH_JAVA_HOME": str(java),
        "OPENSEARCH_JAVA_OPTS": f"-Xms{HEAP} -Xmx{HEAP}",
        "OPENSEARCH_PATH_CONF": str(folder / "conf"),
        "OPENSEARCH_TMPDIR": str(folder / "tmp"),
    }
    user = _other_user()
    with (folder / "logs/console.log").open("wb") as log:
        return subprocess.Popen(
            [home / "bin/opensearch"],
            cwd=home,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            user=user.pw_uid if user else None,
            group=user.pw_gid if user else None,
            extra_groups=[] if user else None,
        )


def _wait(process: subprocess.Popen[bytes], address: str, folder: Path) -> None:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end and process.poll() is None:
        if healthy(address):
            return
        time.sleep(0.5)
    log = (folder / "logs/console.log").read_text(errors="replace").splitlines()
    state = f"ended with {process.returncode}" if process.poll() is not None else f"not healthy after {_PATIENCE} s"
    raise RuntimeError("\n".join((f"the node is {state}:", *log[-30:])))


def healthy(address: str) -> bool:
    """Whether a node answers, and has all it needs."""
    try:
        with urllib.request.urlopen(f"{address}/_cluster/health", timeout=5) as answer:
            health: dict[str, Any] = json.load(answer)
    except (OSError, ValueError, urllib.error.URLError):
        return False
    return health.get("status") in ("green", "yellow")


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End the node and all that it started, and wait until they are gone. Those that hang are killed."""
    for how, seconds in ((signal.SIGTERM, 30), (signal.SIGKILL, 10)):
        end = time.monotonic() + seconds
        there = _send(process, how)
        while there and time.monotonic() < end:
            time.sleep(0.1)
            there = _send(process, 0)
        if not there:
            return


def _send(process: subprocess.Popen[bytes], how: int) -> bool:
    """Send a signal to the node and what it started; whether any of them is there."""
    process.poll()
    try:
        os.killpg(process.pid, how)
    except ProcessLookupError:
        return False
    return True


def _ended(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit(143)


def main(command: Sequence[str]) -> int:
    """Run a command beside a node; its exit code, or 3 if something is missing."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _ended)
    try:
        if not command:
            print(f"{maven()}, {java_home()}")
            return 0
        with node() as address:
            return subprocess.run(command, env={**os.environ, ADDRESS: address}, check=False).returncode
    except Missing as missing:
        print(f"node: {missing}", file=sys.stderr)
        return 3


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
