"""Which owners are spelled out, and where hosts part from them: held to all hosts of entries that have few."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import example, given, settings
from hypothesis import strategies as st

from endpointlint.automata.budget import DEFAULT_BUDGET
from endpointlint.javaregex.parse import parse
from endpointlint.query.elsewhere import as_spelled
from endpointlint.query.language import Language
from endpointlint.query.owners import ascii_characters, divergences, diverges, spelled_owners
from endpointlint.query.product import UrlGraph
from endpointlint.source.records import dataclass
from endpointlint.url import suffix

HOSTS = ("api", r"\.", "[.x]", "[ab]", "-", r"\.com", "com", "example", r"co\.uk", "localhost", "10", "(a|b[.]c)", "z?")
PATTERNS = st.builds(
    lambda hosts, tail: f"https://(?:{'|'.join(map(''.join, hosts))}){tail}",
    st.lists(st.lists(st.sampled_from(HOSTS), min_size=1, max_size=6), min_size=1, max_size=3),
    st.sampled_from(("/", "(/.*)?", r"\.?/", "[.]?:80", "")),
)
OTHERS = r"https://(?:\[::1\]|127\.0\.0\.1|\[::[12]\]|1[02]\.0\.0\.1)/"
laws = settings(derandomize=True, database=None, max_examples=200, deadline=None)


@dataclass(frozen=True, slots=True)
class Read:
    """A host of an entry as it is read once."""

    host: str
    """In lower case."""
    literal: tuple[bool, ...]
    """For each character whether the entry spells it out."""

    def spells(self, owner: str, *, dots: bool) -> bool:
        """Whether the owner's characters are spelled out, with or without dots: its own, and those on either side."""
        end = len(suffix.plain(self.host)) if not self.host.startswith("[") else len(self.host)
        start = end - len(owner) if not self.host.startswith("[") else 0
        begin = start - (start > 0) if dots else start
        last = len(self.host) if dots else end
        return all(
            good or (not dots and char == ".")
            for char, good in list(zip(self.host, self.literal, strict=True))[begin:last]
        )


def reads(graph: UrlGraph) -> Iterator[Read]:
    """Every host of an entry that has finitely many, each way in which it is read."""
    stack: list[tuple[int, str, tuple[bool, ...]]] = [(node, "", ()) for node in graph.host_starts]
    while stack:
        node, text, literal = stack.pop()
        if node in graph.host_ends:
            yield Read(text, literal)
        for mask, target in graph.successors[node]:
            if graph.in_host(target):
                for char in {char.lower() for char in ascii_characters(mask)}:
                    stack.append((target, text + char, (*literal, graph.literal(node))))


def graph_of(pattern: str) -> UrlGraph:
    return Language(parse(pattern, 25)).outer_graph


@laws
@example(r"https://(?:a[.x]|b\.)example\.com/")
@example(r"https://(?:a\.|b[.x])example\.com/")
@given(PATTERNS | st.just(OTHERS))
def test_an_owner_is_spelled_iff_some_host_of_it_is_read_by_literal_characters(pattern: str) -> None:
    graph = graph_of(pattern)
    for owner in (suffix.owner, suffix.private_owner):
        spelled = spelled_owners(graph, owner, DEFAULT_BUDGET.meter())
        found = [(read, owner(read.host)) for read in reads(graph)]
        assert spelled.names == {name for read, name in found if read.spells(name, dots=False)}
        assert spelled.dotted == {name for read, name in found if read.spells(name, dots=True)}


@laws
@given(PATTERNS | st.just(OTHERS), st.sampled_from((None, ("example.com",), ("co.uk", "a.com", "127.0.0.1"))))
def test_hosts_diverge_where_those_of_other_owners_do(pattern: str, owners: tuple[str, ...] | None) -> None:
    graph, meter = graph_of(pattern), DEFAULT_BUDGET.meter()
    spelled = spelled_owners(graph, suffix.owner, meter) if owners is None else as_spelled(owners)
    hosts = {read.host if read.host.startswith("[") else suffix.plain(read.host) for read in reads(graph)}
    foreign = {host for host in hosts if suffix.owner(host) not in spelled.names}
    parted = divergences(graph, spelled, meter)
    assert diverges(graph, spelled, meter) == bool(parted) == bool(foreign)
    ends = {char.lower() + one.suffix for one in parted for char in ascii_characters(one.mask)}
    whole = {one.suffix for one in parted}
    for end in ends:
        assert any(host.endswith(end) for host in foreign)
    for host in foreign:
        assert host in whole or any(host.endswith(end) for end in ends)
