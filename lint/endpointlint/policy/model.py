"""Settings, endpoint lists and entries as documents give them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum

from endpointlint.policy.value import Value
from endpointlint.source import Place, SourceLiteral

PREFIX = "plugins.ml_commons."
"""Every setting of ML Commons begins with it."""


class ListSetting(StrEnum):
    """The settings that hold Java regexes, by their full keys."""

    TRUSTED_ENDPOINTS = "plugins.ml_commons.trusted_connector_endpoints_regex"
    PRIVATE_ENDPOINTS = "plugins.ml_commons.trusted_connector_private_endpoints_regex"
    RESTRICTED_ADDRESSES = "plugins.ml_commons.connector.restricted_ip_patterns"
    MODEL_URL = "plugins.ml_commons.trusted_url_regex"
    """One regex, not a list; applied with `find()`."""


class Layer(StrEnum):
    """Where a value stands in the order in which OpenSearch looks for it; earlier members win."""

    TRANSIENT = "transient"
    PERSISTENT = "persistent"
    FILE = "opensearch.yml"
    """Also what `include_defaults` shows under `defaults`: a node lists the values of its file there."""
    DEFAULTS = "defaults"
    BARE = "bare"
    """A document that names no layer, such as a fragment of a page."""


class ListForm(Enum):
    """How a list was written."""

    ARRAY = "array"
    SCALAR = "scalar"
    """One text, which OpenSearch cuts at commas: parts trimmed, empty parts dropped."""
    INDEXED = "indexed"
    """`key.0`, `key.1`, or an object with the keys "0", "1"."""
    NULL = "null"
    """Resets the setting: the next layer applies."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One regex of a list, or the one regex of a setting that is no list."""

    literal: SourceLiteral
    place: Place
    """The literal with its quotes; `place.pointer` leads to it."""


@dataclass(frozen=True, slots=True)
class EndpointList:
    """One occurrence of a list setting in a document."""

    setting: ListSetting
    layer: Layer
    form: ListForm
    entries: tuple[Entry, ...]
    """In the order of the document. For a scalar the parts, as OpenSearch cuts them."""
    place: Place
    """The value as a whole; for an empty list its brackets."""
    key_place: Place
    whole: SourceLiteral | None = None
    """The uncut text of a scalar."""


@dataclass(frozen=True, slots=True)
class Setting:
    """Any other setting of a document whose value is a scalar or a list of scalars."""

    key: str
    """Full dotted key, whether it was written flat or nested."""
    value: str | bool | int | float | tuple[str, ...] | None
    layer: Layer
    place: Place
    key_place: Place
    items: tuple[Value, ...] = ()
    """The scalar, or each of the list, with the place of every code point; none where the value is a secret."""

    @property
    def flag(self) -> bool | None:
        """The value as OpenSearch reads booleans, which may be texts; None if it is none."""
        return self.items[0].flag if len(self.items) == 1 and not isinstance(self.value, tuple) else None
