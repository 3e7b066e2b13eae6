"""YAML with the place of every key and value.

Built on PyYAML's event stream rather than on `compose`: events need no recursion, and after an error there is still
what came before it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from endpointlint.policy.document import Problem
from endpointlint.reader.complaints import Complaints
from endpointlint.reader.excerpt import Excerpt
from endpointlint.reader.tree import Array, Member, Node, Object, Scalar, ScalarKind
from endpointlint.reader.yaml_scalars import Decoded, decode_block, decode_flow
from endpointlint.source import Offsets, Place, SourceLiteral

if TYPE_CHECKING:
    from yaml.error import Mark, MarkedYAMLError
    from yaml.events import Event, ScalarEvent

MAX_MERGED = 100_000
"""Members that `<<` brings in: a few lines can ask for any number of them."""

MAX_TABBED = 20_000
"""Code points in which tabs are looked for: PyYAML's own parser takes 10 µs for each."""

MAX_EVENTS = 500_000
"""Values, keys and ends of collections of one stream."""

MAX_DEPTH = 500
"""Levels of nesting: fewer than the 1,000 at which libyaml gives up, so that both parsers give up alike."""

# PyYAML refuses these, SnakeYAML does not (a pair of surrogates), or we read on and complain ourselves (the rest)
_BACKSLASH = re.compile(
    r"\\(?:\r\n|[0abt\tnvfre \"/\\N_LP\r\n\x85\u2028\u2029]|x[0-9A-Fa-f]{2}"
    r"|u(?![dD][89A-Fa-f])[0-9A-Fa-f]{4}|U00(?:0(?![dD][89A-Fa-f])|10|0[1-9A-Fa-f])[0-9A-Fa-f]{4}"
    r"|(?P<other>))"
)
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|\ufeff")
_PROPERTIES = re.compile(r"(?:(?:&[0-9A-Za-z_-]*|!(?:<[^>]*>|\S*))(?:\s|#[^\r\n]*)*)+")
_NULL = re.compile(r"(?:~|null|Null|NULL)?\Z")
_BOOLEAN = re.compile(r"(?:true|True|TRUE|false|False|FALSE)\Z")
_NUMBER = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?\Z")
_CORE_TAGS = ("tag:yaml.org,2002:int", "tag:yaml.org,2002:bool", "tag:yaml.org,2002:null", "tag:yaml.org,2002:float")


@dataclass(frozen=True, slots=True)
class ParsedYaml:
    """The documents of a stream."""

    roots: tuple[Node, ...]
    problems: tuple[Problem, ...]
    merged: frozenset[int] = frozenset()
    """Identities of the maps whose members `<<` has brought into others."""
    refused: tuple[Problem, ...] = ()
    """What YAML allows and OpenSearch's own parser does not: for files that a node reads itself."""
    tabs: tuple[int, ...] = ()
    """Offsets in the excerpt of blanks and tabs right behind plain scalars."""


def parse_yaml(excerpt: Excerpt) -> ParsedYaml:
    """Read every document of a YAML stream. Never raises; after an error what came before it is given.

    Uses libyaml where PyYAML was built with it (about 0.6 s for 1 MB), the pure Python parser otherwise.
    """
    import yaml

    builder = _Builder(excerpt)
    loader = getattr(yaml, "CSafeLoader", None) or yaml.SafeLoader
    try:
        for count, event in enumerate(yaml.parse(builder.shadow, Loader=loader)):
            if count > MAX_EVENTS:
                raise _TooMuch(f"more than {MAX_EVENTS} keys and values")
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        builder.fail(error)
    except (yaml.YAMLError, ValueError, _TooMuch) as error:
        builder.problem(str(error).splitlines()[0], builder.last, builder.last)
    builder.finish()
    return ParsedYaml(
        tuple(builder.roots),
        builder.problems.all(),
        frozenset(builder.merged),
        builder.refused.all(),
        tuple(builder.tabs),
    )


def refused_tab(excerpt: Excerpt, parsed: ParsedYaml) -> tuple[Problem, ...]:
    """The first tab that libyaml takes for a blank, and SnakeYAML for an error.

    PyYAML's own parser is told apart from SnakeYAML, whose model it is, by tabs behind plain scalars.
    """
    import yaml

    if "\t" not in excerpt.text or len(excerpt.text) > MAX_TABBED:
        return ()
    text = excerpt.text
    shadow = list(_Builder(excerpt).shadow)
    for at in parsed.tabs:
        while at < len(shadow) and shadow[at] in " \t":
            shadow[at] = " "
            at += 1
    try:
        for _ in yaml.scan("".join(shadow), Loader=yaml.SafeLoader):
            pass
    except yaml.MarkedYAMLError as error:
        at = error.problem_mark.index if error.problem_mark else len(text)
        if text[at : at + 1] == "\t":
            return (excerpt.problem("OpenSearch refuses a tab here", at, at + 1, blocking=False),)
    except (yaml.YAMLError, ValueError):
        pass
    return ()


class _TooMuch(Exception):  # noqa: N818
    """More of something than any settings have."""


@dataclass(slots=True)
class _Frame:
    """A collection that is still open."""

    is_object: bool
    start: int
    anchor: str | None
    flow: bool
    last: int
    """End of the last thing in it."""
    key: Scalar | None = None
    has_key: bool = False
    items: list[Node] = field(default_factory=list[Node])
    members: list[Member] = field(default_factory=list[Member])
    seen: set[str] = field(default_factory=set[str])


class _Builder:
    """Turns events into a tree."""

    def __init__(self, excerpt: Excerpt) -> None:
        self.excerpt = excerpt
        self.text = excerpt.text
        self.problems = Complaints()
        self.refused = Complaints()
        self.roots: list[Node] = []
        self.stack: list[_Frame] = []
        self.anchors: dict[str, tuple[Node, int]] = {}
        self.merged: set[int] = set()
        self.tabs: list[int] = []
        self.room = MAX_MERGED
        self.last: int = 0
        self.shadow = self._make_shadow()

    def _make_shadow(self) -> str:
        """The text as PyYAML is given it: of the same length, with the same structure, without what it gives up on."""
        text = self.text
        found = _UNPRINTABLE.search(text)
        if found:
            self.problem(f"YAML does not allow U+{ord(found[0]):04X}", found.start(), found.end())
            text = _UNPRINTABLE.sub("x", text)
        if "\\" in text:
            text = _BACKSLASH.sub(lambda m: m[0] if m["other"] is None else "x", text)
        return text

    def problem(self, message: str, start: int, end: int, *, blocking: bool = True) -> None:
        """Add a problem with a range of the excerpt."""
        if not self.problems.count(blocking=blocking):
            self.problems.add(self.excerpt.problem(message, start, end, blocking=blocking))

    def refuse(self, message: str, start: int, end: int) -> None:
        """Add what OpenSearch would refuse, or read otherwise, if it read this itself."""
        if not self.refused.count(blocking=False):
            self.refused.add(self.excerpt.problem(message, start, end, blocking=False))

    def fail(self, error: MarkedYAMLError) -> None:
        """Add the error that ended the stream."""
        mark: Mark | None = error.problem_mark or error.context_mark
        at = min(mark.index, len(self.text)) if mark else self.last
        message = f"YAML: {error.problem or error.context or 'cannot be read'}"
        if error.context and error.problem and error.context_mark is not None:
            begin = Place(self.excerpt.source, self.excerpt.span(error.context_mark.index, error.context_mark.index))
            message += f" {error.context} that begins in line {begin.start.line}"
        self.problem(message, at, at)

    def finish(self) -> None:
        """Close what an error left open. A list of which nothing was read is not an empty list."""
        while self.stack:
            frame = self.stack[-1]
            if frame.is_object or frame.items:
                self._close(self.last)
            else:
                self.stack.pop()
                literal = self.excerpt.literal(frame.start, max(frame.start, self.last))
                self._add(Scalar(ScalarKind.UNREAD, literal), frame.start, self.last, None)

    def take(self, event: Event) -> None:
        """Take the next event."""
        import yaml

        start: int = event.start_mark.index if event.start_mark else self.last
        end: int = event.end_mark.index if event.end_mark else self.last
        if isinstance(event, yaml.NodeEvent) and not isinstance(event, yaml.AliasEvent):
            # marks begin at the anchor or tag, values begin behind it
            properties = _PROPERTIES.match(self.shadow, start, max(start, end))
            start = properties.end() if properties else start
        if isinstance(event, yaml.ScalarEvent):
            self.last = end
            node = self._scalar(event, start, end)
            self._add(node, start, self.last, event.anchor)
        elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            if len(self.stack) >= MAX_DEPTH:
                self.last = start
                raise _TooMuch(f"nested deeper than {MAX_DEPTH} levels")
            self.last = end
            flow = bool(event.flow_style)
            self.stack.append(_Frame(isinstance(event, yaml.MappingStartEvent), start, event.anchor, flow, start))
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            frame = self.stack[-1]
            self.last = end if frame.flow else frame.last
            self._close(self.last)
        elif isinstance(event, yaml.AliasEvent):
            self.last = end
            self.refuse(f"OpenSearch follows no alias: it reads this as the text `{event.anchor}`", start, end)
            known = self.anchors.get(event.anchor or "")
            if known is None:
                self.problem(f"YAML: there is no anchor `{event.anchor}`", start, end)
                known = (Scalar(ScalarKind.UNREAD, self.excerpt.literal(start, end)), end)
            self._add(known[0], start, end, None)
        elif isinstance(event, yaml.DocumentStartEvent):
            self.anchors.clear()
            if self.roots:
                self.refuse("OpenSearch refuses a second document in one file", start, end)

    def _add(self, node: Node, start: int, end: int, anchor: str | None) -> None:
        if anchor:
            self.anchors[anchor] = (node, end)
        if not self.stack:
            self.roots.append(node)
            return
        frame = self.stack[-1]
        frame.last = max(frame.last, end)
        if not frame.is_object:
            frame.items.append(node)
        elif not frame.has_key:
            frame.has_key = True
            frame.key = node if isinstance(node, Scalar) else None
            if frame.key is not None:
                name = frame.key.literal.value
                if name in frame.seen and name != "<<":
                    self.problem(f"OpenSearch refuses the key `{name}` twice in one map", start, end, blocking=False)
                frame.seen.add(name)
        else:
            frame.has_key = False
            if frame.key is not None:
                frame.members.append(Member(frame.key.literal, node))

    def _close(self, end: int) -> None:
        frame = self.stack.pop()
        span = self.excerpt.span(frame.start, end)
        if frame.is_object:
            node: Node = Object(tuple(self._with_merged(frame.members)), span)
        else:
            node = Array(tuple(frame.items), span)
        self._add(node, frame.start, end, frame.anchor)

    def _with_merged(self, members: list[Member]) -> list[Member]:
        """Members, and those that `<<` brings in where there are none of that name (yaml.org/type/merge.html)."""
        if not any(member.key.value == "<<" and not isinstance(member.value, Scalar) for member in members):
            return members
        own = [member for member in members if member.key.value != "<<" or isinstance(member.value, Scalar)]
        known = {member.key.value for member in own}
        for member in members:
            if member.key.value != "<<":
                continue
            for source in member.value.items if isinstance(member.value, Array) else (member.value,):
                if not isinstance(source, Object):
                    continue
                self.merged.add(id(source))
                new = [brought for brought in source.members if brought.key.value not in known]
                self.room -= len(new)
                if self.room < 0:
                    raise _TooMuch(f"`<<` brings in more than {MAX_MERGED} members")
                known.update(brought.key.value for brought in new)
                own.extend(new)
        return own

    def _scalar(self, event: ScalarEvent, start: int, end: int) -> Scalar:
        style: str = event.style or ""
        if style in ("'", '"'):
            decoded = decode_flow(self.text, start + 1, end - 1, style)
            if decoded.slash is not None:
                self.refuse("OpenSearch refuses the escape `\\/` in YAML", decoded.slash, decoded.slash + 2)
            if decoded.bad_escape:
                at, stop = decoded.bad_escape
                shown = self.text[at:stop]
                self.problem(f"`{shown}` is no escape in YAML's double quotes; read as `\\{shown}`", at, stop)
        elif style in ("|", ">"):
            value: str = event.value
            found = decode_block(self.text, start, end, value, self.shadow)
            decoded = found or _coarse(value, start, end)
            self.last = end = max(start, decoded.offsets[-1])
        else:
            decoded = decode_flow(self.text, start, end, "")
            if self.text.startswith((" ", "\t"), end):
                self.tabs.append(end)
        outer = self.excerpt.offsets
        if isinstance(decoded.offsets, range):
            places = outer[decoded.offsets.start : decoded.offsets.stop]
        else:
            places = decoded.offsets.within(outer)
        kind = _kind(event, decoded.value) if not style else ScalarKind.TEXT
        return Scalar(kind, SourceLiteral(decoded.value, places, self.excerpt.span(start, end)))


def _coarse(value: str, start: int, end: int) -> Decoded:
    """A text of which only the whole has a place."""
    offsets = Offsets()
    for _ in value:
        offsets.add(start)
    offsets.add(end)
    return Decoded(value, offsets)


def _kind(event: ScalarEvent, text: str) -> ScalarKind:
    """The type of a plain scalar, as Jackson resolves it: `yes` and `on` are texts."""
    if event.tag is not None and event.tag not in _CORE_TAGS:
        return ScalarKind.TEXT
    if _NULL.match(text):
        return ScalarKind.NULL
    if _BOOLEAN.match(text):
        return ScalarKind.BOOLEAN
    return ScalarKind.NUMBER if _NUMBER.match(text) else ScalarKind.TEXT
