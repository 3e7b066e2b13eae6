from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from endpointlint.automata.budget import Budget
from endpointlint.automata.codepoints import FULL
from endpointlint.evidence.substitution import filled
from endpointlint.javaregex.parse import parse
from endpointlint.policy.enforcement import enforcement
from endpointlint.policy.release import Release
from endpointlint.policy.template import Resolved, Template, fill_with
from endpointlint.query.filled import STAND_IN, Callers, callers
from endpointlint.query.hosts import Openness
from endpointlint.query.language import Language
from endpointlint.query.steering import Steered, Steering, as_stored, in_authority
from endpointlint.query.verdict import Proved, Refuted, Unknown, Verdict
from endpointlint.source import SourceLiteral
from endpointlint.url.client import Dialled, dialled
from endpointlint.url.suffix import owner, plain
from support.java import ask, library

LAWFUL = settings(derandomize=True, database=None, deadline=None, max_examples=60)
ANYTHING = Callers(FULL, FULL, None)
ESCAPING = callers(enforcement(Release.parse("2.19")))
LIFTING = callers(enforcement(Release.parse("3.6")))

PARTS = (
    "https://",
    "http://",
    "${parameters.a}",
    "${parameters.b}",
    "${parameters.a:-v.com}",
    "v.com",
    ".v.com",
    "/",
    "?x",
    ":",
)
templates = st.lists(st.sampled_from(PARTS), min_size=1, max_size=5).map("".join).filter(lambda text: "$" in text)
ENTRIES = (
    "^https://v\\.com/.*$",
    "^https?://[a-z.]*v\\.com(:\\d+)?(/.*)?$",
    "^https://(v|w)\\.com.*$",
    "^https://[^/]*\\.v\\.com/$",
    "^https://v\\.com(?!/x).*$",
    "^.*$",
)
VALUES = (
    "",
    "v.com",
    "w.com",
    "x.v.com",
    "evil.example/",
    "evil.example?",
    "@evil.example",
    "https://w.com",
    ":1",
    "x@w.com/",
)


def template(text: str) -> Template:
    return Template(SourceLiteral.plain(text, 0))


def language(entry: str | None) -> Language | None:
    return None if entry is None else Language(parse(entry))


def steering(text: str, who: Callers = ANYTHING, entry: str | None = None, **stored: str) -> Steering:
    return Steering(template(text), who, fill_with(stored), language(entry))


def foreign(
    text: str, *owners: str, who: Callers = ANYTHING, entry: str | None = None, **stored: str
) -> Verdict[Steered]:
    return steering(text, who, entry, **stored).foreign(frozenset(owners), fill_with(stored))


def witness(verdict: Verdict[Steered]) -> Steered:
    assert isinstance(verdict, Refuted)
    return verdict.witness


def escaped(value: str) -> str:
    r"""`StringEscapeUtils.escapeJson` on the characters that occur here."""
    return re.sub(r'(["\\/])', r"\\\1", value)


def brute(text: str, entry: str | None, stored: dict[str, str], who: Callers) -> set[tuple[str, Dialled]]:
    """What some callers can have dialled, found by trying."""
    found: set[tuple[str, Dialled]] = set()
    names = sorted({p.name for p in template(text).placeholders()})
    for values in product(VALUES, repeat=len(names)):
        given_ = {
            name: value if who is not ESCAPING else escaped(value) for name, value in zip(names, values, strict=True)
        }
        url = filled(text, {**stored, **given_})
        seen = dialled(url) if url is not None else ""
        if url is not None and isinstance(seen, Dialled) and (entry is None or re.fullmatch(entry, url)):
            found.add((url, seen))
    return found


def holds(shown: Steered, entry: str | None, stored: dict[str, str]) -> None:
    """What is shown was put together, tried and dialled as it says."""
    assert filled(shown.template.text, {**stored, **shown.values}) == shown.url
    assert dialled(shown.url) == shown.dialled
    assert entry is None or re.fullmatch(entry, shown.url)


@LAWFUL
@given(templates, st.sampled_from((None, *ENTRIES)), st.sampled_from((ANYTHING, ESCAPING, LIFTING)))
def test_no_value_leads_where_none_was_said_to(text: str, entry: str | None, who: Callers) -> None:
    stored = {"c": "https://w.com"}
    tried = brute(text, entry, stored, who)
    one = steering(text, who, entry, **stored)
    if one.possible is False:
        assert tried == set()
    for owners in (frozenset({"v.com"}), frozenset({"v.com", "w.com"}), frozenset[str]()):
        match one.foreign(owners, fill_with(stored)):
            case Proved():
                assert [seen for _, seen in tried if owner(seen.host) not in owners] == []
            case Refuted(shown):
                holds(shown, entry, stored)
                assert shown.owner not in owners
                assert shown.owners == owners
            case Unknown(reason):
                assert "wherever the parameter stands" in reason or "was only enclosed" in reason
    match one.other_host("v.com", fill_with(stored)):
        case Proved():
            assert {plain(seen.host) for _, seen in tried} <= {"v.com"}
        case Refuted(shown):
            holds(shown, entry, stored)
            assert plain(shown.host) != "v.com"
        case Unknown():
            pass
    match one.over_http(fill_with(stored)):
        case Proved():
            assert {seen.scheme for _, seen in tried} <= {"https"}
        case Refuted(shown):
            holds(shown, entry, stored)
            assert shown.dialled.scheme == "http"
        case Unknown():
            pass
    match one.other_port(443, fill_with(stored)):
        case Proved():
            assert {seen.port for _, seen in tried} <= {443, 80}
        case Refuted(shown):
            holds(shown, entry, stored)
            assert shown.dialled.port != 443
        case Unknown():
            pass


@pytest.mark.parametrize(
    ("text", "stored", "values", "host"),
    [
        ("https://${parameters.h}/v1", {"h": "v.com"}, {"h": "evil.example"}, "evil.example"),
        ("https://${parameters.h:-v.com}/v1", {}, {"h": "evil.example"}, "evil.example"),
        ("https://${parameters. h}/v1", {"h": "v.com"}, {" h": "evil.example"}, "evil.example"),
        ("https://m.${parameters.r}.v.com/x", {"r": "eu"}, {"r": "evil.example?"}, "m.evil.example"),
        ("https://v.com${parameters.p}", {"p": "/v1"}, {"p": ".evil.example"}, "v.com.evil.example"),
        ("https://v.com:${parameters.p}/x", {"p": "443"}, {"p": "@evil.example"}, "evil.example"),
        ("https://${parameters.h}/x/${parameters.h}", {"h": "v.com"}, {"h": "evil.example"}, "evil.example"),
        ("https://${parameters.h}/${parameters.m}", {"h": "v.com", "m": "m"}, {"h": "evil.example"}, "evil.example"),
    ],
)
def test_values_that_do_it(text: str, stored: dict[str, str], values: dict[str, str], host: str) -> None:
    shown = witness(foreign(text, "v.com", who=LIFTING, **stored))
    assert (dict(shown.values), shown.host) == (values, host)
    assert shown.unescaped == ()
    assert shown.openness >= Openness.REGISTRABLE


def test_what_is_escaped_stays_text() -> None:
    assert steering("https://$${parameters.h}/").possible is False
    assert steering("https://${parameters.a${parameters.b}}/v1").possible is False
    assert foreign("https://v.com/${parameters.h}", "v.com") == Proved()


def test_a_slash_needs_its_key() -> None:
    assert steering("${parameters.url}", ESCAPING).possible is False
    shown = witness(foreign("${parameters.url}", "v.com", who=LIFTING))
    assert shown.unescaped == ("url",)
    assert witness(foreign("${parameters.url}", "v.com")).unescaped == ()


def test_stored_values_bring_a_slash_where_callers_cannot() -> None:
    shown = witness(foreign("${parameters.url}", "v.com", who=ESCAPING, base="https://v.com"))
    assert dict(shown.values) == {"url": "${parameters.base}.evil.example"}
    assert shown.stored == {"base": "https://v.com"}
    holds(shown, None, {"base": "https://v.com"})
    # one that names another is not followed, and the answer is open
    assert isinstance(foreign("${parameters.url}", "v.com", who=ESCAPING, base="https://${parameters.x}"), Unknown)


def test_the_list_holds_callers_back() -> None:
    text = "https://${parameters.h}/v1"
    assert foreign(text, "v.com", entry=r"^https://api\.v\.com/.*$") == Proved()
    assert steering(text, entry=r"^https://api\.v\.com/.*$").other_host("api.v.com", {}) == Proved()
    assert steering(text, entry=r"^https://api\.v\.com/v2$").possible is False
    shown = witness(foreign(text, "v.com", entry=r"^https://api\..*v\.com/.*$"))
    assert re.fullmatch(r"https://api\..*v\.com/.*", shown.url)
    assert shown.owner != "v.com"


def test_a_back_reference_leaves_the_question_open() -> None:
    entry = r"^https://([a-z]+)\.\1\.v\.com/.*$"
    assert foreign("https://${parameters.h}/", "v.com", entry=entry) == Proved()
    entry = r"^https://([a-z]{40,})\.\1\.(v|w)\.com/.*$"
    assert isinstance(foreign("https://a${parameters.h}", "v.com", entry=entry), Unknown)


def test_a_budget_that_is_spent_answers_nothing() -> None:
    one = Steering(template("https://${parameters.h}/"), ANYTHING, {}, budget=Budget(20))
    assert isinstance(one.foreign(frozenset(), {}), Unknown)
    assert isinstance(one.possible, Unknown)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("https://${parameters.a}/${parameters.b}", ["a"]),
        ("https://v.com${parameters.a}/${parameters.b}", ["a"]),
        ("https://v.com/${parameters.a}", []),
        ("https://v.com?${parameters.a}", []),
        ("${parameters.a}", ["a"]),
        ("${parameters.a}/${parameters.b}", ["a"]),
        ("${parameters.a}://${parameters.b}.com/${parameters.c}", ["a", "b"]),
        ("https://${parameters.a:-x/y}.com/${parameters.b}", ["a"]),
        ("https://$${parameters.a}/", []),
        ("v.com/${parameters.a}://x", ["a"]),
    ],
)
def test_placeholders_of_the_authority(text: str, names: list[str]) -> None:
    assert [placeholder.name for placeholder in in_authority(template(text))] == names


@pytest.mark.parametrize(
    ("text", "stored", "host"),
    [
        ("https://${parameters.h}/", {"h": "api.v.com"}, "api.v.com"),
        ("https://api.${parameters.r}.v.com/", {}, f"api.{STAND_IN}.v.com"),
        ("https://api.${parameters.r}.v.com/", {"r": "<YOUR REGION>"}, f"api.{STAND_IN}.v.com"),
        ("https://${parameters.h}/", {"h": "${parameters.r}.v.com"}, f"{STAND_IN}.v.com"),
        ("https://<HOST>/", {}, STAND_IN),
        ("${parameters.h}", {}, None),
    ],
)
def test_what_is_dialled_as_it_is_stored(text: str, stored: dict[str, str], host: str | None) -> None:
    resolved = template(text).resolve(fill_with(stored))
    assert isinstance(resolved, Resolved)
    seen = as_stored(resolved)
    assert (seen.host if seen else None) == host


ESCAPE = """
    static String answer(String text) {
        StringBuilder out = new StringBuilder();
        for (int c = 0; c < 0x10000; c++) {
            String one = String.valueOf((char) c);
            String escaped = org.apache.commons.text.StringEscapeUtils.escapeJson(one);
            out.append(escaped.equals(one) ? '1' : escaped.startsWith("\\\\") ? '0' : '?');
        }
        return out.toString();
    }
"""


def test_commons_text_escapes_what_callers_cannot_get_through(tmp_path: Path) -> None:
    jars = [
        library("org.apache.commons", "commons-text", "1.12.0", tmp_path),
        library("org.apache.commons", "commons-lang3", "3.14.0", tmp_path),
    ]
    (answer,) = ask(ESCAPE, ["x"], tmp_path, jars)
    assert "?" not in answer
    kept = {code for code, kind in enumerate(answer) if kind == "1"}
    # DEL is no character of a URL
    assert kept - {0x7F} == set(ESCAPING.free)
