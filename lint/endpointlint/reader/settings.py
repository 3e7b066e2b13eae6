"""Settings in parsed documents: which parts hold them, and what they say.

Read as `Settings.fromXContent` and `Settings.getAsList` of OpenSearch read them: flat and nested keys mean the same,
`key.0` and `{"0": …}` make a list, a text given for a list is cut at commas.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from endpointlint.policy.document import Document, Problem
from endpointlint.policy.model import PREFIX, EndpointList, Entry, Layer, ListForm, ListSetting, Setting
from endpointlint.policy.value import Value, ValueKind
from endpointlint.reader.tree import Array, Member, Node, Object, Scalar, ScalarKind, children, escape
from endpointlint.source import Place, SourceLiteral, SourceText, Span

LAYERS = {"transient": Layer.TRANSIENT, "persistent": Layer.PERSISTENT, "defaults": Layer.DEFAULTS}
REDACTED = "(redacted)"
"""Stands in the model for the value of a setting that holds a secret."""
MAX_SETTINGS = 100_000
"""Settings read from one document; YAML aliases could make any number of them."""

_LISTS = {setting.value: setting for setting in ListSetting}
_NAMESPACE = PREFIX.rstrip(".")
_SECRET = re.compile(
    r"(?:password|passphrase|secret|master_key|token|credentials?)\Z|(?:^|[._])(?:secret|access)_key\Z"
)


class TooManySettings(Exception):  # noqa: N818
    """A document has more settings than any cluster."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A value with its full key, whether that was written flat or nested."""

    key: str
    pointer: str
    key_literal: SourceLiteral
    """The last of the document's own keys that lead to it."""
    value: Node
    parent: Member | None
    """The member whose value is the object that the last key stands in; None at the top."""


@dataclass(frozen=True, slots=True)
class Extract:
    """What one tree gave."""

    documents: tuple[Document, ...]
    problems: tuple[Problem, ...]


def read_body(root: Object, source: SourceText, layer: Layer, pointer: str = "") -> Extract:
    """Read an object that is known to hold settings: the body of a request, `opensearch.yml`.

    What stands below `persistent`, `transient` or `defaults` has that layer, all else has `layer`.
    """
    reader = _Reader(source, from_file=layer is Layer.FILE)
    shows_defaults = False
    rest: list[Member] = []
    for member in root.members:
        inner = LAYERS.get(member.key.value)
        below = f"{pointer}/{escape(member.key.value)}"
        if inner is not None and isinstance(member.value, Object):
            shows_defaults = shows_defaults or inner is Layer.DEFAULTS
            reader.read(flatten(member.value, below), inner)
        elif inner is None and not (member.key.value == "acknowledged" and isinstance(member.value, Scalar)):
            rest.append(member)
    reader.read(flatten(Object(tuple(rest), root.span), pointer), layer)
    place = Place(source, root.span, pointer)
    document = Document(tuple(reader.lists), tuple(reader.settings), place, shows_defaults)
    return Extract((document,), tuple(reader.problems))


def read_leaves(leaves: Iterable[Leaf], source: SourceText, layer: Layer, place: Place) -> Extract:
    """One document of settings that were found in some other way."""
    reader = _Reader(source, from_file=layer is Layer.FILE)
    reader.read(leaves, layer)
    return Extract((Document(tuple(reader.lists), tuple(reader.settings), place),), tuple(reader.problems))


def find_bodies(
    root: Node,
    source: SourceText,
    layer: Layer = Layer.BARE,
    skip: frozenset[int] = frozenset(),
    pointer: str = "",
) -> Extract:
    """Look for settings anywhere in a tree: bodies with layers, and objects that hold keys of ML Commons.

    `layer` is that of keys at the top of the tree; keys further down are bare. `skip` names nodes by identity,
    `pointer` leads to the root of a document inside a document.
    """
    documents: list[Document] = []
    problems: list[Problem] = []
    seen: set[int] = set(skip)
    todo: list[tuple[Node, str]] = [(root, pointer)]
    while todo:
        node, pointer = todo.pop()
        if isinstance(node, Scalar) or id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, Object) and (is_body(node, top=node is root) or _holds_settings(node)):
            at = layer if node is root else Layer.BARE
            whole = is_body(node, top=node is root) or at is Layer.FILE
            found = read_body(node if whole else _ours(node), source, at, pointer)
            # deeper down, a key alone makes no settings
            documents.extend(one for one in found.documents if node is root or one.lists or one.settings)
            problems.extend(found.problems)
            continue
        todo.extend(reversed(list(children(node, pointer))))
    return Extract(tuple(documents), tuple(problems))


def is_body(node: Object, *, top: bool) -> bool:
    """Whether an object has the shape of a body or answer of `_cluster/settings`.

    At the top of a document the shape is enough; deeper down it must hold something of ML Commons.
    """
    layers = [m.value for m in node.members if m.key.value in LAYERS and isinstance(m.value, Object)]
    if not layers:
        return False
    if top and all(m.key.value in LAYERS or m.key.value == "acknowledged" for m in node.members):
        return True
    return any(_holds_settings(inner) for inner in layers)


def flatten(root: Object, pointer: str) -> Iterator[Leaf]:
    """Every value that is no object, with its full key, in the order of the document.

    Raises TooManySettings after `MAX_SETTINGS` steps.
    """
    steps = 0
    todo: list[tuple[Node, str, str, Member | None, Member | None]] = [(root, "", pointer, None, None)]
    while todo:
        node, key, at, member, parent = todo.pop()
        steps += 1
        if steps > MAX_SETTINGS:
            raise TooManySettings
        if isinstance(node, Object):
            start = f"{key}." if key else ""
            todo.extend(
                (m.value, start + m.key.value, f"{at}/{escape(m.key.value)}", m, member) for m in reversed(node.members)
            )
        elif member is not None:
            yield Leaf(key, at, member.key, node, parent)


def split_scalar(literal: SourceLiteral) -> list[SourceLiteral]:
    """The parts of a text given for a list setting.

    `Strings.splitStringByCommaToArray` drops empty parts, `Settings.getAsList` then trims each as `String.trim` does:
    so a part of blanks only stays, as an empty text.
    """
    parts: list[SourceLiteral] = []
    start = 0
    for piece in literal.value.split(","):
        if piece:
            left = start + len(piece) - len(piece.lstrip(_TRIMMED))
            right = start + len(piece.rstrip(_TRIMMED))
            parts.append(literal.part(left, right) if left < right else literal.part(start, start))
        start += len(piece) + 1
    return parts


_TRIMMED = "".join(map(chr, range(0x21)))


def _holds_settings(node: Object) -> bool:
    """Whether some member of an object is a setting of ML Commons, written flat or nested."""
    return any(_is_ours(member.key.value, member.value) for member in node.members)


def _is_ours(key: str, value: Node) -> bool:
    if key.startswith(PREFIX):
        setting = _LISTS.get(key)
        return setting is None or _fits(value)
    if key == _NAMESPACE:
        return isinstance(value, Object) and bool(value.members)
    if key.startswith("plugins.security."):
        return not isinstance(value, Object) or bool(value.members)
    return key == "plugins" and isinstance(value, Object) and any(_in_plugins(m) for m in value.members)


def _in_plugins(member: Member) -> bool:
    key, value = member.key.value, member.value
    if key.startswith(("ml_commons.", "security.")):
        return True
    if not isinstance(value, Object):
        return False
    return key == "ml_commons" or (key == "security" and any(m.key.value in _SECURITY for m in value.members))


_SECURITY = frozenset(
    (
        "disabled",
        "ssl_only",
        "ssl",
        "authcz",
        "nodes_dn",
        "restapi",
        "system_indices",
        "audit",
        "allow_unsafe_democertificates",
    )
)


def _fits(value: Node) -> bool:
    """Whether a value can be that of a list: the schema of a list is none."""
    if isinstance(value, Array):
        return all(isinstance(item, Scalar) for item in value.items)
    return isinstance(value, Scalar) or all(_is_index(m.key.value) for m in value.members)


def _ours(node: Object) -> Object:
    """Of an object somewhere in a document only the members that are settings that matter here."""
    kept = tuple(m for m in node.members if m.key.value.partition(".")[0] in _ROOTS)
    return Object(kept, node.span)


_ROOTS = frozenset(("plugins", "http", "reindex", "repositories"))


def _is_index(key: str) -> bool:
    return key.isascii() and key.isdigit() and len(key) <= 9


class _Reader:
    """Turns the leaves of one body into lists and settings."""

    def __init__(self, source: SourceText, *, from_file: bool) -> None:
        self.source = source
        self.from_file = from_file
        self.lists: list[EndpointList] = []
        self.settings: list[Setting] = []
        self.problems: list[Problem] = []

    def read(self, leaves: Iterable[Leaf], layer: Layer) -> None:
        """Read one layer of the body."""
        indexed: dict[ListSetting, list[tuple[int, Leaf]]] = {}
        last: Leaf | None = None
        try:
            for leaf in leaves:
                last = leaf
                self._leaf(leaf, layer, indexed)
        except TooManySettings:
            self.problems.append(Problem(f"more than {MAX_SETTINGS} settings in one document", self._at(last)))
        for setting, numbered in indexed.items():
            self._indexed(setting, sorted(numbered, key=lambda pair: pair[0]), layer)

    def _at(self, leaf: Leaf | None) -> Place:
        return Place(self.source, leaf.value.span, leaf.pointer) if leaf else Place(self.source, Span(0, 0))

    def _leaf(self, leaf: Leaf, layer: Layer, indexed: dict[ListSetting, list[tuple[int, Leaf]]]) -> None:
        setting = _LISTS.get(leaf.key)
        if setting is not None:
            self._list(setting, leaf, layer)
            return
        prefix, _, index = leaf.key.rpartition(".")
        if prefix in _LISTS and _is_index(index):
            indexed.setdefault(_LISTS[prefix], []).append((int(index), leaf))
        else:
            self._setting(leaf, layer)

    def _problem(self, message: str, leaf: Leaf, node: Node | None = None, *, blocking: bool = True) -> None:
        place = Place(self.source, (node or leaf.value).span, leaf.pointer)
        self.problems.append(Problem(message, place, blocking))

    def _list(self, setting: ListSetting, leaf: Leaf, layer: Layer) -> None:
        value = leaf.value
        entries: list[Entry] = []
        whole: SourceLiteral | None = None
        if isinstance(value, Array):
            form = ListForm.ARRAY
            for index, item in enumerate(value.items):
                entries.extend(self._item(leaf, item, f"{leaf.pointer}/{index}"))
            if value.items and not entries:
                # a problem says why; a list of which nothing was read is not an empty list
                return
            if setting is ListSetting.MODEL_URL:
                self._problem(f"OpenSearch refuses a list for `{leaf.key}`, which is one regex", leaf, blocking=False)
        elif isinstance(value, Object) or value.kind is ScalarKind.UNREAD:
            return
        elif value.kind is ScalarKind.NULL:
            form = ListForm.NULL
            if self.from_file:
                self._problem(f"OpenSearch does not start with a `{leaf.key}` that has no value", leaf, blocking=False)
        else:
            form = ListForm.SCALAR
            whole = value.literal
            parts = [whole] if setting is ListSetting.MODEL_URL else split_scalar(whole)
            entries = [Entry(part, Place(self.source, self._shown(part, whole), leaf.pointer)) for part in parts]
        self.lists.append(
            EndpointList(
                setting,
                layer,
                form,
                tuple(entries),
                Place(self.source, value.span, leaf.pointer),
                Place(self.source, leaf.key_literal.span, leaf.pointer),
                whole,
            )
        )

    def _shown(self, part: SourceLiteral, whole: SourceLiteral) -> Span:
        """The span of a part; with its quotes where it is the whole text."""
        return whole.span if part.value == whole.value else part.span

    def _item(self, leaf: Leaf, item: Node, pointer: str) -> Iterator[Entry]:
        if not isinstance(item, Scalar):
            self._problem("OpenSearch refuses a list that holds anything but texts", leaf, item)
        elif item.kind is ScalarKind.NULL:
            self._problem("OpenSearch refuses null in a list", leaf, item, blocking=False)
        elif item.kind is not ScalarKind.UNREAD:
            yield Entry(item.literal, Place(self.source, item.span, pointer))

    def _indexed(self, setting: ListSetting, numbered: list[tuple[int, Leaf]], layer: Layer) -> None:
        entries: list[Entry] = []
        for expected, (index, leaf) in enumerate(numbered):
            if index > expected:
                self._problem(
                    f"OpenSearch refuses `{leaf.key}`: there is no `{setting.value}.{expected}`", leaf, blocking=False
                )
            entries.extend(self._item(leaf, leaf.value, leaf.pointer))
        first, last = numbered[0][1], numbered[-1][1]
        pointer, key, span = first.pointer, first.key_literal.span, first.key_literal.span.join(last.value.span)
        if first.parent is not None and _is_index(first.key_literal.value):
            pointer, key, span = pointer.rpartition("/")[0], first.parent.key.span, first.parent.value.span
        place, key_place = Place(self.source, span, pointer), Place(self.source, key, pointer)
        self.lists.append(EndpointList(setting, layer, ListForm.INDEXED, tuple(entries), place, key_place))

    def _setting(self, leaf: Leaf, layer: Layer) -> None:
        value = leaf.value
        if isinstance(value, Object) or (isinstance(value, Scalar) and value.kind is ScalarKind.UNREAD):
            return
        known: str | bool | int | float | tuple[str, ...] | None
        if isinstance(value, Scalar):
            known = native(value)
            items = [self._item_value(leaf, value, leaf.pointer)]
        else:
            scalars = [item for item in value.items if isinstance(item, Scalar)]
            if len(scalars) < len(value.items):
                return
            known = tuple(item.literal.value for item in scalars)
            items = [self._item_value(leaf, item, f"{leaf.pointer}/{n}") for n, item in enumerate(scalars)]
        if known is not None and _SECRET.search(leaf.key):
            for item in items:
                self._hide(item)
            known, items = REDACTED, []
        self.settings.append(
            Setting(
                leaf.key,
                known,
                layer,
                Place(self.source, value.span, leaf.pointer),
                Place(self.source, leaf.key_literal.span, leaf.pointer),
                tuple(items),
            )
        )

    def _item_value(self, leaf: Leaf, node: Scalar, pointer: str) -> Value:
        place = Place(self.source, node.span, pointer)
        key = Place(self.source, leaf.key_literal.span, leaf.pointer)
        return Value(_KINDS.get(node.kind, ValueKind.TEXT), node.literal, place, key)

    def _hide(self, item: Value) -> None:
        from endpointlint.policy.secret import must_hide, secret_of

        if must_hide(item.text):
            looks_real = secret_of(item.text, item.place).looks_real
            self.source.hide(item.literal.span, item.text if looks_real else "")


_KINDS = {
    ScalarKind.NUMBER: ValueKind.NUMBER,
    ScalarKind.BOOLEAN: ValueKind.BOOLEAN,
    ScalarKind.NULL: ValueKind.NULL,
}


def native(scalar: Scalar) -> str | bool | int | float | None:
    """The value of a scalar in Python's types; a number too long to count with stays a text."""
    text = scalar.literal.value
    if scalar.kind is ScalarKind.NULL:
        return None
    if scalar.kind is ScalarKind.BOOLEAN:
        return text.lower() == "true"
    if scalar.kind is ScalarKind.NUMBER and len(text) <= 300:
        try:
            return int(text)
        except ValueError:
            return float(text)
    return text
