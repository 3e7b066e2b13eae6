"""The command line, run to its end."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from endpointlint.cli.main import main

ROOT = Path(__file__).parents[2]
ENDPOINTLINT = (sys.executable, "-m", "endpointlint")
KEY = "plugins.ml_commons.trusted_connector_endpoints_regex"


@dataclass(frozen=True, slots=True)
class Ran:
    """A run that has ended."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The JSON objects that it wrote, one a line."""
        return [json.loads(line) for line in self.out.splitlines()]


def environment(**changes: str) -> dict[str, str]:
    """An environment in which the program is found, and nothing says how it should look."""
    named = ("NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "GITHUB_ACTIONS", "CI")
    kept = {key: value for key, value in os.environ.items() if key not in named}
    path = os.pathsep.join(map(str, (ROOT / "lint", ROOT / "rules")))
    return {**kept, "PYTHONPATH": path, **changes}


def run(*arguments: str, stdin: bytes | str = b"", cwd: Path = ROOT, env: Mapping[str, str] | None = None) -> Ran:
    """Run `endpointlint` to its end: with `env` as a program, without in this process, which costs no start."""
    given = stdin.encode("utf-8") if isinstance(stdin, str) else stdin
    if env is None:
        return _here(arguments, given, cwd)
    done = subprocess.run(
        [*ENDPOINTLINT, *arguments], input=given, capture_output=True, cwd=cwd, env=env, timeout=120, check=False
    )
    return Ran(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))


def _here(arguments: Sequence[str], given: bytes, cwd: Path) -> Ran:
    said, complained = io.BytesIO(), io.BytesIO()
    out, err = (io.TextIOWrapper(stream, encoding="utf-8", write_through=True) for stream in (said, complained))
    with (
        patch.object(sys, "stdin", io.TextIOWrapper(io.BytesIO(given), encoding="utf-8")),
        patch.object(sys, "stdout", out),
        patch.object(sys, "stderr", err),
        patch.dict(os.environ, environment(), clear=True),
        chdir(cwd),
    ):
        code = main(arguments)
    return Ran(int(code), said.getvalue().decode("utf-8"), complained.getvalue().decode("utf-8"))


def settings(*entries: str) -> str:
    """A settings file with one list."""
    return json.dumps({"persistent": {KEY: list(entries)}}, indent=2)
