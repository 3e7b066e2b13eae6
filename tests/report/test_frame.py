from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from endpointlint.report import Style
from endpointlint.report.escape import spell, width
from endpointlint.report.frame import Underline, draw
from endpointlint.rule.finding import Severity
from endpointlint.source import Place, SourceText, Span
from report.samples import QUICK, place, places, texts


def frame(*underlines: Underline, columns: int = 100) -> list[str]:
    return list(draw(underlines, Severity.HIGH, Style(width=columns)).lines)


def main(text: str, of: str, label: str = "here") -> Underline:
    return Underline(place(text, of), label, main=True)


def second(first: Underline, of: str, label: str) -> Underline:
    source = first.place.source
    start = source.text.index(of)
    return Underline(Place(source, Span(start, start + len(of))), label)


@pytest.mark.parametrize(
    ("text", "of", "lines"),
    [
        ('["a.b"]', ".", ["  |", '1 | ["a.b"]', "  |    ^ here"]),
        ("\n\t\ta.b", "a.", ["  |", "2 |         a.b", "  |         ^^ here"]),
        ("x\ty.z", "\ty", ["  |", "1 | x    y.z", "  |  ^^^^^ here"]),
        ("漢字a.漢", ".漢", ["  |", "1 | 漢字a.漢", "  |      ^^^ here"]),
        ("e\u0301a.b", ".", ["  |", "1 | e\u0301a.b", "  |   ^ here"]),
        ("ae\u0301.b", "\u0301", ["  |", "1 | ae\u0301.b", "  |  ^ here"]),
        ("a\u202e.b\x1b", ".", ["  |", r"1 | a\u{202e}.b\u{1b}", "  |          ^ here"]),
        ("a\u202e.b", "\u202e", ["  |", r"1 | a\u{202e}.b", "  |  ^^^^^^^^ here"]),
        ("a\r\nb.c\r\nd", "b.c\r", ["  |", "2 | b.c", "  | ^^^ here"]),
        ("a\rb.c\rd", ".", ["  |", "2 | b.c", "  |  ^ here"]),
        ("[\n 'a',\n 'b'\n]", "'a',\n 'b'", ["  |", "2 |  'a',", "  |  ^^^^ here"]),
        ("ab\n", "\n", ["  |", "1 | ab", "  |   ^ here"]),
        ("ab", "", ["  |", "1 | ab", "  | ^ here"]),
        ("", "", ["  |", "1 |", "  | ^ here"]),
    ],
)
def test_the_caret_stands_under_the_characters(text: str, of: str, lines: list[str]) -> None:
    assert frame(main(text, of)) == lines


def test_no_label_leaves_no_blank() -> None:
    assert frame(main("a.b", ".", "")) == ["  |", "1 | a.b", "  |  ^"]


def test_second_places_on_the_same_line() -> None:
    first = main('["^http://a.*b$"]', ".*")
    assert frame(second(first, "^http", "anchored"), first, second(first, "$", "the end")) == [
        "  |",
        '1 | ["^http://a.*b$"]',
        "  |   -----    ^^ - the end",
        "  |   |        |",
        "  |   |        here",
        "  |   anchored",
    ]


def test_second_places_that_overlap_have_rows_of_their_own() -> None:
    first = main('["a.*b"]', ".*")
    assert frame(first, second(first, "a.*b", "the entry"), second(first, "*", "")) == [
        "  |",
        '1 | ["a.*b"]',
        "  |    ^^ here",
        "  |   ---- the entry",
        "  |     -",
    ]


def test_second_places_on_other_lines() -> None:
    first = main("{\n a\n b\n c\n}\n", "c")
    assert frame(first, second(first, "a", "also here"), second(first, "b", "and here")) == [
        "  |",
        "2 |  a",
        "  |  - also here",
        "3 |  b",
        "  |  - and here",
        "4 |  c",
        "  |  ^ here",
    ]
    assert frame(first, second(first, "{", "")) == ["  |", "1 | {", "  | -", "...", "4 |  c", "  |  ^ here"]


def test_second_places_in_other_files() -> None:
    first = main("a.b", ".")
    other = Underline(place("\n" * 9 + "x.y", ".", "o\u202eer.json"), "overrides it")
    assert frame(first, other) == [
        "   |",
        " 1 | a.b",
        "   |  ^ here",
        r"  --> o\u{202e}er.json:10:2",
        "   |",
        "10 | x.y",
        "   |  - overrides it",
    ]


LONG = "0123456789" * 20


def test_a_long_line_is_cut_around_the_range() -> None:
    assert frame(main(f'{LONG}"a.*b"{LONG}', ".*"), columns=44) == [
        "  |",
        '1 | …4567890123456789"a.*b"0123456789012345…',
        "  |                    ^^ here",
    ]
    assert frame(main(f"a.*b{LONG}", ".*"), columns=44) == [
        "  |",
        "1 | a.*b0123456789012345678901234567890123…",
        "  |  ^^ here",
    ]
    assert frame(main(f"{LONG}a.*b", ".*"), columns=44) == [
        "  |",
        "1 | …6789012345678901234567890123456789a.*b",
        "  |                                     ^^ here",
    ]


def test_a_range_that_is_too_long_is_shown_from_its_start() -> None:
    shown = frame(main(f"ab{LONG}", LONG), columns=44)
    assert shown[1].endswith("…")
    assert shown[2].split(" here")[0].count("^") == len(shown[1]) - shown[2].index("^")


def test_a_second_place_far_away_has_a_window_of_its_own() -> None:
    first = main(f"a.*b{LONG}x", ".*")
    assert frame(first, second(first, "x", "far"), columns=44) == [
        "  |",
        "1 | a.*b0123456789012345678901234567890123…",
        "  |  ^^ here",
        "1 | …3456789012345678901234567890123456789x",
        "  |                                       - far",
    ]


def test_a_huge_line_costs_no_more_than_its_window() -> None:
    text = "漢" * 2_000_000
    where = Place(SourceText("a", text), Span(1_000_000, 1_000_001))
    shown = frame(Underline(where, "", main=True))
    assert len(shown) == 3
    assert width(shown[1]) <= 100


@dataclass(frozen=True)
class _Cells:
    """A printed row, column by column: a wide character fills two, its marks none."""

    row: str

    def between(self, start: int, end: int) -> str:
        column, inside = 0, ""
        for char in self.row:
            if start <= column < end or (width(char) == 0 and inside and column == end):
                inside += char
            column += width(char)
        return inside


@QUICK
@given(places(), st.integers(40, 120))
def test_underlined_is_what_the_range_spells(where: Place, columns: int) -> None:
    line = where.source.line(where.start.line)
    offset = where.span.start - where.source.line_start(where.start.line)
    end = min(len(line), where.span.end - where.source.line_start(where.start.line))
    spelled = ["    " if c == "\t" else s for c, s in zip(line, spell(line), strict=True)]
    _, row, carets = frame(Underline(where, "", main=True), columns=columns)
    start = carets.index("^")
    underlined = _Cells(row).between(start, start + carets.count("^"))
    expected = "".join(spelled[offset:end])
    if not width(expected):
        assert carets.count("^") == 1
    elif underlined.endswith("…"):
        assert expected.startswith(underlined[:-1])
    else:
        assert underlined.rstrip(" ") == expected.rstrip(" ")


@QUICK
@given(texts.filter(bool), st.data())
def test_no_row_is_wider_than_asked(text: str, data: st.DataObject) -> None:
    source = SourceText("a", text * 30)
    start = data.draw(st.integers(0, len(source.text)))
    rows = frame(Underline(Place(source, Span(start, start)), "", main=True), columns=60)
    assert all(width(row) <= 61 for row in rows)
