"""What is in force when several documents are put together: each setting with its value, its layer and its place.

OpenSearch looks for a value among the transient settings, then the persistent ones, then in `opensearch.yml`, then
among the defaults (`Settings.java`, `ClusterSettings.java`). Documents of one layer that say different things cannot
all hold: of those in one file the last one does, as whoever sends the requests in order will see; of those in different
files nobody knows, and what is not taken is kept as a rival.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePath

from endpointlint.policy.document import Document
from endpointlint.policy.enforcement import enforcement
from endpointlint.policy.model import EndpointList, Entry, Layer, ListForm, ListSetting, Setting
from endpointlint.policy.release import Release
from endpointlint.policy.settings import SettingFacts, SettingType, Value, settings
from endpointlint.source import Place, SourceLiteral, SourceText, Span

_ORDER = (Layer.TRANSIENT, Layer.PERSISTENT, Layer.BARE, Layer.FILE, Layer.DEFAULTS)
"""Strongest first. A document that names no layer is sent to the cluster by somebody, most often as persistent."""

_LISTS = {setting.value: setting for setting in ListSetting}


@dataclass(frozen=True, slots=True)
class Said:
    """A setting as one document gives it."""

    key: str
    layer: Layer
    value: Value | None
    """A list setting's entries; None for a reset."""
    place: Place
    key_place: Place
    setting: Setting | None = None
    endpoints: EndpointList | None = None
    """For the settings with regexes."""

    @property
    def resets(self) -> bool:
        """Whether it takes the setting out of its layer."""
        return self.value is None


@dataclass(frozen=True, slots=True)
class InForce:
    """A setting's value in the cluster that some documents describe."""

    key: str
    value: Value | None
    """None for a setting that is neither given nor known."""
    layer: Layer
    """`DEFAULTS` for a built-in value, too."""
    said: Said | None
    """What gives the value; None where it is built in."""
    hidden: tuple[Said, ...] = ()
    """What weaker layers say, the strongest of them first: it holds once the stronger layer is gone."""
    rivals: tuple[Said, ...] = ()
    """What other files say in the same layer, with another value, one of each value: it may hold just as well."""

    @property
    def built_in(self) -> bool:
        """Whether nobody has given a value."""
        return self.said is None

    @property
    def flag(self) -> bool | None:
        """The value as OpenSearch reads booleans; None if it is none."""
        if isinstance(self.value, bool):
            return self.value
        return {"true": True, "false": False}.get(self.value) if isinstance(self.value, str) else None

    def may_be(self, value: Value | None) -> bool:
        """Whether the setting may have a value: in force, or among the rivals."""
        return any(_same(found, value) for found in (self.value, *(rival.value for rival in self.rivals)))


@dataclass(frozen=True, slots=True)
class EndpointsInForce:
    """A list of regexes in the cluster that some documents describe."""

    setting: ListSetting
    endpoints: EndpointList
    """The entries that OpenSearch tries. Where nobody gave any, the built-in ones, in a text of their own that is no
    file; `built_in` tells."""
    built_in: bool
    """The entries are the built-in ones. Somebody may have asked for that: by an empty text, see `said`."""
    said: Said | None
    """What decides: a list, or a text without entries, which brings the built-in list back."""
    hidden: tuple[Said, ...] = ()
    rivals: tuple[Said, ...] = ()

    @property
    def layer(self) -> Layer:
        """The layer that decides."""
        return Layer.DEFAULTS if self.said is None else self.said.layer

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The entries, in order."""
        return self.endpoints.entries

    @property
    def given(self) -> bool:
        """Whether some document says what the list is."""
        return self.said is not None


_Chosen = tuple[Said | None, tuple[Said, ...], tuple[Said, ...]]
"""What holds, what it hides, and what may hold as well."""
_Folders = tuple[str, ...]


class _OfKey:
    """All that is said about one setting, by layer, folder and file."""

    def __init__(self) -> None:
        self.said: list[Said] = []
        self.layers: dict[Layer, dict[_Folders, dict[SourceText, list[Said]]]] = {}
        self.sources: set[SourceText] = set()
        self.chosen: dict[_Folders | None, _Chosen] = {}
        """What was found out, by the folder that it was seen from."""

    def add(self, said: Said) -> None:
        """Take what one document says."""
        source = said.place.source
        self.said.append(said)
        self.sources.add(source)
        folders = self.layers.setdefault(said.layer, {}).setdefault(_folders(source.path), {})
        folders.setdefault(source, []).append(said)


class Effective:
    """Settings of several documents, put together. Built by `effective`."""

    def __init__(
        self, documents: tuple[Document, ...], said: Mapping[str, _OfKey], release: Release, near: Place | None
    ) -> None:
        self.documents = documents
        self.release = release
        self.near = near
        self._said = said

    def seen_from(self, place: Place) -> Effective:
        """The same settings as seen from a place: what is close to it counts first, see `effective`."""
        return Effective(self.documents, self._said, self.release, place)

    @property
    def keys(self) -> tuple[str, ...]:
        """The settings that some document gives, in the order in which they are first named."""
        return tuple(self._said)

    @property
    def complete(self) -> bool:
        """Whether some document shows all that is set, so that what is not named is at its default."""
        return any(document.shows_defaults for document in self.documents)

    def occurrences(self, key: str) -> tuple[Said, ...]:
        """All that is said about a setting, in the order of the documents."""
        found = self._said.get(key)
        return () if found is None else tuple(found.said)

    def setting(self, key: str) -> InForce:
        """The value in force of a setting, by its full key; the built-in one where no document gives any."""
        said, hidden, rivals = self._chosen(key)
        if said is None or (said.endpoints is not None and _brings_default(said.endpoints)):
            value = _default(settings().get(key), self.release)
        else:
            value = said.value
        return InForce(key, value, Layer.DEFAULTS if said is None else said.layer, said, hidden, rivals)

    def flag(self, key: str) -> bool | None:
        """The value in force of a setting that is true or false; None where nothing is known of it."""
        return self.setting(key).flag

    def endpoints(self, setting: ListSetting = ListSetting.TRUSTED_ENDPOINTS) -> EndpointsInForce:
        """The list in force."""
        said, hidden, rivals = self._chosen(setting.value)
        given = None if said is None else said.endpoints
        built_in = given is None or _brings_default(given)
        endpoints = built_in_list(setting, self.release) if given is None or built_in else given
        return EndpointsInForce(setting, endpoints, built_in, said, hidden, rivals)

    def _chosen(self, key: str) -> _Chosen:
        """What holds, what it hides, and what may hold as well; None if nothing is said, or all of it is reset."""
        of_key = self._said.get(key)
        if of_key is None:
            return None, (), ()
        if self.near is not None and self.near.source in of_key.sources:
            return self._choose(of_key)
        here = None if self.near is None else _folders(self.near.path)
        known = of_key.chosen.get(here)
        if known is None:
            known = of_key.chosen[here] = self._choose(of_key)
        return known

    def _choose(self, of_key: _OfKey) -> _Chosen:
        found: Said | None = None
        hidden: list[Said] = []
        rivals: list[Said] = []
        for layer in _ORDER:
            holding = self._holding(of_key.layers.get(layer, {}))
            if found is not None:
                hidden.extend(said for said in reversed(holding) if not said.resets)
            elif holding:
                rivals.extend(holding[:-1])
                found = None if holding[-1].resets else holding[-1]
        known = set() if found is None else {_text(found.value)}
        kept: list[Said] = []
        for said in rivals:
            if not said.resets and _text(said.value) not in known:
                known.add(_text(said.value))
                kept.append(said)
        return found, tuple(hidden), tuple(kept)

    def _holding(self, folders: Mapping[_Folders, Mapping[SourceText, Sequence[Said]]]) -> list[Said]:
        """What may hold of what is said in one layer, one of each file; what holds if anything is the last."""
        if self.near is None:
            return [found[-1] for files in folders.values() for found in files.values()]
        here = _folders(self.near.path)
        own = folders.get(here, {}).get(self.near.source)
        if own is not None:
            return [self._last(own, self.near)]
        closest = max((_in_common(here, there) for there in folders), default=0)
        return [
            found[-1]
            for there, files in folders.items()
            if _in_common(here, there) == closest
            for found in files.values()
        ]

    def _last(self, found: Sequence[Said], near: Place) -> Said:
        """Of what one file says in a row what holds at a place of it: the last before it, or else the first."""
        before = [said for said in found if said.place.span.start < near.span.start]
        return before[-1] if before else found[0]


def _in_common(here: _Folders, there: _Folders) -> int:
    """How many folders two files have in common, from the top."""
    return next((n for n, (a, b) in enumerate(zip(here, there, strict=False)) if a != b), min(len(here), len(there)))


def effective(documents: Iterable[Document], release: Release, near: Place | None = None) -> Effective:
    """Put documents together.

    Args:
        documents: of one run, in the order of the inputs.
        release: decides about what is built in.
        near: what is judged, such as a connector: of documents in one layer those of its own file count, and of those
            the last one before it; then those of the folders closest to it.
    """
    given = tuple(documents)
    all_said: dict[str, _OfKey] = {}
    for document in given:
        for said in _said_by(document):
            all_said.setdefault(said.key, _OfKey()).add(said)
    return Effective(given, all_said, release, near)


@lru_cache(maxsize=256)
def built_in_list(setting: ListSetting, release: Release) -> EndpointList:
    """The built-in entries of a setting, in a text that is no file: its path says what it is."""
    texts = enforcement(release).default(setting)
    source = SourceText(f"(built into OpenSearch {release})", "\n".join(texts))
    entries: list[Entry] = []
    start = 0
    for number, text in enumerate(texts):
        literal = SourceLiteral.plain(text, start)
        entries.append(Entry(literal, Place(source, literal.span, f"/{number}")))
        start += len(text) + 1
    place = Place(source, Span(0, len(source.text)))
    return EndpointList(setting, Layer.DEFAULTS, ListForm.ARRAY, tuple(entries), place, place)


@lru_cache(maxsize=4096)
def _folders(path: str) -> tuple[str, ...]:
    return PurePath(path).parent.parts


def _said_by(document: Document) -> Iterable[Said]:
    for found in document.lists:
        value: Value | None = None
        if found.form is not ListForm.NULL:
            texts = tuple(entry.literal.value for entry in found.entries)
            value = found.whole.value if found.setting is ListSetting.MODEL_URL and found.whole is not None else texts
        yield Said(found.setting.value, found.layer, value, found.place, found.key_place, endpoints=found)
    for setting in document.settings:
        if setting.key not in _LISTS:
            yield Said(setting.key, setting.layer, setting.value, setting.place, setting.key_place, setting=setting)


def _brings_default(endpoints: EndpointList) -> bool:
    """Whether a text has no entries: OpenSearch then uses the built-in list, whatever weaker layers say."""
    return (
        endpoints.form is ListForm.SCALAR and not endpoints.entries and endpoints.setting is not ListSetting.MODEL_URL
    )


def _default(facts: SettingFacts | None, release: Release) -> Value | None:
    if facts is None or not facts.exists(release):
        return None
    return facts.default(release)


def _same(one: Value | None, other: Value | None) -> bool:
    """Whether two values mean the same: OpenSearch keeps all but lists as texts."""
    return _text(one) == _text(other)


def _text(value: Value | None) -> object:
    return str(value).lower() if isinstance(value, bool) else str(value) if isinstance(value, (int, float)) else value


def typed(value: Value | None, facts: SettingFacts) -> bool | None:
    """Whether a value can be what a setting is; None for a reset.

    OpenSearch takes texts for all types, and makes texts of all values (`Setting.java`).
    """
    if value is None:
        return None
    match facts.type:
        case SettingType.LIST:
            return True
        case SettingType.BOOLEAN:
            return _text(value) in ("true", "false")
        case SettingType.INTEGER | SettingType.LONG:
            return not isinstance(value, tuple) and _is_number(str(value), whole=True)
        case SettingType.FLOAT:
            return not isinstance(value, tuple) and _is_number(str(value), whole=False)
        case SettingType.STRING | SettingType.BYTE_SIZE:
            return not isinstance(value, tuple)


def _is_number(text: str, *, whole: bool) -> bool:
    try:
        int(text) if whole else float(text)
    except ValueError:
        return False
    return True
