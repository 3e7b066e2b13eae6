"""JSON Schemas (draft 2020-12) of what the commands write with `--format json`."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

SCHEMAS: tuple[str, ...] = ("check", "reach", "why", "diff")
"""The commands whose output has a schema."""


def schema(name: str) -> dict[str, Any]:
    """The JSON Schema of a command's output; the name is one of `SCHEMAS`."""
    if name not in SCHEMAS:
        raise ValueError(f"no schema called {name}; there are {', '.join(SCHEMAS)}")
    loaded: dict[str, Any] = json.loads(files(__name__).joinpath(f"{name}.json").read_text(encoding="utf-8"))
    return loaded
