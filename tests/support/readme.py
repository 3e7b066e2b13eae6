"""The commands that README.md shows, and what they print.

    python tests/support/readme.py

writes the output of this version into README.md.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"

_BLOCK = re.compile(r"^```console\n\$ (?P<command>.*)\n(?P<output>(?:(?!```).*\n)*)```$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Shown:
    """A command and what README.md says that it prints."""

    command: str
    output: str


def shown() -> Iterator[Shown]:
    """Every command that README.md shows with its output."""
    for block in _BLOCK.finditer(README.read_text("utf-8")):
        yield Shown(block["command"], block["output"])


def printed(command: str) -> str:
    """What a command of README.md prints now, whatever its exit code."""
    here = f"'{sys.executable}' -m endpointlint"
    line = re.sub(r"\bendpointlint(?= (?:check|reach|why|diff|rules)\b)", lambda _: here, command)
    path = os.pathsep.join(map(str, (ROOT / "lint", ROOT / "rules")))
    done = subprocess.run(
        ["sh", "-c", line],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": path, "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.stderr == "", done.stderr
    return done.stdout


def _renew(block: re.Match[str]) -> str:
    return f"```console\n$ {block['command']}\n{printed(block['command'])}```"


if __name__ == "__main__":
    README.write_text(_BLOCK.sub(_renew, README.read_text("utf-8")), "utf-8")
