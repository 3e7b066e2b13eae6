from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from endpointlint.report.escape import spell, visible, visible_path, width
from report.samples import QUICK, texts


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("^https://a\\.example/.*$", "^https://a\\.example/.*$"),
        ("a\u202eb", r"a\u{202e}b"),
        ("\x1b[31mred", r"\u{1b}[31mred"),
        ("a\nb\r\tc\x7f\x85", r"a\u{a}b\u{d}\u{9}c\u{7f}\u{85}"),
        ("\u2028\u2029\u00a0\u3000", r"\u{2028}\u{2029}\u{a0}\u{3000}"),
        ("\u200b\u200d\ufeff\u2060\u00ad", r"\u{200b}\u{200d}\u{feff}\u{2060}\u{ad}"),
        ("\ud800 \udcff", r"\u{d800} \u{dcff}"),
        ("\ue000\uffff\U000e0041", r"\u{e000}\u{ffff}\u{e0041}"),
        ("e\u0301 नि 漢字 é 😀", "e\u0301 नि 漢字 é 😀"),
        ('"\u0301.\u0338', r'"\u{301}.\u{338}'),
        ("a\u0301\u0302\u0303", "a\u0301\u0302" + r"\u{303}"),
        ("\u3164\u115f\ufe0f\u034f\u2800", r"\u{3164}\u{115f}\u{fe0f}\u{34f}\u{2800}"),
        ("x ##[error]y ##vso[task] ##teamcity[z", r"x \u{23}#[error]y \u{23}#vso[task] \u{23}#teamcity[z"),
        ("## heading [a], ###", "## heading [a], ###"),
        ("###[set-env name=a]b", r"#\u{23}#[set-env name=a]b"),
    ],
)
def test_what_cannot_be_seen_is_spelled_out(text: str, printed: str) -> None:
    assert visible(text) == printed


@pytest.mark.parametrize(
    ("path", "printed"),
    [
        ("a::b", "a::b"),
        ("::error::x", r"\u{3a}:error::x"),
        (" \t::error::x", r" \u{9}\u{3a}:error::x"),
        ("\n::stop-commands::x", r"\u{a}\u{3a}:stop-commands::x"),
    ],
)
def test_a_path_begins_no_command(path: str, printed: str) -> None:
    assert visible_path(path) == printed


@QUICK
@given(texts | st.text(max_size=8))
def test_nothing_unseen_remains(text: str) -> None:
    printed = visible(text)
    unseen = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    assert not [char for char in printed if unicodedata.category(char) in unseen]
    assert not re.search(r"##[A-Za-z]*\[", printed)
    assert not visible_path(text).lstrip().startswith("::")


@QUICK
@given(texts)
def test_one_spelling_for_each_code_point(text: str) -> None:
    spelled = spell(text)
    assert len(spelled) == len(text)
    assert all(
        shown == char or re.fullmatch(r"\\u\{[0-9a-f]+\}", shown) for shown, char in zip(spelled, text, strict=True)
    )


@pytest.mark.parametrize(
    ("printed", "columns"),
    [
        ("", 0),
        ("abc", 3),
        ("漢字", 4),
        ("e\u0301", 1),
        ("é", 1),
        ("😀", 2),
        ("ｱ", 1),
        ("Ａ", 2),
        ("\u1112\u1161\u11ab", 2),
    ],
)
def test_columns_in_a_terminal(printed: str, columns: int) -> None:
    assert width(printed) == columns
