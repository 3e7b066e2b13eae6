"""From the bytes of a file to what it says: which reader reads it, and what kind of input it turns out to be."""

from __future__ import annotations

import codecs
import os
import re
from bisect import bisect_left
from functools import cache
from typing import TYPE_CHECKING

from endpointlint.policy.document import DocumentKind, Input, Problem
from endpointlint.reader.complaints import Complaints
from endpointlint.reader.excerpt import Excerpt
from endpointlint.source import Place, SourceText, Span
from endpointlint.source.patterns import lazy
from endpointlint.source.records import replace

if TYPE_CHECKING:
    from endpointlint.policy.connector import Connector
    from endpointlint.policy.security import SecurityDocument
    from endpointlint.reader.harvest import Harvest

_OURS = (
    b"ml_commons",
    b"_cluster/settings",
    b"_plugins/_ml",
    b"_flow_framework",
    b"_security/api",
    b"action_type",
    b"aws_sigv4",
    b"mcp_s",
    b"create_connector",
    b"opensearch_ml_connector",
    b"pre_process_function",
    b"${credential.",
    b'"credential"',
    b"credential:",
    b"_meta",
    b"cluster_permissions",
    b"backend_roles",
    b"allowed_actions",
    b"anonymous_auth_enabled",
    b"plugins.security",
    b"DISABLE_SECURITY_PLUGIN",
    b'"persistent"',
    b'"transient"',
)
"""At least one of these stands in every file that holds anything of ours, as long as no letter of it is escaped."""

_ESCAPED_LETTER = lazy(rb"\\(?:u00|x|U000000)(?:2[eE]|5[fF]|6[1-9A-Fa-f]|7[0-9aA])")

_OUR_KEYS = lazy(
    r"plugins[\"'.:\s{]+ml_commons\b|\"ml_commons(?:\.[\w.]+)?\"\s*:|_cluster/settings|_plugins/_ml/connectors"
    r"|\"action_type\"\s*:|_meta[\"']?\s*:\s*\{?\s*[\"']?type[\"']?\s*:\s*[\"']?"
    r"(?:roles|rolesmapping|actiongroups|config|internalusers)\b"
)
"""A file that has one of these and cannot be read is a gap."""

_BINARY_PREFIX = 8000
"""Bytes in which a NUL makes a file binary, as git has it (`buffer_is_binary`, xdiff-interface.c)."""

_JSON = frozenset({".json", ".jsonc", ".json5", ".jsonl", ".ndjson"})
_JSON_LINES = frozenset({".jsonl", ".ndjson"})
_YAML = frozenset({".yml", ".yaml"})
_MARKDOWN = frozenset({".md", ".markdown", ".mdx", ".mkd", ".mdown"})
_TERRAFORM = frozenset({".tf", ".hcl"})
# fmt: off
_CODE = frozenset((
    ".c", ".cc", ".cpp", ".cs", ".css", ".go", ".gradle", ".groovy", ".h", ".hpp", ".ipynb", ".java", ".js",
    ".jsx", ".kt", ".kts", ".lua", ".mjs", ".php", ".pl", ".properties", ".ps1", ".py", ".pyi", ".rb", ".rs",
    ".scala", ".sql", ".swift", ".toml", ".ts", ".tsx", ".vue", ".xml",
))
# fmt: on
"""Languages whose literals have syntax of their own, which is not read."""

_CONFIGURATION = lazy(r"opensearch\.ya?ml\Z")
_VALUE_START = lazy(r"\{|\[[ \t]*(?:[{\[\"\]/]|[\r\n])|\"")
"""Begins a JSON document; a section `[name]` of other formats is none."""

_WIDE = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


def is_binary(content: bytes) -> bool:
    """Whether bytes are no text."""
    return b"\0" in content[:_BINARY_PREFIX] and content[:2] not in _WIDE


def _as_utf8(content: bytes) -> bytes:
    """What PowerShell's `>` writes, in the form in which everybody else writes it; JSON's readers take both."""
    encoding = _WIDE.get(content[:2])
    return content[2:].decode(encoding, "replace").encode("utf-8") if encoding else content


def read_bytes(path: str, content: bytes) -> Input:
    """Read one file, or standard input.

    `path` is for display, and its suffix is a hint; content decides. Never raises. A file with none of our words is
    not parsed and costs one search over its bytes; otherwise linear in its size.
    """
    if is_binary(content):
        return Input(path, DocumentKind.OTHER, None, (), 0, (Problem("binary file", None),))
    content = _as_utf8(content)
    name = os.path.basename(path).lower()
    ours = _mentions_ours(content) or _CONFIGURATION.match(name) is not None
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        return _not_utf8(path, content, error) if ours else Input(path, DocumentKind.OTHER, None, (), 0, ())
    source = SourceText(path, text.removeprefix("\ufeff"))
    if not ours:
        return Input(path, DocumentKind.OTHER, source, (), 0, ())
    return _read_text(source, name)


def _mentions_ours(content: bytes) -> bool:
    return any(word in content for word in _OURS) or (b"\\" in content and _ESCAPED_LETTER.search(content) is not None)


@cache
def of_ours() -> re.Pattern[str]:
    """What `_mentions_ours` looks for, in a text."""
    words = "|".join(re.escape(word.decode()) for word in _OURS)
    return re.compile(f"{words}|{_ESCAPED_LETTER.pattern.decode()}")


def unreadable(path: str, message: str) -> Input:
    """An input of which there is nothing but the reason why it could not be read."""
    return Input(path, DocumentKind.OTHER, None, (), 0, (Problem(message, None),))


def _not_utf8(path: str, content: bytes, error: UnicodeDecodeError) -> Input:
    before = content[: error.start].decode("utf-8").removeprefix("\ufeff")
    source = SourceText(path, content.decode("utf-8", "replace").removeprefix("\ufeff"))
    message = f"not UTF-8: byte 0x{content[error.start]:02x}"
    problem = Problem(message, Place(source, Span(len(before), len(before) + 1)))
    return Input(path, DocumentKind.OTHER, source, (), 0, (problem,))


def _read_text(source: SourceText, name: str) -> Input:
    from endpointlint.reader.harvest import Harvest

    harvest = Harvest(source)
    kind = _dispatch(source, os.path.splitext(name)[1], name, harvest)
    connectors = len(harvest.connectors)
    if not (harvest.documents or connectors or harvest.security):
        kind = DocumentKind.OTHER
    documents = tuple(sorted(harvest.documents, key=lambda document: document.place.span))
    bodies, security = _connectors(harvest), _security(harvest)
    problems = sorted(
        dict.fromkeys(harvest.problems), key=lambda p: (p.place.span.start if p.place else -1, not p.blocking)
    )
    return Input(source.path, kind, source, documents, connectors, Complaints(problems).all(), bodies, security)


def _connectors(harvest: Harvest) -> tuple[Connector, ...]:
    if not harvest.connectors:
        return ()
    from endpointlint.reader.connector_body import read_connector

    broken = sorted(
        problem.place.span for problem in harvest.problems if problem.blocking and problem.place is not None
    )
    connectors: list[Connector] = []
    for body in harvest.connectors:
        found = read_connector(body, harvest.source)
        doubtful = _first_within(broken, found.connector.place.span)
        connectors.append(replace(found.connector, doubtful_from=doubtful))
        # of what was not read as a whole nobody knows what is missing
        if doubtful is None:
            harvest.problems.extend(found.problems)
    return tuple(sorted(connectors, key=lambda connector: connector.place.span))


def _first_within(spans: list[Span], outer: Span) -> int | None:
    """Where the first of some sorted spans begins that lie inside of another; None if none does."""
    for index in range(bisect_left(spans, Span(outer.start, outer.start)), len(spans)):
        if spans[index].start > outer.end:
            break
        if outer.covers(spans[index]):
            return spans[index].start
    return None


def _security(harvest: Harvest) -> tuple[SecurityDocument, ...]:
    if not harvest.security:
        return ()
    from endpointlint.reader.security import read_security

    read = [read_security(found, harvest.source) for found in harvest.security]
    harvest.problems.extend(problem for found in read for problem in found.problems)
    return tuple(found.document for found in read)


def _dispatch(source: SourceText, suffix: str, name: str, harvest: Harvest) -> DocumentKind:
    """Read the text with the reader that fits; the kind that it has if anything is found."""
    from endpointlint.reader.json_text import skip_space

    text = source.text
    if suffix in _TERRAFORM:
        return _terraform(source, harvest)
    if suffix in _CODE:
        return DocumentKind.OTHER
    if suffix in _MARKDOWN:
        return _page(source, harvest)
    starts_json = _VALUE_START.match(text, skip_space(text)) is not None
    if suffix in _YAML and not (starts_json and _reads_as_json(source)):
        return _yaml(source, harvest)
    if starts_json:
        return _json(source, harvest, lines=suffix in _JSON_LINES)
    return _other_text(source, name, harvest)


def _terraform(source: SourceText, harvest: Harvest) -> DocumentKind:
    """Connectors as resources, and what here-documents and bodies hold."""
    from endpointlint.reader.terraform import read_terraform

    read_terraform(source, harvest)
    if "ml_commons" in source.text:
        from endpointlint.reader.requests import read_requests

        read_requests(Excerpt.whole(source), harvest)
    return DocumentKind.TEXT if harvest.documents else DocumentKind.CONNECTOR


def _reads_as_json(source: SourceText) -> bool:
    """Whether a YAML file is in fact JSON, which has tabs and comments that YAML does not have."""
    from endpointlint.reader.json_text import parse_value, skip_space

    parsed = parse_value(Excerpt.whole(source))
    return not parsed.broken and skip_space(source.text, parsed.end) == len(source.text)


def _json(source: SourceText, harvest: Harvest, *, lines: bool) -> DocumentKind:
    from endpointlint.reader.json_documents import read_json

    read_json(source, harvest, of_ours if lines else None, keys=_OUR_KEYS)
    return _kind_of_values(harvest)


def _kind_of_values(harvest: Harvest) -> DocumentKind:
    if harvest.documents:
        return DocumentKind.CLUSTER_SETTINGS
    return DocumentKind.CONNECTOR if harvest.connectors else DocumentKind.SECURITY


def _yaml(source: SourceText, harvest: Harvest) -> DocumentKind:
    from endpointlint.policy.model import Layer
    from endpointlint.reader.settings import read_body
    from endpointlint.reader.tree import Object
    from endpointlint.reader.yaml_text import parse_yaml, refused_tab

    parsed = parse_yaml(Excerpt.whole(source))
    taken = harvest.yaml(parsed)
    if not taken and _CONFIGURATION.match(os.path.basename(source.path)):
        for root in parsed.roots:
            if isinstance(root, Object):
                harvest.node_file(read_body(root, source, Layer.FILE))
                taken = True
        harvest.problems.extend((*parsed.problems, *parsed.refused) if taken else ())
    if not taken and _OUR_KEYS.search(source.text):
        harvest.problems.extend(problem for problem in parsed.problems if problem.blocking)
    readable = taken and not any(problem.blocking for problem in parsed.problems)
    if readable and _CONFIGURATION.match(os.path.basename(source.path)):
        harvest.problems.extend(refused_tab(Excerpt.whole(source), parsed))
    if harvest.variables:
        return DocumentKind.ENVIRONMENT
    if harvest.documents:
        return DocumentKind.OPENSEARCH_YML
    return DocumentKind.CONNECTOR if harvest.connectors else DocumentKind.SECURITY


def _page(source: SourceText, harvest: Harvest) -> DocumentKind:
    from endpointlint.reader.pages import read_page

    read_page(source, harvest)
    return DocumentKind.MARKDOWN


def _other_text(source: SourceText, name: str, harvest: Harvest) -> DocumentKind:
    """A text whose name says little: YAML, a page, or requests."""
    from endpointlint.reader.anchors import has_yaml_key
    from endpointlint.reader.markdown import has_fence
    from endpointlint.reader.requests import has_request, read_requests

    text = source.text
    if has_fence(text):
        return _page(source, harvest)
    settings = os.path.splitext(name)[1] in _PLAIN and has_yaml_key(text) and not has_request(text)
    if settings and "<<" not in text:
        return _yaml(source, harvest)
    read_requests(Excerpt.whole(source), harvest)
    if settings and not (harvest.documents or harvest.connectors):
        return _yaml(source, harvest)
    if harvest.requests:
        return DocumentKind.CONSOLE
    return DocumentKind.ENVIRONMENT if harvest.variables else DocumentKind.TEXT


_PLAIN = ("", ".conf", ".txt", ".j2", ".tpl")
