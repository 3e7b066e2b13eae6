"""Shared platforms: names that any customer can have, and what a stranger can do with one.

The public suffix list knows many of them, but not the shape of their names. It calls `us-east-1.amazonaws.com` one,
below which Amazon's own services live, and knows nothing of others. `data/platforms.json` says for each domain which
names go to customers; every other name there is the platform's own.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import Any

from endpointlint.rule import dataclass, lazy, read_resource

_HOLE = lazy(r"\{([^{}]*)\}")

_WORD = "[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
"""A label of a host name, in lower case (RFC 1123, section 2.1)."""

_IN_LABEL = "[a-z0-9-]+"

_SEGMENT = "[^/?#]+"


class PlatformError(ValueError):
    """The data does not follow its own format."""


class Hole(StrEnum):
    """A part of a name that the shape leaves open."""

    TENANT = "tenant"
    """A customer chooses it or is given it; who holds it holds the name."""
    REGION = "region"
    """The platform chooses it."""
    FREE = "free"
    """It does not matter who chooses it: a customer may use any, below or beside the tenant's own part."""


class Gives(StrEnum):
    """What a name gives to the customer who has it."""

    CODE = "code"
    """The customer's program answers."""
    CONTENT = "content"
    """The customer's files are served."""
    SERVICE = "service"
    """The platform's own service answers, on an account or resource of the customer."""

    @property
    def published(self) -> bool:
        """Whether what answers is the customer's own work."""
        return self is not Gives.SERVICE


@dataclass(frozen=True, slots=True)
class Label:
    """One label of a host, or one segment of a path: texts and holes in turn."""

    parts: tuple[str | Hole, ...]

    def has(self, hole: Hole) -> bool:
        """Whether the label has such a hole."""
        return hole in self.holes

    @property
    def holes(self) -> tuple[Hole, ...]:
        """The holes, from the left."""
        return tuple(part for part in self.parts if isinstance(part, Hole))

    @property
    def literal(self) -> str | None:
        """The label's text, if it has no hole."""
        return None if self.holes else "".join(self.parts)


@dataclass(frozen=True)
class Shape:
    """The shape of the names that customers get."""

    template: str
    domain: str
    platform: str
    service: str
    gives: Gives
    labels: tuple[Label, ...]
    """From the left, the domain's own included."""
    path: tuple[Label, ...]
    """Segments that a URL's path begins with; empty where the host alone says whose it is."""
    region: str
    """An example for `{region}`."""
    regions: str
    """A regex for `{region}`, of lower-case letters, digits and hyphens; any dialect reads it alike."""
    reserved: frozenset[str]
    """Texts of `{tenant}` that the platform keeps for itself."""
    source: str

    @property
    def tenant_labels(self) -> tuple[int, ...]:
        """Which labels name the customer, counted from the right, the last label being 0; empty where the path does."""
        last = len(self.labels) - 1
        return tuple(last - place for place, label in enumerate(self.labels) if label.has(Hole.TENANT))

    @property
    def in_path(self) -> bool:
        """Whether the customer is named by the path alone."""
        return not self.tenant_labels

    def host_regex(self, tenant: str | None = None) -> str:
        """A regex of the hosts of this shape, in lower case and without a final dot.

        Args:
            tenant: a regex for `{tenant}` instead of any text that a label may have. It is put in a group.
        """
        return r"\.".join(self._label_regex(label, tenant) for label in self.labels)

    def path_regex(self) -> str:
        """A regex of the beginnings of paths of this shape; empty where the path does not matter."""
        return "".join("/" + self._parts_regex(label, _SEGMENT, None) for label in self.path)

    def example(self, tenant: str = "attacker") -> str:
        """A host, and where the shape has one a path, that the named customer could have."""
        host = ".".join(self._filled(label, tenant) for label in self.labels)
        return host + "".join("/" + self._filled(label, tenant) for label in self.path)

    def tenant_of(self, host: str) -> str | None:
        """The customer's part of a host of this shape; None for any other host, the platform's own names among them.

        Args:
            host: in any case, with or without a final dot.

        Returns:
            Where several labels name the customer, the leftmost.
        """
        if self.in_path:
            return None
        found = self._pattern.fullmatch(host.lower().removesuffix("."))
        if found is None or found["tenant"] in self.reserved:
            return None
        return found["tenant"]

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        first = next(label for label in self.labels if label.has(Hole.TENANT))
        texts = [self._label_regex(label, None, named=label is first) for label in self.labels]
        return re.compile(r"\.".join(texts))

    def _label_regex(self, label: Label, tenant: str | None, *, named: bool = False) -> str:
        whole = len(label.parts) == 1
        return self._parts_regex(label, _WORD if whole else _IN_LABEL, tenant, named=named)

    def _parts_regex(self, label: Label, anything: str, tenant: str | None, *, named: bool = False) -> str:
        texts: list[str] = []
        for part in label.parts:
            match part:
                case Hole.TENANT if named:
                    texts.append(f"(?P<tenant>{anything})")
                case Hole.TENANT if tenant is not None:
                    texts.append(f"(?:{tenant})")
                case Hole.TENANT | Hole.FREE:
                    texts.append(anything)
                case Hole.REGION:
                    texts.append(f"(?:{self.regions})")
                case _:
                    texts.append(re.escape(part).replace(r"\-", "-"))
        return "".join(texts)

    def _filled(self, label: Label, tenant: str) -> str:
        texts = {Hole.TENANT: tenant, Hole.REGION: self.region, Hole.FREE: "a"}
        return "".join(texts[part] if isinstance(part, Hole) else part for part in label.parts)


@dataclass(frozen=True, slots=True)
class Platforms:
    """All that is known of shared platforms."""

    date: str
    """ISO date of the data."""
    shapes: tuple[Shape, ...]
    complete: frozenset[str]
    """Domains below which every name of no shape is the platform's own, whatever a suffix list says."""

    def under(self, domain: str) -> tuple[Shape, ...]:
        """The shapes of names below a registrable domain."""
        return tuple(shape for shape in self.shapes if shape.domain == domain.lower())

    def of(self, host: str) -> tuple[Shape, ...]:
        """The shapes that a host has, by its labels alone: those that name the customer in the path are left out."""
        return tuple(shape for shape in self.shapes if shape.tenant_of(host) is not None)


@lru_cache(maxsize=1)
def platforms() -> Platforms:
    """The data of this package; read on first call.

    Raises:
        PlatformError: the data is wrong.
    """
    import json

    return read(json.loads(read_resource("endpointlint_rules", "data/platforms.json")))


def read(data: dict[str, Any]) -> Platforms:
    """Build from decoded data.

    Raises:
        PlatformError: a template has a hole of no known name, names no customer, or does not end in its domain.
    """
    shapes = [_shape(record, domain) for domain in data["domains"] for record in domain["shapes"]]
    complete = frozenset(domain["domain"] for domain in data["domains"] if domain.get("complete", False))
    return Platforms(data["date"], tuple(shapes), complete)


def _shape(record: dict[str, Any], domain: dict[str, Any]) -> Shape:
    template: str = record["shape"]
    host, *segments = template.split("/")
    shape = Shape(
        template=template,
        domain=domain["domain"],
        platform=domain["platform"],
        service=record["service"],
        gives=Gives(record["gives"]),
        labels=tuple(_label(label, template) for label in host.split(".")),
        path=tuple(_label(segment, template) for segment in segments),
        region=domain.get("region", ""),
        regions=domain.get("regions", ""),
        reserved=frozenset(record.get("reserved", ())),
        source=record["source"],
    )
    holes = [hole for label in (*shape.labels, *shape.path) for hole in label.holes]
    if Hole.TENANT not in holes:
        raise PlatformError(f"{template}: it names no customer")
    if Hole.REGION in holes and not shape.region:
        raise PlatformError(f"{template}: {shape.domain} has no example of a region")
    if host != shape.domain and not host.endswith("." + shape.domain):
        raise PlatformError(f"{template}: it does not end in {shape.domain}")
    return shape


def _label(text: str, template: str) -> Label:
    parts: list[str | Hole] = []
    for place, piece in enumerate(_HOLE.split(text)):
        if place % 2:
            if piece not in set(Hole):
                raise PlatformError(f"{template}: there is no {{{piece}}}")
            parts.append(Hole(piece))
        elif piece:
            parts.append(piece)
    if not parts or any("{" in part or "}" in part for part in parts if not isinstance(part, Hole)):
        raise PlatformError(f"{template}: {text!r} is no label")
    return Label(tuple(parts))
