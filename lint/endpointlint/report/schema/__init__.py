"""JSON Schemas (draft 2020-12) of what the commands write with `--format json`."""

from __future__ import annotations

from typing import Any

from endpointlint.source.resources import read_resource

SCHEMAS: tuple[str, ...] = ("check", "reach", "why", "diff")
"""The commands whose output has a schema."""


def schema(name: str) -> dict[str, Any]:
    """The JSON Schema of a command's output; the name is one of `SCHEMAS`."""
    if name not in SCHEMAS:
        raise ValueError(f"no schema called {name}; there are {', '.join(SCHEMAS)}")
    import json

    loaded: dict[str, Any] = json.loads(read_resource(__name__, f"{name}.json"))
    return loaded
