"""From the bytes of a file to what it says: which reader reads it, and what kind of input it turns out to be."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from endpointlint.policy.document import DocumentKind, Input, Problem
from endpointlint.reader.excerpt import Excerpt
from endpointlint.source import Place, SourceText, Span

if TYPE_CHECKING:
    from endpointlint.policy.connector import Connector
    from endpointlint.policy.security import SecurityDocument
    from endpointlint.reader.harvest import Harvest

_OURS = (
    b"ml_commons",
    b"_cluster/settings",
    b"_plugins/_ml",
    b"_flow_framework",
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

_ESCAPED_LETTER = re.compile(rb"\\(?:u00|x|U000000)(?:2[eE]|5[fF]|6[1-9A-Fa-f]|7[0-9aA])")

_OUR_KEYS = re.compile(
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

_CONFIGURATION = re.compile(r"opensearch\.ya?ml\Z")
_VALUE_START = re.compile(r"[{\[\"]")


def is_binary(content: bytes) -> bool:
    """Whether bytes are no text."""
    return b"\0" in content[:_BINARY_PREFIX]


def read_bytes(path: str, content: bytes) -> Input:
    """Read one file, or standard input.

    `path` is for display, and its suffix is a hint; content decides. Never raises. A file with none of our words is
    not parsed and costs one search over its bytes; otherwise linear in its size.
    """
    if is_binary(content):
        return Input(path, DocumentKind.OTHER, None, (), 0, (Problem("binary file", None),))
    name = PurePath(path).name.lower()
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
    kind = _dispatch(source, PurePath(name).suffix, name, harvest)
    connectors = len(harvest.connectors)
    if not (harvest.documents or connectors or harvest.security):
        kind = DocumentKind.OTHER
    documents = tuple(sorted(harvest.documents, key=lambda document: document.place.span))
    bodies, security = _connectors(harvest), _security(harvest)
    problems = sorted(
        dict.fromkeys(harvest.problems), key=lambda p: (p.place.span.start if p.place else -1, not p.blocking)
    )
    return Input(source.path, kind, source, documents, connectors, tuple(problems), bodies, security)


def _connectors(harvest: Harvest) -> tuple[Connector, ...]:
    if not harvest.connectors:
        return ()
    from endpointlint.reader.connector_body import read_connector

    broken = [problem.place.span for problem in harvest.problems if problem.blocking and problem.place is not None]
    connectors: list[Connector] = []
    for body in harvest.connectors:
        found = read_connector(body, harvest.source)
        inside = [span.start for span in broken if found.connector.place.span.covers(span)]
        connectors.append(replace(found.connector, doubtful_from=min(inside, default=None)))
        # of what was not read as a whole nobody knows what is missing
        if not inside:
            harvest.problems.extend(found.problems)
    return tuple(sorted(connectors, key=lambda connector: connector.place.span))


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
        from endpointlint.reader.terraform import read_terraform

        read_terraform(source, harvest)
        return DocumentKind.CONNECTOR
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


def _reads_as_json(source: SourceText) -> bool:
    """Whether a YAML file is in fact JSON, which has tabs and comments that YAML does not have."""
    from endpointlint.reader.json_text import parse_value, skip_space

    parsed = parse_value(Excerpt.whole(source))
    return not parsed.broken and skip_space(source.text, parsed.end) == len(source.text)


def _json(source: SourceText, harvest: Harvest, *, lines: bool) -> DocumentKind:
    from endpointlint.reader.json_text import parse_value, skip_space

    excerpt = Excerpt.whole(source)
    position = 0
    found = False
    while position < len(source.text):
        parsed = parse_value(excerpt, position)
        taken = harvest.value(parsed)
        if not taken and parsed.broken and _OUR_KEYS.search(source.text):
            harvest.problems.extend(problem for problem in parsed.problems if problem.blocking)
        found = found or taken
        following = skip_space(source.text, parsed.end)
        if parsed.value is None or following >= len(source.text):
            break
        if not lines and found:
            message = "something follows the end of the document"
            harvest.problems.append(excerpt.problem(message, following, following + 1, blocking=False))
        position = max(following, position + 1)
    return _kind_of_values(harvest)


def _kind_of_values(harvest: Harvest) -> DocumentKind:
    if harvest.documents:
        return DocumentKind.CLUSTER_SETTINGS
    return DocumentKind.CONNECTOR if harvest.connectors else DocumentKind.SECURITY


def _yaml(source: SourceText, harvest: Harvest) -> DocumentKind:
    from endpointlint.policy.model import Layer
    from endpointlint.reader.settings import read_body
    from endpointlint.reader.tree import Object
    from endpointlint.reader.yaml_text import parse_yaml

    parsed = parse_yaml(Excerpt.whole(source))
    taken = harvest.yaml(parsed)
    if not taken and _CONFIGURATION.match(PurePath(source.path).name):
        for root in parsed.roots:
            if isinstance(root, Object):
                harvest.extend(read_body(root, source, Layer.FILE))
                taken = True
    if not taken and _OUR_KEYS.search(source.text):
        harvest.problems.extend(problem for problem in parsed.problems if problem.blocking)
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
    from endpointlint.reader.markdown import has_fence
    from endpointlint.reader.requests import YAML_KEY, has_request, read_requests

    text = source.text
    if has_fence(text):
        return _page(source, harvest)
    if (
        not has_request(text)
        and YAML_KEY.search(text)
        and PurePath(name).suffix in ("", ".conf", ".txt", ".j2", ".tpl")
    ):
        return _yaml(source, harvest)
    read_requests(Excerpt.whole(source), harvest)
    if harvest.requests:
        return DocumentKind.CONSOLE
    return DocumentKind.ENVIRONMENT if harvest.variables else DocumentKind.TEXT
