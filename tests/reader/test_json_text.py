"""JSON with places, and what is said about JSON that is none."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from endpointlint.reader.excerpt import Excerpt
from endpointlint.reader.json_text import MAX_DEPTH, Parsed, parse_members, parse_value
from endpointlint.reader.tree import Array, Node, Object, Scalar, ScalarKind
from endpointlint.source import SourceText, Span


def parse(text: str, *, console: bool = False) -> Parsed:
    return parse_value(Excerpt.whole(SourceText("x.json", text)), console=console)


def said(parsed: Parsed) -> list[tuple[int, int, bool, str]]:
    """Line, column, blocking and message of each problem."""
    out: list[tuple[int, int, bool, str]] = []
    for problem in parsed.problems:
        assert problem.place is not None
        out.append((problem.place.start.line, problem.place.start.column, problem.blocking, problem.message))
    return out


def python(node: Node | None) -> Any:
    match node:
        case Object():
            return {member.key.value: python(member.value) for member in node.members}
        case Array():
            return [python(item) for item in node.items]
        case Scalar(ScalarKind.TEXT):
            return node.literal.value
        case Scalar():
            return json.loads(node.literal.value)
        case None:
            raise AssertionError("no value")


def strings(node: Node | None) -> list[Scalar]:
    match node:
        case Object():
            return [scalar for member in node.members for scalar in strings(member.value)]
        case Array():
            return [scalar for item in node.items for scalar in strings(item)]
        case Scalar(ScalarKind.TEXT):
            return [node]
        case _:
            return []


def values(node: Node | None) -> list[str]:
    return [scalar.literal.value for scalar in strings(node)]


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=300, derandomize=True, database=None, deadline=None)
@given(value=VALUES, ascii_only=st.booleans(), indent=st.sampled_from([None, 0, 2, "\t"]))
def test_agrees_with_the_standard_library(value: Any, ascii_only: bool, indent: int | str | None) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only, indent=indent)
    parsed = parse(text)
    assert parsed.problems == ()
    assert parsed.end == len(text)
    assert python(parsed.value) == value
    for scalar in strings(parsed.value):
        assert json.loads(text[scalar.span.start : scalar.span.end]) == scalar.literal.value


@settings(max_examples=300, derandomize=True, database=None, deadline=None)
@given(text=st.text('{}[]:,"\\/ #*ab1-.\n\t\u00a0u0dtrue', max_size=40), console=st.booleans())
def test_accepts_what_the_standard_library_accepts_and_never_raises(text: str, console: bool) -> None:
    parsed = parse(text, console=console)
    try:
        expected = json.loads(text)
    except ValueError:
        return
    assert not parsed.broken
    assert python(parsed.value) == expected


@settings(max_examples=300, derandomize=True, database=None, deadline=None)
@given(text=st.text('{}[]:,"ab1 \n', max_size=30))
def test_is_silent_only_about_json(text: str) -> None:
    parsed = parse(text)
    if parsed.value is None or parsed.problems:
        return
    assert python(parsed.value) == json.loads(text[: parsed.end])


def test_places_with_escapes_and_astral_code_points() -> None:
    text = '{\r\n\t"k\\u0065y": ["\U0001d51e\\\\.\\ud835\\udd1e", "b"]\r\n}'
    parsed = parse(text)
    source = SourceText("x.json", text)
    assert isinstance(parsed.value, Object)
    (member,) = parsed.value.members
    assert member.key.value == "key"
    assert source.position(member.key.span.start).column == 2
    assert isinstance(member.value, Array)
    first, second = member.value.items
    assert isinstance(first, Scalar)
    assert isinstance(second, Scalar)
    assert first.literal.value == "\U0001d51e\\.\U0001d51e"
    assert [source.position(offset).column for offset in first.literal.offsets] == [16, 17, 19, 20, 32]
    assert (source.position(second.span.start).line, source.position(second.span.start).column) == (2, 35)
    assert source.position(parsed.value.span.end) == source.position(len(text))


def test_lone_surrogates_stay_and_pairs_combine() -> None:
    parsed = parse(r'["\ud83d", "\ud83d\ude00", "\ude00\ud83d", "\ud83d\ud83d\ude00", "\ud83dx"]')
    assert values(parsed.value) == ["\ud83d", "\U0001f600", "\ude00\ud83d", "\ud83d\U0001f600", "\ud83dx"]
    assert parsed.problems == ()


def test_comments_are_no_problem() -> None:
    parsed = parse('// one\n{"a": /* two */ 1, // three\n"b": 2 /* four\n */}')
    assert python(parsed.value) == {"a": 1, "b": 2}
    assert parsed.problems == ()


@pytest.mark.parametrize(
    ("text", "value", "problems"),
    [
        ('["a",\n "b",]', ["a", "b"], [(2, 5, False, "OpenSearch refuses a comma behind the last element")]),
        ('{"a": 1,}', {"a": 1}, [(1, 8, False, "OpenSearch refuses a comma behind the last element")]),
        ('["a",, "b"]', ["a", "b"], [(1, 6, False, "OpenSearch refuses a comma without a value before it")]),
        ('["a"\n "b"]', ["a", "b"], [(1, 5, True, "a comma is missing here")]),
        ('{"a": 1\n "b": 2}', {"a": 1, "b": 2}, [(1, 8, True, "a comma is missing here")]),
        ('{"a": 1, "a": 2}', {"a": 2}, [(1, 10, False, "OpenSearch refuses the key `a` twice in one object")]),
        ('["a\\.b\\.c"]', ["a\\.b\\.c"], [(1, 4, True, "`\\.` is no escape in JSON; read as `\\\\.`")]),
        ('["\\u12"]', ["\\u12"], [(1, 3, True, "`\\u` is no escape in JSON; read as `\\\\u`")]),
        ('["a\tb"]', ["a\tb"], [(1, 4, False, "OpenSearch refuses U+0009 in a text")]),
        ("{a.b: 1}", {"a.b": 1}, [(1, 2, False, "OpenSearch refuses a key without quotes")]),
        ('["a" # b\n]', ["a"], [(1, 6, False, "OpenSearch refuses comments that begin with #")]),
        ('["""a\\.b"""]', ["a\\.b"], [(1, 2, False, 'only the developer console understands """')]),
        (
            '{\u00a0"a": 1}',
            {"a": 1},
            [(1, 2, False, "OpenSearch refuses U+00A0, which looks like a blank and is none")],
        ),
        ('[{"a": 1}}, {"b": 2}]', [{"a": 1}, {"b": 2}], [(1, 10, True, "`}` is one too many")]),
        ('{"a": [1, 2}', {"a": [1, 2]}, [(1, 12, True, "`}` where `[` is still open")]),
        (
            '{"a": [1, 2], "b": {"c": 3}',
            {"a": [1, 2], "b": {"c": 3}},
            [(1, 28, True, "the text ends where `{` is still open")],
        ),
        ('{"a" 1}', {"a": 1}, [(1, 6, True, "a colon is missing before this value")]),
        ('{"a", "b": 1}', {"b": 1}, [(1, 5, True, "a key without a value")]),
        (
            '{{"a": 1}, "b": 2}',
            {"b": 2},
            [
                (1, 2, True, "a key is missing before this value"),
                (1, 10, False, "OpenSearch refuses a comma without a value before it"),
            ],
        ),
    ],
)
def test_what_opensearch_refuses_is_read_where_it_is_plain(
    text: str, value: Any, problems: list[tuple[int, int, bool, str]]
) -> None:
    parsed = parse(text)
    assert said(parsed) == problems
    assert python(parsed.value) == value


def test_a_text_without_its_end_is_not_taken() -> None:
    parsed = parse('{"k": ["a",\n "^https://api')
    assert said(parsed) == [(2, 2, True, "a text without its closing quote")]
    assert values(parsed.value) == ["a"]
    parsed = parse('{"k": ["a", "b\n "c"], "d": "e"}')
    assert said(parsed) == [(1, 13, True, "a text without its closing quote")]
    assert values(parsed.value) == ["a", "c", "e"]


def test_an_ellipsis_and_a_placeholder_are_named() -> None:
    parsed = parse('{\n  ...\n  "a": {{ value }},\n  "b": "c"\n}')
    assert said(parsed) == [(2, 3, True, "`...` is no JSON")]
    assert values(parsed.value) == ["c"]
    parsed = parse('{"a": {{ value }}, "b": "c"}')
    assert said(parsed) == [(1, 7, True, "`{{ value }}` is no JSON")]
    assert values(parsed.value) == ["c"]


def test_raw_strings_of_the_console() -> None:
    text = '{"a": ["""^https://api\\.x\\.com/"q"$""", """two\nlines"""]}'
    parsed = parse(text, console=True)
    assert parsed.problems == ()
    first, second = strings(parsed.value)
    assert first.literal.value == '^https://api\\.x\\.com/"q"$'
    assert text[first.literal.offsets[0]] == "^"
    assert text[first.span.start : first.span.start + 4] == '"""^'
    assert second.literal.value == "two\nlines"


def test_members_without_braces_end_where_they_end() -> None:
    text = '"plugins.x": ["a"],\n"y": 1\n\nAnd so on.'
    parsed = parse_members(Excerpt.whole(SourceText("x", text)))
    assert python(parsed.value) == {"plugins.x": ["a"], "y": 1}
    assert parsed.problems == ()
    assert text[: parsed.end] == '"plugins.x": ["a"],\n"y": 1'


@pytest.mark.parametrize("opener", ["[", '{"a":'])
def test_depth_costs_no_stack(opener: str) -> None:
    parsed = parse(opener * 5000)
    (problem,) = parsed.problems
    assert problem.blocking
    assert problem.message == f"nested deeper than {MAX_DEPTH} levels"
    assert problem.place is not None
    assert problem.place.span == Span(len(opener) * MAX_DEPTH, len(opener) * MAX_DEPTH + 1)


def test_a_line_of_50_megabytes() -> None:
    parsed = parse('{"a": "b", "note": "\\n' + "x" * 50_000_000)
    assert said(parsed) == [(1, 20, True, "a text without its closing quote")]
    assert values(parsed.value) == ["b"]
