"""What reading one input collects: documents, connectors, problems."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from typing import TYPE_CHECKING

from endpointlint.policy.document import Document, Problem
from endpointlint.policy.form import ConnectorForm
from endpointlint.policy.model import EndpointList, Entry, Layer
from endpointlint.reader.connector import ConnectorBody, find_connectors
from endpointlint.reader.environment import read_environments
from endpointlint.reader.excerpt import Excerpt
from endpointlint.reader.json_text import Parsed
from endpointlint.reader.settings import Extract, find_bodies, read_body
from endpointlint.reader.tree import Node, Object, Scalar, children
from endpointlint.source import Place, SourceLiteral, SourceText, Span
from endpointlint.source.patterns import lazy
from endpointlint.source.records import dataclass, field, replace

if TYPE_CHECKING:
    from endpointlint.reader.security import SecurityBody
    from endpointlint.reader.yaml_text import ParsedYaml


class Target(Enum):
    """Which API of OpenSearch a body is sent to."""

    SETTINGS = "settings"
    CONNECTOR = "connector"
    MODEL = "model"
    """Registers or changes a model, which may bring its connector along."""
    TEMPLATE = "template"
    """A flow template, whose nodes may create connectors."""
    ACCESS = "access"
    """Roles, mappings and the like of the security plugin."""
    OTHER = "other"


_TARGETS = (
    (lazy(r"(?:^|/)_cluster/settings/?\Z"), Target.SETTINGS),
    (lazy(r"(?:^|/)_plugins/_ml/connectors/(?:_create|[^/_][^/]*)/?\Z"), Target.CONNECTOR),
    (lazy(r"(?:^|/)_plugins/_ml/models/(?:_register|[^/_][^/]*)/?\Z"), Target.MODEL),
    (lazy(r"(?:^|/)_plugins/_flow_framework/workflow(?:/[^/_][^/]*)?/?\Z"), Target.TEMPLATE),
    (
        lazy(
            r"(?:^|/)_(?:plugins|opendistro)/_security/api/"
            r"(?:roles|rolesmapping|actiongroups|internalusers|securityconfig)(?:/[^/]+)?/?\Z"
        ),
        Target.ACCESS,
    ),
)


def target_of(path: str) -> Target:
    """The API behind a path or URL; host, query and a slash at the end do not matter."""
    path = path.split("?", 1)[0].split("#", 1)[0]
    return next((target for pattern, target in _TARGETS if pattern.search(path)), Target.OTHER)


@dataclass(slots=True)
class Harvest:
    """Collects in the order of reading; `problems` only of what is ours."""

    source: SourceText
    documents: list[Document] = field(default_factory=list[Document])
    connectors: list[ConnectorBody] = field(default_factory=list[ConnectorBody])
    security: list[SecurityBody] = field(default_factory=list["SecurityBody"])
    problems: list[Problem] = field(default_factory=list[Problem])
    requests: int = 0
    """Requests to APIs that matter here."""
    variables: int = 0
    """Documents made of environment variables."""
    _marks: dict[str, bool] = field(default_factory=dict[str, bool])

    def value(self, parsed: Parsed, layer: Layer = Layer.BARE, skip: frozenset[int] = frozenset()) -> bool:
        """Take what a document holds that nobody said the purpose of; whether there was anything of ours in it."""
        if parsed.value is None:
            return False
        if self._security(parsed.value):
            self.problems.extend(parsed.problems)
            return True
        settings = find_bodies(parsed.value, self.source, layer, skip)
        connectors = find_connectors(parsed.value)
        if not settings.documents and not connectors:
            return False
        self.documents.extend(settings.documents)
        self.connectors.extend(connectors)
        self.problems.extend(parsed.problems)
        self.problems.extend(settings.problems)
        return True

    def json(self, parsed: Parsed) -> bool:
        """As `value`, for a whole JSON document, in which there may be environments and bodies as texts."""
        if parsed.value is None:
            return False
        before = len(self.documents) + len(self.connectors)
        variables, read = read_environments(parsed.value, self.source)
        self.environment(variables)
        taken = self.value(parsed, skip=read)
        if self._has("{\\"):
            from endpointlint.reader.within import read_bodies

            read_bodies(parsed.value, self)
        if not taken and len(self.documents) + len(self.connectors) > before:
            self.problems.extend(parsed.problems)
        return taken or len(self.documents) + len(self.connectors) > before

    def body(self, target: Target, method: str, path: SourceLiteral, parsed: Parsed) -> None:
        """Take the body of a request."""
        root = parsed.value
        if target is Target.OTHER or root is None:
            return
        if target is Target.SETTINGS:
            self._settings(method, root)
        elif target is Target.ACCESS:
            from endpointlint.reader.security_requests import security_request

            said = security_request(path, method, root)
            if said is None:
                return
            self.security.append(said)
        else:
            update = ConnectorForm.UPDATE if method == "PUT" else ConnectorForm.CREATE
            found = find_connectors(root, body=update if target is Target.CONNECTOR else None)
            if not found:
                return
            self.connectors.extend(found)
        self.problems.extend(parsed.problems)

    def _settings(self, method: str, root: Node) -> None:
        place = Place(self.source, root.span)
        if not isinstance(root, Object):
            self.problems.append(Problem("OpenSearch refuses settings that are no object", place, blocking=False))
            return
        found = read_body(root, self.source, Layer.BARE)
        self.documents.extend(found.documents)
        self.problems.extend(found.problems)
        if method == "POST":
            self.problems.append(Problem("OpenSearch takes settings by PUT only", place, blocking=False))
        elif not any(isinstance(root.get(layer), Object) for layer in ("persistent", "transient")):
            message = "OpenSearch refuses settings that are neither persistent nor transient"
            self.problems.append(Problem(message, place, blocking=False))

    def extend(self, found: Extract) -> None:
        """Take settings that were found elsewhere."""
        self.documents.extend(found.documents)
        self.problems.extend(found.problems)

    def environment(self, found: Extract) -> None:
        """Take settings that stand in environment variables."""
        self.variables += len(found.documents)
        self.extend(found)

    def yaml(self, parsed: ParsedYaml) -> bool:
        """Take what a YAML stream holds; whether there was anything of ours in it."""
        before = len(self.documents) + len(self.connectors) + len(self.security)
        scripts, of_node = any(map(self._has, _SCRIPTS)), False
        for root in parsed.roots:
            if self._security(root):
                continue
            variables, read = read_environments(root, self.source)
            self.environment(variables)
            of_node |= self.node_file(find_bodies(root, self.source, Layer.FILE, read | parsed.merged))
            self.connectors.extend(find_connectors(root))
            files = {id(literal) for literal, pointer in _files_within(root) if self._yaml_within(literal, pointer)}
            if scripts and not isinstance(root, Scalar):
                from endpointlint.reader.within import read_scripts

                read_scripts(root, self, read | files)
        if len(self.documents) + len(self.connectors) + len(self.security) == before:
            return False
        self.problems.extend(parsed.problems)
        self.problems.extend(parsed.refused if of_node else ())
        return True

    def _has(self, mark: str) -> bool:
        """Whether the source has a word; it is searched once."""
        if mark not in self._marks:
            self._marks[mark] = mark in self.source.text
        return self._marks[mark]

    def _security(self, root: Node, pointer: str = "") -> bool:
        """Take a document of the security plugin; whether it is one."""
        if not _may_be_security(root):
            return False
        from endpointlint.reader.security import find_security

        found = find_security(root)
        if found is not None:
            self.security.append(replace(found, pointer=pointer))
        return found is not None

    def _yaml_within(self, literal: SourceLiteral, pointer: str) -> bool:
        from endpointlint.reader.yaml_text import parse_yaml

        inner = parse_yaml(Excerpt.of(literal, self.source))
        before, of_node = len(self.documents) + len(self.security), False
        for root in inner.roots:
            if self._security(root, pointer):
                continue
            if isinstance(root, Object):
                of_node |= self.node_file(find_bodies(root, self.source, Layer.FILE, inner.merged, pointer), pointer)
        self.problems.extend(inner.refused if of_node else ())
        found = len(self.documents) + len(self.security) > before
        if found or "<<" not in literal.value:
            self.problems.extend(inner.problems)
        return found

    def node_file(self, found: Extract, pointer: str = "") -> bool:
        """Take the settings of a document; whether it is one that a node reads itself as it starts."""
        self.extend(found)
        return any(document.place.pointer == pointer and _of_file(document) for document in found.documents)

    def drop_unknown(self, spans: list[Span], before: int) -> None:
        """Take entries out of the documents since `before` that the shell fills in; the run is incomplete then."""
        if not spans:
            return
        for index in range(before, len(self.documents)):
            document = self.documents[index]
            lists = [(found, self._known(found, spans)) for found in document.lists]
            # a list of which nothing is known is not an empty list
            kept = tuple(known for found, known in lists if known.entries or not found.entries)
            self.documents[index] = replace(document, lists=kept)

    def _known(self, found: EndpointList, spans: list[Span]) -> EndpointList:
        kept: list[Entry] = []
        for entry in found.entries:
            inside = next((span for span in spans if entry.literal.span.covers(span)), None)
            if inside is None:
                kept.append(entry)
            else:
                message = "the shell fills this in: the entry is not known here"
                self.problems.append(Problem(message, Place(self.source, inside, entry.place.pointer)))
        return replace(found, entries=tuple(kept))


def _of_file(document: Document) -> bool:
    layers = {found.layer for found in document.lists} | {found.layer for found in document.settings}
    return layers <= {Layer.FILE}


def _may_be_security(root: Node) -> bool:
    """Whether a tree looks enough like a document of the security plugin to be looked at."""
    if not isinstance(root, Object) or not root.members:
        return False
    first = root.members[0]
    return root.get("_meta") is not None or (
        isinstance(first.value, Object) and any(member.key.value in _SECURITY_KEYS for member in first.value.members)
    )


_SECURITY_KEYS = frozenset(("dynamic", "cluster_permissions", "backend_roles", "allowed_actions", "hash"))


def _files_within(root: Node) -> Iterator[tuple[SourceLiteral, str]]:
    """Texts of a YAML document that are YAML files themselves, as in a ConfigMap or in chart values."""
    seen: set[int] = set()
    todo: list[tuple[Node, str]] = [(root, "")]
    while todo:
        node, pointer = todo.pop()
        if isinstance(node, Scalar):
            text = node.text
            if text is not None and "\n" in text and (_FILE_KEY.search(text) or has_meta(text)):
                yield node.literal, pointer
        elif id(node) not in seen:
            seen.add(id(node))
            todo.extend(reversed(list(children(node, pointer))))


_SCRIPTS = ("_cluster/settings", "_plugins/_ml", "_security/api", "-E", "persistent", "transient", "<<", "echo")
"""One of these stands in a script that is worth reading."""

_FILE_KEY = lazy(r"(?:^|(?<=\r))[ \t]*plugins(?:\.[\w.]+)?[ \t]*:", re.MULTILINE)

_META = lazy(
    r"^[ \t]*_meta[ \t]*:[ \t]*(?:\{[ \t]*|(?:#[^\r\n]*)?(?:\r\n|\r|\n)[ \t]+)"
    r"type[ \t]*:[ \t]*[\"']?(?:roles|rolesmapping|actiongroups|config|internalusers)\b",
    re.MULTILINE,
)


def has_meta(text: str) -> bool:
    """Whether a text is a YAML file of the security plugin, which says so in `_meta.type`."""
    return "_meta" in text and _META.search(text) is not None
