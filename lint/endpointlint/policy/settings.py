"""What is known of each setting of ML Commons: type, scope and default by release."""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from typing import Any

from endpointlint.policy.facts import at, read_data, release_of
from endpointlint.policy.model import PREFIX, ListSetting
from endpointlint.policy.release import Release, Span, spans, spans_text
from endpointlint.source.records import dataclass

Value = str | bool | int | float | tuple[str, ...]


class SettingType(StrEnum):
    """What OpenSearch reads a value as."""

    BOOLEAN = "boolean"
    BYTE_SIZE = "byte_size"
    FLOAT = "float"
    INTEGER = "integer"
    LIST = "list"
    LONG = "long"
    STRING = "string"


class Scope(StrEnum):
    """How a setting can be changed. All settings of ML Commons have node scope."""

    DYNAMIC = "dynamic"
    """Through the cluster settings API, or in `opensearch.yml`."""
    STATIC = "static"
    """In `opensearch.yml` only."""
    FINAL = "final"
    """In `opensearch.yml` only; marked as never to be updated."""


@dataclass(frozen=True, slots=True)
class SettingFacts:
    """One setting, over all releases."""

    key: str
    """The full key."""
    type: SettingType
    first: Release
    """The first release that has it; may be older than any that policies are judged for."""
    gone: Release | None
    """The first release that has it no more."""
    checked_from: Release | None
    """The first release that refuses unsafe or invalid regexes when it is written."""
    verified: bool
    """False: known from a pull request only."""
    source: str
    scopes: tuple[tuple[Release, Scope], ...]
    defaults: tuple[tuple[Release, Value], ...]

    def exists(self, release: Release) -> bool:
        """Whether the release has the setting."""
        return self.first <= release and (self.gone is None or release < self.gone)

    def default(self, release: Release) -> Value:
        """The built-in default. Before the setting existed, the first one that it ever had."""
        return at(self.defaults, release)

    def scope(self, release: Release) -> Scope:
        """How it can be changed."""
        return at(self.scopes, release)

    def releases(self) -> tuple[Span, ...]:
        """The known releases that have it."""
        return spans(self.exists)


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    return read_data("settings.json")


@lru_cache(maxsize=1)
def settings() -> dict[str, SettingFacts]:
    """All settings by full key, those that are gone included; read on first call."""
    data = _data()
    return {
        data["prefix"] + record["key"]: SettingFacts(
            key=data["prefix"] + record["key"],
            type=SettingType(record["type"]),
            first=release_of(record["scope"][0][0]),
            gone=release_of(record["gone"]) if "gone" in record else None,
            checked_from=release_of(record["checked_from"]) if "checked_from" in record else None,
            verified=record.get("verified", True),
            source=record.get("source", data["source"]),
            scopes=tuple((release_of(first), Scope(scope)) for first, scope in record["scope"]),
            defaults=_defaults(record),
        )
        for record in data["settings"]
    }


def _defaults(record: dict[str, Any]) -> tuple[tuple[Release, Value], ...]:
    if "entries" not in record:
        return tuple((release_of(first), _value(value)) for first, value in record["default"])
    entries = [(release_of(first), entry) for first, entry in record["entries"]]
    steps = sorted({first for first, _ in entries})
    return tuple((step, tuple(entry for first, entry in entries if first <= step)) for step in steps)


def _value(value: Value | list[str]) -> Value:
    return tuple(value) if isinstance(value, list) else value


def setting(key: str) -> SettingFacts | None:
    """The facts of a setting by its full key; None for a key that no release has."""
    return settings().get(key)


def spelt_as(key: str) -> str | None:
    """The key that is meant by one that documents name and no release has; None for any other key."""
    meant = _data()["misspelt"].get(key.removeprefix(PREFIX))
    return PREFIX + meant if meant else None


def default_entries(release: Release) -> tuple[str, ...]:
    """The built-in list of trusted endpoints. Setting the list replaces it as a whole."""
    value = settings()[ListSetting.TRUSTED_ENDPOINTS].default(release)
    return value if isinstance(value, tuple) else ()


def built_in_since(entries: tuple[str, ...]) -> str:
    """The releases whose built-in list of trusted endpoints is exactly this one, in words; empty for none."""
    return spans_text(spans(lambda release: default_entries(release) == entries))
