from __future__ import annotations

import re
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from endpointlint.evidence.substitution import filled
from endpointlint.javaregex.parse import parse
from endpointlint.policy.enforcement import enforcement
from endpointlint.policy.release import Release
from endpointlint.policy.template import Template, fill_with
from endpointlint.query.filled import STAND_IN, callers
from endpointlint.query.language import Language
from endpointlint.query.leaving import Leaving, Left, Way, fixed_by
from endpointlint.query.verdict import Proved, Refuted, Verdict
from endpointlint.source import SourceLiteral
from endpointlint.url.client import Dialled, dialled

LAWFUL = settings(derandomize=True, database=None, deadline=None, max_examples=80)

VALUES = ("", "m", "a/b", "..", "../..", "../x?", "x/..", "?", "m?y", "m#y", "m&y=1", "%2e")
TAILS = st.lists(st.sampled_from(["/", "a", "${parameters.m}", "${parameters.n}", "?x=", "&y=", ":go"]), max_size=6)
ENTRIES = (
    r"^https://v\.com/.*$",
    r"^https://v\.com/[a-z]*$",
    r"^https://v\.com/[^/?#&]*/?$",
    r"^https://v\.com/a[a-z./]*$",
)


def away(text: str, release: str = "3.6", entry: str | None = None, **stored: str) -> Verdict[Left]:
    template = Template(SourceLiteral.plain(text, 0))
    parameters = fill_with(stored)
    leaving = Leaving(template, callers(enforcement(Release.parse(release))), fixed_by(template, parameters))
    host = re.sub(r"https://([^/?#]*).*", r"\1", leaving.start + "/")
    return leaving.away(host, None if entry is None else Language(parse(entry)), parameters)


def leads_away(value: str, *, in_query: bool) -> bool:
    return bool(re.search("[&#]" if in_query else r"[/?#]|^\.\.$", value))


@LAWFUL
@given(TAILS.map("".join), st.sampled_from((None, *ENTRIES)))
def test_no_value_leads_away_where_none_was_said_to(tail: str, entry: str | None) -> None:
    text = f"https://v.com/{tail}"
    match away(text, entry=entry):
        case Refuted(left):
            shown = left.steered
            assert filled(shown.template.text, {**shown.stored, **shown.values}) == shown.url
            assert entry is None or re.fullmatch(entry, shown.url)
            assert isinstance(dialled(shown.url), Dialled)
            assert shown.host == "v.com"
        case Proved():
            names = sorted({p.name for p in Template(SourceLiteral.plain(text, 0)).placeholders()})
            for values in product(VALUES, repeat=len(names)):
                given_ = dict(zip(names, values, strict=True))
                url = filled(text, given_)
                assert url is not None
                if isinstance(dialled(url), Dialled) and (entry is None or re.fullmatch(entry, url)):
                    for name, value in given_.items():
                        token = f"${{parameters.{name}}}"
                        at = text.index(token)
                        alone = f"/{token}/" in text + "/"
                        if value != ".." or alone:
                            assert not leads_away(value, in_query="?" in text[:at])
        case _:
            pytest.fail("the question was not answered")


@pytest.mark.parametrize(
    ("text", "release", "way", "values"),
    [
        ("https://v.com/m/${parameters.m}/go", "3.6", Way.UP, {"m": "../?"}),
        ("https://v.com/m/${parameters.m}/go", "2.11", Way.UP, {"m": "../?"}),
        ("https://v.com/m/${parameters.m}/go", "2.19", Way.UP, {"m": "..?"}),
        ("https://v.com/m-${parameters.m}/go", "2.19", Way.PAST, {"m": "?"}),
        ("https://v.com/m?x=${parameters.m}", "3.6", Way.PAST, {"m": "#"}),
    ],
)
def test_the_worst_way_is_shown(text: str, release: str, way: Way, values: dict[str, str]) -> None:
    found = away(text, release)
    assert isinstance(found, Refuted)
    assert (found.witness.way, dict(found.witness.steered.values)) == (way, values)


def test_a_slash_in_a_path_needs_its_key() -> None:
    found = away("https://v.com/m/${parameters.m}/go")
    assert isinstance(found, Refuted)
    assert found.witness.steered.unescaped == ("m",)


def test_the_list_holds_callers_inside() -> None:
    text = "https://v.com/m/${parameters.m}/go"
    assert away(text, "3.8", entry=r"^https://v\.com/m/[a-z0-9-]+/go$") == Proved()
    found = away(text, "3.8", entry=r"^https://v\.com/m/[a-z0-9/-]+/go$")
    assert isinstance(found, Refuted)
    assert found.witness.way is Way.DOWN
    found = away("https://v.com/m?x=${parameters.m}", "3.8", entry=r"^https://v\.com/m\?[a-z=&]+$")
    assert isinstance(found, Refuted)
    assert found.witness.way is Way.BESIDE


def test_the_authority_stays_as_it_is_stored() -> None:
    text = "https://${parameters.h}/m/${parameters.m}"
    found = away(text, h="api.v.com", m="small")
    assert isinstance(found, Refuted)
    assert found.witness.steered.host == "api.v.com"
    assert set(found.witness.steered.values) == {"m"}
    found = away(text)
    assert isinstance(found, Refuted)
    assert found.witness.steered.host == STAND_IN


@pytest.mark.parametrize(
    "text",
    [
        "https://v.com/m",
        "https://${parameters.h}/m",
        "https://${parameters.h}/m/${parameters.h}",
        "https://v.com/m#${parameters.m}",
        "https://v.com/$${parameters.m}",
    ],
)
def test_nothing_to_be_chosen(text: str) -> None:
    assert away(text, h="v.com") == Proved()
