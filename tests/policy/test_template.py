from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from endpointlint.evidence.substitution import filled
from endpointlint.policy.template import (
    CREDENTIAL,
    DEEPEST,
    Fill,
    Placeholder,
    Resolved,
    Template,
    Unresolvable,
    fill_with,
)
from endpointlint.source import SourceLiteral, Span
from support.java import ask, library

LAWFUL = settings(derandomize=True, database=None, deadline=None, max_examples=300)

PARTS = [
    "${parameters.",
    "${parameters.a}",
    "${parameters.b}",
    "$",
    "{",
    "}",
    ":-",
    "a",
    "b",
    ".",
    " ",
    "parameters.",
    "é",
]
templates = st.lists(st.sampled_from(PARTS), max_size=9).map("".join)
maps = st.dictionaries(st.sampled_from(["a", "b", "ab", "a ", "", "a:", "${parameters.a", "é"]), templates, max_size=4)


def resolve(text: str, values: dict[str, str]) -> Resolved | Unresolvable:
    return Template(SourceLiteral.plain(text, 0)).resolve(fill_with(values))


def said(text: str, values: dict[str, str]) -> str | None:
    found = resolve(text, values)
    return found.text if isinstance(found, Resolved) else None


@LAWFUL
@given(templates, maps)
def test_a_plain_restatement_agrees(text: str, values: dict[str, str]) -> None:
    assert said(text, values) == filled(text, values)


@LAWFUL
@given(templates, maps)
def test_every_code_point_is_found_where_it_comes_from(text: str, values: dict[str, str]) -> None:
    found = resolve(text, values)
    if isinstance(found, Unresolvable):
        return
    assert found.literals[0].value == text
    assert [values[name] for name in found.names[1:]] == [literal.value for literal in found.literals[1:]]
    spelled = "".join(found.literals[number].value[index] for number, index in found.origins)
    assert spelled == found.text
    whole = Span(0, len(found.text))
    pieces = found.pieces(whole)
    assert "".join(found.literals[p.origin].value[p.at.start : p.at.end] for p in pieces) == found.text
    assert [p.span.start for p in pieces] == [0, *(p.span.end for p in pieces)][: len(pieces)]


@LAWFUL
@given(templates, maps)
def test_fills_are_what_their_names_say(text: str, values: dict[str, str]) -> None:
    found = resolve(text, values)
    if isinstance(found, Unresolvable):
        return
    for fill in found.fills:
        became = found.text[fill.span.start : fill.span.end]
        token = found.literals[fill.origin].value[fill.token.start : fill.token.end]
        assert fill.stored == (fill.name in values)
        assert token.startswith("$")
        if fill.open:
            assert became == f"${{parameters.{fill.name}}}"
        elif fill.stored and "$" not in values[fill.name]:
            assert became == values[fill.name]
    # what was not looked up decides about nothing
    used = {fill.name for fill in found.fills}
    assert said(text, {**values, **{f"{name}2": "x" for name in ("a", "b") if f"{name}2" not in used}}) == found.text


@LAWFUL
@given(templates, maps)
def test_placeholders_of_the_text_are_those_that_are_looked_up(text: str, values: dict[str, str]) -> None:
    found = resolve(text, values)
    if isinstance(found, Unresolvable):
        return
    standing = [p for p in Template(SourceLiteral.plain(text, 0)).placeholders() if not p.escaped]
    filled = [(f.name, f.token) for f in found.fills if f.depth == 0]
    assert [(p.name, p.span) for p in standing] == filled


SUBSTITUTE = """
    static String answer(String text) {
        String[] parts = text.split("\\u0000", -1);
        Map<String, String> values = new HashMap<>();
        for (int i = 1; i + 1 < parts.length; i += 2) values.put(parts[i], parts[i + 1]);
        var substitutor = new org.apache.commons.text.StringSubstitutor(values, "${parameters.", "}");
        try {
            return "=" + substitutor.replace(parts[0]);
        } catch (IllegalStateException e) {
            return "loop";
        }
    }
"""


@pytest.fixture(scope="module")
def jars(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("jars")
    return [
        library("org.apache.commons", "commons-text", "1.12.0", folder),
        library("org.apache.commons", "commons-lang3", "3.14.0", folder),
    ]


def test_commons_text_agrees(tmp_path: Path, jars: list[Path]) -> None:
    cases: list[tuple[str, dict[str, str]]] = []

    @settings(LAWFUL, max_examples=1500)
    @given(templates, maps)
    def collect(text: str, values: dict[str, str]) -> None:
        cases.append((text, values))

    collect()
    questions = ["\0".join([text, *(part for pair in values.items() for part in pair)]) for text, values in cases]
    answers = ask(SUBSTITUTE, questions, tmp_path, jars)
    assert len(answers) == 1500
    wrong = [
        (text, values, answer)
        for (text, values), answer in zip(cases, answers, strict=True)
        if answer != ("loop" if (ours := said(text, values)) is None else f"={ours}")
    ]
    assert not wrong
    assert "loop" in answers


@pytest.mark.parametrize(
    ("text", "values", "expected"),
    [
        ("https://${parameters.h}/v1", {"h": "a.example"}, "https://a.example/v1"),
        ("https://${parameters.h}/v1", {"H": "a.example"}, "https://${parameters.h}/v1"),
        ("https://${parameters. h}/v1", {"h": "a.example"}, "https://${parameters. h}/v1"),
        ("https://${parameters.h:-b.example}/v1", {}, "https://b.example/v1"),
        ("https://${parameters.h:-b.example}/v1", {"h": ""}, "https:///v1"),
        ("https://$${parameters.h}/v1", {"h": "a.example"}, "https://${parameters.h}/v1"),
        (
            "https://${parameters.a${parameters.b}}/v1",
            {"b": "x", "ax": "y"},
            "https://${parameters.a${parameters.b}}/v1",
        ),
        ("${parameters.a}", {"a": "${parameters.b}", "b": "c"}, "c"),
        ("${credential.key}", {"key": "c"}, "${credential.key}"),
    ],
)
def test_examples(text: str, values: dict[str, str], expected: str) -> None:
    assert said(text, values) == expected


def test_a_value_that_leads_back_to_itself_has_no_text() -> None:
    found = resolve("${parameters.x}${parameters.a}", {"x": "", "a": "${parameters.b}", "b": "-${parameters.a}"})
    assert found == Unresolvable("the parameter a leads back to itself", ("a", "b", "a"))


def test_values_that_explode_are_given_up() -> None:
    doubling = {f"n{i}": f"${{parameters.n{i + 1}}}" * 2 for i in range(40)}
    assert isinstance(resolve("${parameters.n0}", doubling), Unresolvable)
    assert isinstance(resolve("${parameters.n0}", {**doubling, "n40": "xyz"}), Unresolvable)
    chain = {f"n{i}": f"${{parameters.n{i + 1}}}" for i in range(5000)}
    assert resolve("${parameters.n0}", chain) == Unresolvable(f"values are nested deeper than {DEEPEST} levels")


def test_where_a_fill_stands() -> None:
    found = resolve(
        "https://${parameters.r}.v.com/$${parameters.q}${parameters.m:-x}", {"r": "eu${parameters.n}", "n": "1"}
    )
    assert isinstance(found, Resolved)
    assert found.text == "https://eu1.v.com/${parameters.q}x"
    assert found.fills == (
        Fill("r", Span(8, 11), 0, Span(8, 23), stored=True, default=False, depth=0),
        Fill("n", Span(10, 11), 1, Span(2, 17), stored=True, default=False, depth=1),
        Fill("m", Span(33, 34), 0, Span(46, 64), stored=False, default=True, depth=0),
    )


def test_placeholders_of_another_namespace() -> None:
    header = Template(SourceLiteral.plain("Bearer ${credential.key}", 5), CREDENTIAL)
    assert header.placeholders() == (
        Placeholder("key", Span(7, 24), Span(20, 23), default=None, default_span=None, escaped=False),
    )
