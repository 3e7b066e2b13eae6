r"""Text of unknown origin, made safe to print.

Paths, lines of files, URLs and messages come from whoever wrote the input. On a terminal an escape sequence, a bidi
override or a bare line end could forge what the reader sees; in the log of a build, a command to the runner. What
cannot be seen is therefore spelled out, as `\u{202e}`.
"""

from __future__ import annotations

import unicodedata

from endpointlint.source.patterns import lazy

_MARKS_IN_A_ROW = 2
"""Combining marks left on one letter; Vietnamese and Hindi need two. More of them would run into other lines."""

RUNNER_COMMAND = lazy(r"##(?=[A-Za-z]*\[)")
"""How a command to a runner begins, anywhere in a line of its log: `##[…]` on GitHub and Azure, `##vso[…]` on Azure,
`##teamcity[…]`. (`src/Runner.Common/ActionCommand.cs` of actions/runner.)"""

_LEADING_COMMAND = lazy(r"(\s*)::")
"""How a command to GitHub's runner begins at the start of a line of its log."""


def spell(text: str) -> list[str]:
    r"""Each code point of a text as it is to be printed; itself, or an escape in ASCII.

    Escaped are: whatever Unicode calls "other" (control and format characters, surrogates, unassigned and private code
    points), separators but the blank, characters that print nothing, combining marks without a letter below them, and
    the `##[` that addresses a runner. Linear in the text.
    """
    if text.isascii() and text.isprintable() and "##" not in text:
        return list(text)
    spelled: list[str] = []
    marks = 0
    on_letter = False
    for char in text:
        if not unicodedata.category(char).startswith("M"):
            marks = 0
            on_letter = char.isalnum() and not _prints_nothing(char)
            shown = char.isprintable() and not _prints_nothing(char)
        else:
            marks += 1
            shown = on_letter and marks <= _MARKS_IN_A_ROW and not _prints_nothing(char)
        spelled.append(char if shown else _escaped(char))
    for command in RUNNER_COMMAND.finditer(text):
        spelled[command.start()] = _escaped("#")
    return spelled


def visible(text: str) -> str:
    """A text of unknown origin on one line, with everything that cannot be seen spelled out; see `spell`."""
    return "".join(spell(text))


def visible_path(path: str) -> str:
    """A path at the start of a line: also no command to GitHub's runner, which reads lines that begin with `::`."""
    command = _LEADING_COMMAND.match(path)
    if command is None:
        return visible(path)
    return visible(command[1]) + _escaped(":") + visible(path[command.end() - 1 :])


def width(printed: str) -> int:
    """Columns that a text takes in a terminal, once it is safe to print (UAX #11; ambiguous characters count one)."""
    return len(printed) if printed.isascii() else sum(map(_columns, printed))


def _columns(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me") or _joins_syllable(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _joins_syllable(char: str) -> bool:
    """Vowels and finals of Hangul, which a terminal draws into the cell of the initial before them."""
    return "\u1160" <= char <= "\u11ff" or "\ud7b0" <= char <= "\ud7fb"


def _prints_nothing(char: str) -> bool:
    """Letters and marks that are not drawn (`Default_Ignorable_Code_Point` in DerivedCoreProperties.txt)."""
    return (
        char in "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\u2800"  # the last is a blank in Braille
        or "\u180b" <= char <= "\u180f"
        or "\ufe00" <= char <= "\ufe0f"
        or "\U000e0100" <= char <= "\U000e01ef"
    )


def _escaped(char: str) -> str:
    return f"\\u{{{ord(char):x}}}"
