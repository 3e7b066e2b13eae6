"""The lines of a file that a finding is about, with the guilty characters underlined.

Columns here are those of a terminal: a tab takes four, a wide character two, a combining mark none, and what cannot be
printed as many as its escape. A line that is too long is cut to a window around what is underlined. Secrets are masked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby

from endpointlint.report.escape import spell, visible, visible_path, width
from endpointlint.report.secrecy import shown_line
from endpointlint.report.style import Style
from endpointlint.rule.finding import Severity
from endpointlint.source import Place, SourceText, Span

_TAB = " " * 4
_CUT = "…"
_LEAST_ROOM = 40
_POINTS_PER_COLUMN = 3
"""Code points that one column can hold at most: a letter and the marks that `spell` leaves on it."""

Paint = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Underline:
    """A range of a file to be underlined, with what is to be said of it."""

    place: Place
    text: str
    main: bool = False
    """The place of the finding itself; others are second places."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Finished lines, and how far the bar stands from the left, for notes to line up with."""

    lines: tuple[str, ...]
    indent: int


@dataclass(frozen=True, slots=True)
class _OnLine:
    """The part of a range that lies on its first line."""

    line: int
    start: int
    """Code points from the start of the line, as `end`."""
    end: int
    text: str
    main: bool


@dataclass(frozen=True, slots=True)
class _Bar:
    """An underline in terminal columns, counted from the left of the window."""

    start: int
    end: int
    text: str
    main: bool


@dataclass(frozen=True, slots=True)
class _Window:
    """What is shown of a line: the code points from `start` on, each as it is printed."""

    start: int
    printed: tuple[str, ...]
    escaped: tuple[bool, ...]
    cut_before: bool
    cut_after: bool

    def column(self, offset: int) -> int:
        """The column at which a code point of the line begins; outside of the window, its edge."""
        if offset < self.start:
            return 0
        inside = self.printed[: offset - self.start]
        beyond = self.cut_after and offset > self.start + len(self.printed)
        return self.cut_before + sum(map(width, inside)) + beyond

    def text(self, style: Style) -> str:
        """The line as it is printed."""
        shown = "".join(
            style.inverse("".join(part)) if escaped else "".join(part)
            for escaped, part in _runs(self.printed, self.escaped)
        )
        return style.dim(_CUT) * self.cut_before + shown + style.dim(_CUT) * self.cut_after


def draw(underlines: Sequence[Underline], severity: Severity, style: Style) -> Frame:
    """The frame of a finding: its own file first, in the order of lines; then each other file under its path.

    Cost: linear in the lines shown, whatever the size of the file; of a long line only the window is looked at.
    """
    files: dict[SourceText, list[_OnLine]] = {}
    for underline in sorted(underlines, key=lambda u: not u.main):
        files.setdefault(underline.place.source, []).append(_on_line(underline))
    digits = max(len(str(mark.line)) for marks in files.values() for mark in marks)
    lines: list[str] = []
    for source, marks in files.items():
        if lines:
            arrow = style.frame(" " * digits + "-->")
            lines.append(f"{arrow} {visible_path(source.path)}:{marks[0].line}:{marks[0].start + 1}")
        lines.append(style.frame(" " * digits + " |"))
        lines += _file(source, marks, digits, severity, style)
    return Frame(tuple(lines), digits)


def _on_line(underline: Underline) -> _OnLine:
    """A range that goes on below is underlined to the end of its first line."""
    source, span = underline.place.source, underline.place.span
    line = source.position(span.start).line
    first = source.line_start(line)
    length = len(source.line(line))
    start = min(span.start - first, length)
    end = max(start, min(span.end - first, length))
    return _OnLine(line, start, end, underline.text, underline.main)


def _file(source: SourceText, marks: list[_OnLine], digits: int, severity: Severity, style: Style) -> Iterable[str]:
    room = max(_LEAST_ROOM, style.width - digits - len(" | "))
    gutter = style.frame(" " * digits + " |")
    before = None
    for line, found in groupby(sorted(marks, key=lambda m: (m.line, not m.main, m.start)), key=lambda m: m.line):
        if before is not None and line > before + 1:
            yield style.frame("." * 3)
        before = line
        text = shown_line(source, line)
        for group in _groups(text, list(found), room):
            window = _window(text, _hull(group), room)
            yield f"{style.frame(f'{line:>{digits}} |')} {window.text(style)}".rstrip(" ")
            for row in _underlines([_bar(mark, window) for mark in group], severity, style):
                yield f"{gutter} {row}"


def _groups(line: str, marks: list[_OnLine], room: int) -> Iterable[list[_OnLine]]:
    """Ranges of one line, put together as far as one window can show them."""
    while marks:
        group, rest = [marks[0]], list[_OnLine]()
        for mark in marks[1:]:
            fits = _fits(line, _hull([*group, mark]), room - 2 * len(_CUT))
            (group if fits else rest).append(mark)
        yield group
        marks = rest


def _fits(line: str, span: Span, room: int) -> bool:
    if len(span) > room * _POINTS_PER_COLUMN:
        return False
    text = line[span.start : span.end]
    return (
        sum(len(_TAB) if char == "\t" else width(shown) for char, shown in zip(text, spell(text), strict=True)) <= room
    )


def _hull(marks: Sequence[_OnLine]) -> Span:
    return Span(min(m.start for m in marks), max(m.end for m in marks))


def _window(line: str, focus: Span, room: int) -> _Window:
    """As much around the focus as there is room for; if the focus itself is too long, its beginning."""
    reach = room * _POINTS_PER_COLUMN
    start = max(0, focus.start - reach)
    raw = line[start : focus.start + reach]
    printed = [_TAB if char == "\t" else shown for char, shown in zip(raw, spell(raw), strict=True)]
    widths = [width(shown) for shown in printed]
    low = high = focus.start - start
    if start or start + len(raw) < len(line) or sum(widths) > room:
        low, high = _grow(widths, low, focus.end - start, room - 2 * len(_CUT))
    else:
        low, high = 0, len(raw)
    return _Window(
        start=start + low,
        printed=tuple(printed[low:high]),
        escaped=tuple(
            shown != char and char != "\t" for char, shown in zip(raw[low:high], printed[low:high], strict=True)
        ),
        cut_before=start + low > 0,
        cut_after=start + high < len(line),
    )


def _grow(widths: Sequence[int], at: int, focus_end: int, room: int) -> tuple[int, int]:
    """The range of code points that fits the room: the focus first, then context, evenly on both sides."""
    low = high = at
    while high < min(focus_end, len(widths)) and widths[high] <= room:
        room -= widths[high]
        high += 1
    left = right = True
    while left or right:
        left = left and low > 0 and widths[low - 1] <= room
        if left:
            low -= 1
            room -= widths[low]
        right = right and high < len(widths) and widths[high] <= room
        if right:
            room -= widths[high]
            high += 1
    while low < at and widths[low] == 0:  # a mark without its letter
        low += 1
    return low, high


def _bar(mark: _OnLine, window: _Window) -> _Bar:
    start, end = window.column(mark.start), window.column(mark.end)
    if start == end:
        # an empty range, or marks only, which stand in the cell of the letter before them
        start -= 1 if mark.end > mark.start and start > 0 else 0
        end = start + 1
    return _Bar(start, end, visible(mark.text), mark.main)


def _underlines(bars: list[_Bar], severity: Severity, style: Style) -> Iterable[str]:
    """Rows below a line: as many underlines as can stand beside each other in each, then what is said of them."""
    while bars:
        row, rest = [bars[0]], list[_Bar]()
        for bar in bars[1:]:
            (rest if any(bar.start < other.end and other.start < bar.end for other in row) else row).append(bar)
        yield from _row(sorted(row, key=lambda b: b.start), severity, style)
        bars = rest


def _row(bars: Sequence[_Bar], severity: Severity, style: Style) -> Iterable[str]:
    """The last range is spoken of beside it; the others from lines that hang below them, from right to left."""

    def paint(bar: _Bar) -> Paint:
        return partial(style.severity, severity) if bar.main else style.frame

    cells = [(bar.start, ("^" if bar.main else "-") * (bar.end - bar.start), paint(bar)) for bar in bars]
    last = bars[-1]
    if last.text:
        cells.append((last.end + 1, last.text, paint(last)))
    yield _compose(cells)
    hanging = [bar for bar in bars[:-1] if bar.text]
    if hanging:
        yield _compose([(bar.start, "|", paint(bar)) for bar in hanging])
    while hanging:
        said = hanging.pop()
        yield _compose([*((bar.start, "|", paint(bar)) for bar in hanging), (said.start, said.text, paint(said))])


def _compose(cells: Iterable[tuple[int, str, Paint]]) -> str:
    row, column = "", 0
    for start, text, paint in cells:
        row += " " * (start - column) + paint(text)
        column = start + width(text)
    return row


def _runs(printed: Sequence[str], escaped: Sequence[bool]) -> Iterable[tuple[bool, list[str]]]:
    for flag, run in groupby(zip(printed, escaped, strict=True), key=lambda pair: pair[1]):
        yield flag, [shown for shown, _ in run]
