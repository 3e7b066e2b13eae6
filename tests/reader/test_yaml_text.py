"""YAML with places: what PyYAML makes of it, and where each code point of it stands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from endpointlint.reader.excerpt import Excerpt
from endpointlint.reader.tree import Array, Node, Object, Scalar, ScalarKind
from endpointlint.reader.yaml_text import MAX_DEPTH, ParsedYaml, parse_yaml, refused_tab
from endpointlint.source import SourceText, Span


def parse(text: str) -> ParsedYaml:
    return parse_yaml(Excerpt.whole(SourceText("x.yml", text)))


def texts(node: Node) -> Any:
    """The tree with every scalar as it is spelled, as `yaml.BaseLoader` has it."""
    match node:
        case Object():
            return {member.key.value: texts(member.value) for member in node.members}
        case Array():
            return [texts(item) for item in node.items]
        case Scalar():
            return node.literal.value


def scalars(node: Node) -> Iterator[Scalar]:
    match node:
        case Object():
            for member in node.members:
                yield from scalars(member.value)
        case Array():
            for item in node.items:
                yield from scalars(item)
        case Scalar():
            yield node


@pytest.fixture(params=["libyaml", "pure"])
def loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "pure":
        monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    elif not hasattr(yaml, "CSafeLoader"):
        pytest.skip("no libyaml: PyYAML was built without it")
    return str(request.param)


TEXT = st.text("ab z09:#-?,[]{}&*!|>'\"%@`\\\t\n.$^é→\u00a0\u0085\u2028\U0001d51e", max_size=14)
TREES = st.recursive(
    TEXT,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("abc.-", min_size=1, max_size=6), inner, max_size=3)
    ),
    max_leaves=8,
)


@pytest.mark.usefixtures("loader")
@settings(max_examples=150, derandomize=True, database=None, deadline=None)
@given(
    tree=st.dictionaries(st.text("ab", min_size=1, max_size=2), TREES, min_size=1, max_size=3),
    style=st.sampled_from([None, "'", '"', "|", ">"]),
    flow=st.sampled_from([None, True, False]),
    width=st.sampled_from([5, 30, 200]),
    unicode=st.booleans(),
    line_end=st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_agrees_with_pyyaml(
    tree: Any, style: str | None, flow: bool | None, width: int, unicode: bool, line_end: str
) -> None:
    text = yaml.dump(
        tree, default_style=style, default_flow_style=flow, width=width, allow_unicode=unicode, sort_keys=False
    ).replace("\n", line_end)
    parsed = parse(text)
    assert parsed.problems == ()
    assert [texts(root) for root in parsed.roots] == list(yaml.load_all(text, Loader=yaml.BaseLoader))
    for scalar in scalars(parsed.roots[0]):
        literal = scalar.literal
        offsets = list(literal.offsets)
        assert offsets == sorted(offsets)
        assert len(offsets) == len(literal.value) + 1
        assert literal.span.covers(Span(offsets[0], offsets[-1]))
        for index, char in enumerate(literal.value):
            spelling = text[offsets[index] : offsets[index + 1]]
            # itself (with the fold or line end that follows it), an escape, a doubled quote, or a line break
            assert spelling[:1] in (char, "\\") or (char in " \n\u2028" and not spelling.strip(" \t\r\n\x85\u2028\\"))


@pytest.mark.usefixtures("loader")
@settings(max_examples=400, derandomize=True, database=None, deadline=None)
@given(text=st.text("ab: -[]{},'\"|>&*!#%\\\n\t?~\u00a0\x00\ufeff", max_size=40))
def test_reads_what_pyyaml_reads_and_never_raises(text: str) -> None:
    text = text.lstrip("\ufeff")
    parsed = parse(text)
    try:
        expected = list(
            yaml.load_all(text, Loader=yaml.CBaseLoader if hasattr(yaml, "CSafeLoader") else yaml.BaseLoader)
        )
    except (yaml.YAMLError, ValueError, TypeError):
        return
    if not any("twice" in problem.message for problem in parsed.problems) and not has_odd_keys(expected):
        assert [texts(root) for root in parsed.roots] == [root for root in expected if root is not None]


def has_odd_keys(value: Any) -> bool:
    """Keys that are no scalars, which are left out, and `<<`, which PyYAML resolves."""
    match value:
        case dict():
            return any(not isinstance(key, str) or key == "<<" or has_odd_keys(inner) for key, inner in value.items())
        case list():
            return any(has_odd_keys(inner) for inner in value)
        case _:
            return False


@pytest.mark.usefixtures("loader")
def test_places_of_every_style() -> None:
    text = (
        "plain: ^https://\U0001d51e\\.x/.*$  # comment\r\n"
        "single: 'it''s \U0001d51e'\r\n"
        'double: "\\x41\\\\.\\t\U0001d51e"\r\n'
        "literal: |-\r\n"
        "    one\r\n"
        "     two\r\n"
        "folded: >\r\n"
        "  three\r\n"
        "  four\r\n"
        "\r\n"
        "anchored: &x !!str five\r\n"
        "again: *x\r\n"
    )
    parsed = parse(text)
    assert parsed.problems == ()
    source = SourceText("x.yml", text)
    root = parsed.roots[0]
    assert isinstance(root, Object)
    got = {
        member.key.value: [(scalar.literal.value, source.position(scalar.span.start), source.position(scalar.span.end))]
        for member in root.members
        for scalar in scalars(member.value)
    }
    flat = {key: (value, start.line, start.column, end.line, end.column) for key, [(value, start, end)] in got.items()}
    assert flat == {
        "plain": ("^https://\U0001d51e\\.x/.*$", 1, 8, 1, 25),
        "single": ("it's \U0001d51e", 2, 9, 2, 18),
        "double": ("A\\.\t\U0001d51e", 3, 9, 3, 21),
        "literal": ("one\n two", 4, 10, 6, 9),
        "folded": ("three four\n", 7, 9, 10, 1),
        "anchored": ("five", 11, 20, 11, 24),
        "again": ("five", 11, 20, 11, 24),
    }
    literal = root.get("literal")
    assert isinstance(literal, Scalar)
    lines = [(source.position(offset).line, source.position(offset).column) for offset in literal.literal.offsets]
    assert lines == [(5, 5), (5, 6), (5, 7), (5, 8), (6, 5), (6, 6), (6, 7), (6, 8), (6, 9)]


@pytest.mark.usefixtures("loader")
def test_pairs_of_surrogates_make_one_code_point() -> None:
    parsed = parse('a: "\\ud835\\udd1e."\n')
    assert parsed.problems == ()
    assert [texts(root) for root in parsed.roots] == [{"a": "\U0001d51e."}]


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize(
    ("text", "line", "column", "message", "tree"),
    [
        ('a: b\nc: ["^x\\.y", "z\\.\\d"]\n', 2, 8, "`\\.` is no escape", [{"a": "b", "c": ["^x\\.y", "z\\.\\d"]}]),
        ('a: "\\x4"\nb: c\n', 1, 5, "`\\x` is no escape", [{"a": "\\x4", "b": "c"}]),
        ("a: b\nc: ['d\n", 3, 1, "unexpected end of stream", [{"a": "b", "c": "["}]),
        ("a: [b, c\nd: e\n", 2, 2, "YAML:", [{"a": ["b", "c"]}]),
        ("a: *b\nc: d\n", 1, 4, "anchor `b`", [{"a": "*b", "c": "d"}]),
        ("a: b\n\tc: d\n", 2, 1, "YAML:", [{"a": "b"}]),
        ("a: \x07b\n", 1, 4, "U+0007", [{"a": "\x07b"}]),
    ],
)
def test_what_cannot_be_read_is_named_with_its_place(
    text: str, line: int, column: int, message: str, tree: list[Any]
) -> None:
    parsed = parse(text)
    problem = parsed.problems[0]
    assert problem.blocking
    assert message in problem.message
    assert problem.place is not None
    assert problem.place.start.line == line
    if message != "YAML:":
        assert problem.place.start.column == column
    assert [texts(root) for root in parsed.roots][: len(tree)] == tree or message == "YAML:"


@pytest.mark.usefixtures("loader")
def test_a_key_twice_is_refused() -> None:
    parsed = parse("a: 1\nb: 2\na: 3\n")
    (problem,) = parsed.problems
    assert not problem.blocking
    assert problem.place is not None
    assert (problem.place.start.line, problem.place.start.column) == (3, 1)


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize("text", ["[" * 5000, "{a: " * 5000, "- " * 5000])
def test_depth_costs_no_stack(text: str) -> None:
    (problem,) = parse(text).problems
    assert problem.blocking
    # libyaml may look so far ahead that its own limit comes first
    assert problem.message.startswith(
        (f"nested deeper than {MAX_DEPTH} levels", "YAML: exceeded maximum nesting depth")
    )
    assert problem.place is not None
    assert problem.place.start.line == 1


def test_aliases_are_shared_not_copied() -> None:
    text = "a: &a [x, x]\n" + "".join(
        f"{name}: &{name} [*{before}, *{before}]\n"
        for before, name in zip("abcdefghijklmnopqrst", "bcdefghijklmnopqrstu", strict=True)
    )
    parsed = parse(text)
    root = parsed.roots[0]
    assert isinstance(root, Object)
    last = root.get("u")
    assert isinstance(last, Array)
    assert last.items[0] is last.items[1]


def test_types_are_those_of_jackson() -> None:
    parsed = parse("[1, -2.5e3, true, False, yes, on, ~, null, '1', !!str 2, 0x1f, 1_000, x]\n")
    kinds = [scalar.kind for scalar in scalars(parsed.roots[0])]
    text, number = ScalarKind.TEXT, ScalarKind.NUMBER
    assert kinds == [
        number, number, ScalarKind.BOOLEAN, ScalarKind.BOOLEAN, text, text,
        ScalarKind.NULL, ScalarKind.NULL, text, text, text, text, text,
    ]  # fmt: skip


NAMES = st.sampled_from(["a", "b", "c", "d"])


MAPS = st.lists(
    st.tuples(st.lists(NAMES, unique=True, max_size=3), st.lists(st.integers(0, 4), max_size=3)), min_size=1
)


@settings(max_examples=80, derandomize=True, database=None, deadline=None)
@given(maps=MAPS)
def test_merges_as_the_standard_says(maps: list[tuple[list[str], list[int]]]) -> None:
    """What a map has itself wins over what it merges in, and what it merges in first over the rest."""
    lines: list[str] = []
    expected: list[dict[str, str]] = []
    for number, (names, merged) in enumerate(maps):
        members = [f"{name}: '{name}{number}'" for name in names]
        sources = [index for index in merged if index < number]
        if sources:
            aliases = ", ".join(f"*m{index}" for index in sources)
            members.insert(number % (len(members) + 1), f"<<: [{aliases}]" if len(sources) > 1 else f"<<: {aliases}")
        lines.append(f"m{number}: &m{number} {{{', '.join(members)}}}\n")
        both: dict[str, str] = {}
        for index in reversed(sources):
            both.update(expected[index])
        expected.append({**both, **{name: f"{name}{number}" for name in names}})
    parsed = parse("".join(lines))
    assert parsed.problems == ()
    assert texts(parsed.roots[0]) == {f"m{number}": found for number, found in enumerate(expected)}


def test_what_opensearch_itself_refuses_or_reads_otherwise() -> None:
    """As OpenSearch 2.19.4 answered to each (`Settings.Builder.loadFromPath`)."""
    parsed = parse('a: &x [b]\nc: *x\n<<: *x\nd: "e\\/f"\n---\ng: h\n')
    said = [(problem.message, problem.place.start.line) for problem in parsed.refused if problem.place is not None]
    assert said == [
        ("OpenSearch follows no alias: it reads this as the text `x`", 2),
        ("OpenSearch follows no alias: it reads this as the text `x`", 3),
        ("OpenSearch refuses the escape `\\/` in YAML", 4),
        ("OpenSearch refuses a second document in one file", 5),
    ]
    assert not any(problem.blocking for problem in parsed.refused)


@pytest.mark.parametrize("text", ["k: [a]\t\n", "k:\t[a]\n", "k: [a,\tb]\n", 'k: "a"\t\n', "k: [\n\ta ]\n"])
def test_tabs_that_opensearch_refuses(text: str) -> None:
    excerpt = Excerpt.whole(SourceText("x.yml", text))
    (problem,) = refused_tab(excerpt, parse_yaml(excerpt))
    assert problem.place is not None
    assert text[problem.place.span.start] == "\t"
    assert not problem.blocking


@pytest.mark.parametrize("text", ["k: a\t\n", "k:\n- a \t\t# c\n", "k: 'a\tb'\n", "k: [a]\n"])
def test_tabs_that_opensearch_takes(text: str) -> None:
    excerpt = Excerpt.whole(SourceText("x.yml", text))
    assert refused_tab(excerpt, parse_yaml(excerpt)) == ()
