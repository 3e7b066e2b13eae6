"""What one input was found to be."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from endpointlint.policy.model import EndpointList, Setting
from endpointlint.source import Place, SourceText

if TYPE_CHECKING:
    from endpointlint.policy.connector import Connector
    from endpointlint.policy.security import SecurityDocument


class DocumentKind(StrEnum):
    """Kinds as they appear in reports (`inputs[].kind`)."""

    CLUSTER_SETTINGS = "cluster-settings"
    """Body or answer of `_cluster/settings`, as a file of its own."""
    CONSOLE = "console"
    """Requests such as `PUT /_cluster/settings` with their bodies, in a file of their own or in plain text."""
    MARKDOWN = "markdown"
    OPENSEARCH_YML = "opensearch.yml"
    ENVIRONMENT = "environment"
    """`KEY=value` pairs, as in a compose file."""
    CONNECTOR = "connector"
    SECURITY = "security"
    """Roles, mappings, action groups, users or the configuration of the security plugin."""
    TEXT = "text"
    OTHER = "other"
    """Readable, but nothing in it is ours."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that could not be read, or that OpenSearch itself refuses."""

    message: str
    place: Place | None
    """None where there is no text to point into: a file that is binary, or cannot be opened."""
    blocking: bool = True
    """True: something was not read, and the run is incomplete. False: OpenSearch refuses this document, but what its
    author meant is plain and was judged."""


@dataclass(frozen=True, slots=True)
class Document:
    """One settings body: everything that was set together. A page or console file may hold several."""

    lists: tuple[EndpointList, ...]
    settings: tuple[Setting, ...]
    place: Place
    """The body as a whole."""
    shows_defaults: bool = False
    """An answer with a `defaults` part: what it does not mention is at its built-in default."""


@dataclass(frozen=True, slots=True)
class Input:
    """One file, or standard input, after reading."""

    path: str
    kind: DocumentKind
    source: SourceText | None
    """None when the bytes are not text."""
    documents: tuple[Document, ...]
    connectors: int
    """Connectors that were recognised, those included that stand in a language that is not read."""
    problems: tuple[Problem, ...]
    bodies: tuple[Connector, ...] = ()
    """The connectors that were read, in the order of the file."""
    security: tuple[SecurityDocument, ...] = ()
    """What the security plugin is told, in the order of the file."""

    @property
    def entries(self) -> int:
        """Number of entries in all lists of all documents."""
        return sum(len(found.entries) for document in self.documents for found in document.lists)
