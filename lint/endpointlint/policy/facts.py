"""The data files of this package: facts by release, each with its source."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, TypeVar

from endpointlint.policy.release import Release
from endpointlint.source.records import dataclass
from endpointlint.source.resources import read_resource

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Step:
    """The value of a fact from some release on."""

    value: Any
    source: str
    verified: bool
    """False: known from a pull request only."""


def read_data(name: str) -> dict[str, Any]:
    """A JSON file of the package's `data` folder."""
    import json

    data: dict[str, Any] = json.loads(read_resource("endpointlint.policy", f"data/{name}"))
    return data


def release_of(text: str) -> Release:
    """A release as the data files write it. They go further back than `Release.parse`."""
    return Release(*(int(part) for part in text.split(".")))


def at(steps: tuple[tuple[Release, T], ...], release: Release) -> T:
    """The value in force at a release, of values that each hold from a release on; the first one before all of them."""
    found = steps[0][1]
    for first, value in steps:
        if first <= release:
            found = value
    return found


@lru_cache(maxsize=1)
def facts() -> dict[str, tuple[tuple[Release, Step], ...]]:
    """Every fact of `data/enforcement.json`, by name."""
    return {name: tuple(map(_step, steps)) for name, steps in _enforcement()["facts"].items()}


@lru_cache(maxsize=1)
def address_ranges() -> dict[str, tuple[str, ...]]:
    """The sets of blocks that releases refuse to call, by the name that the facts use; in CIDR notation."""
    return {name: tuple(found["networks"]) for name, found in _enforcement()["address_ranges"].items()}


def facts_at(release: Release) -> dict[str, Step]:
    """Every fact as it is at a release."""
    return {name: at(steps, release) for name, steps in facts().items()}


@lru_cache(maxsize=1)
def _enforcement() -> dict[str, Any]:
    return read_data("enforcement.json")


def _step(step: dict[str, Any]) -> tuple[Release, Step]:
    return release_of(step["from"]), Step(step["value"], step["source"], step.get("verified", True))
