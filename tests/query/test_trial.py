from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from endpointlint.automata.budget import Budget
from endpointlint.javaregex.parse import parse
from endpointlint.policy.template import holes
from endpointlint.query.inclusion import disjoint
from endpointlint.query.language import Language
from endpointlint.query.trial import Trial, with_holes
from endpointlint.query.verdict import Proved, Refuted, Unknown
from endpointlint.source import Span

LAWFUL = settings(derandomize=True, database=None, deadline=None, max_examples=200)

PATTERNS = [
    "a*b",
    "(a|b)*a",
    "^ab?$",
    "[^b]+",
    "a{2,3}",
    "(?i)AB.*",
    ".*",
    "",
    "(ab|a)(c|bcd)?",
    r"(a*)\1b",
    r"([a-zA-Z]+)-\1",
]
TEXTS = st.text("abcA\n", max_size=6) | st.text("abA", max_size=3).map(lambda text: f"{text}-{text}")


def language(pattern: str) -> Language:
    return Language(parse(pattern))


@LAWFUL
@given(st.sampled_from(PATTERNS), st.lists(TEXTS, min_size=1, max_size=5))
def test_many_texts_are_tried_as_each_alone(pattern: str, texts: list[str]) -> None:
    trial = Trial(language(pattern))
    for text in texts:
        assert trial.accepts(text) == language(pattern).accepts(text)


@LAWFUL
@given(st.sampled_from(PATTERNS[:-2]), TEXTS)
def test_where_a_text_stops(pattern: str, text: str) -> None:
    """What is read begins an accepted text, as a search over short ones shows; with one character more it does not."""
    stops = Trial(language(pattern)).stops_at(text)
    assert stops is not None

    def begins(start: str) -> bool:
        compiled = re.compile(pattern.replace("$", r"\Z"))
        tails = ["", *"abcdA\n", *(x + y for x in "abcd" for y in "abcd"), "bcd", "aaa"]
        return any(compiled.fullmatch(start + tail) for tail in tails)

    assert begins(text[:stops])
    if stops < len(text):
        assert not begins(text[: stops + 1])


def test_a_budget_that_is_spent_answers_nothing() -> None:
    trial = Trial(Language(parse("(a|b|ab)*c{1,200}"), budget=Budget(20)))
    assert isinstance(trial.accepts("ab" * 200), Unknown)
    assert trial.stops_at("ab" * 200) is None


@LAWFUL
@given(st.text("ab.", max_size=4), st.text("ab.", max_size=4), st.text("ab\n", max_size=4))
def test_anything_but_line_ends_may_stand_in_a_hole(before: str, behind: str, filling: str) -> None:
    text = before + "#" + behind
    hole = (Span(len(before), len(before) + 1),)
    wanted = with_holes(text, hole)
    literal = re.escape(before + filling + behind)
    expected = Proved if "\n" in filling else Refuted
    assert isinstance(disjoint(language(literal), wanted), expected)
    assert isinstance(disjoint(language(re.escape("c" + before) + ".*"), wanted), Proved) == (before != "")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("https://<YOUR HOST>/v1", ["<YOUR HOST>"]),
        ("${{create_connector.url}}", ["${{create_connector.url}}"]),
        ("https://{{ host }}/v1/{model}", ["{{ host }}", "{model}"]),
        ("https://${HOST}/$MODEL/%s", ["${HOST}", "$MODEL", "%s"]),
        ("https://your-resource.openai.azure.com/", ["your-resource"]),
        ("https://HOST_NAME/v1", ["HOST_NAME"]),
        ("https://runtime.sagemaker.`region`.amazonaws.com/", ["`region`"]),
        ("https://${parameters.host}/${credential.key}", []),
        ("https://api.openai.com/v1/chat/completions?a=B&c=%20", []),
        ("https://bedrock-runtime.us-east-1.amazonaws.com/model/anthropic.claude-v2:1/invoke", []),
    ],
)
def test_holes(text: str, found: list[str]) -> None:
    assert [text[span.start : span.end] for span in holes(text)] == found
