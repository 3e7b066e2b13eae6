"""Texts that are sometimes regexes: tokens thrown together so that the odd corners of the grammar meet."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Final

TOKENS: Final = [
    *"abksZ0179_- \n\t#&,:=!<>|(())[]]{}?*+^$.\\ixmdUuKgn",
    *(
        "&&",
        "[^",
        "(",
        "[",
        "{2}",
        "{2,}",
        "{2,3}",
        "{0}",
        "??",
        "*+",
        "\\\\",
        "\\d",
        "\\D",
        "\\w",
        "\\W",
        "\\s",
        "\\S",
    ),
    *("\\h", "\\v", "\\V", "\\R", "\\X", "\\b", "\\B", "\\b{g}", "\\A", "\\z", "\\Z", "\\G", "\\1", "\\2", "\\10"),
    *("\\k<n>", "(?<n>", "(?<m>", "(?:", "(?=", "(?!", "(?>", "(?<=", "(?<!", "(?i)", "(?x)", "(?x:", "(?s)", "(?m)"),
    *("(?d)", "(?u)", "(?U)", "(?-x)", "(?-i)", "(?i:", "(?iu)", "(?iU-x)", "(?xd)", "(?ix-s:", "(?", "\\Q", "\\E"),
    *("\\x41", "\\x{41}", "\\x", "\\x{", "\\u0061", "\\u", "\\ud83d\\ude00", "\\0", "\\07", "\\0101", "\\c", "\\cA"),
    *("\\N{LATIN SMALL LETTER A}", "\\N{", "\\p{L}", "\\pL", "\\p", "\\p{", "\\P{Lu}", "\\p{Lower}", "\\p{IsLatin}"),
    *("\\p{InGreek}", "\\p{javaLowerCase}", "\\p{Alpha}", "\\p{sc=Grek}", "\\p{IsAlphabetic}", "[a-z]", "[0-9-]"),
    *("\u00e9", "\u00df", "\u0130", "\u2028", "\u0085", "\0", "\U0001f600", "\ud83d", "\ude00", ".*", ".+", "a+"),
    *("[^/]*", "\\.", "\\/", "\\-", "\\&", "\\[", "\\]", "\\^", "\\#", "\\ "),
]
MEMBERS: Final = [
    *"abckszKiS---&&[[[]^. #\n",
    *("&&", "&&", "[^", "\\d", "\\w", "\\W", "\\s", "\\v", "\\p{L}", "\\P{L}", "\\x41", "a-c", "x-z", "0-9", "!-/"),
    *("\\.", "\\-", "\\]", "\\[", "\\^", "\\\\", "\u00e9", "\u00b5", "\u00ff", "\u00e5", "\u0130", "\u017f", "\u00df"),
    *("\u2126", "\u1e9e", "\U0001f600", "\U00010400", "\\Q", "\\E", "\\cA", "\\v-", "\u00c0-\u00ff", "\u0100-\u024f"),
    "\\ud800",
]
_CLASS_FLAGS: Final = ["", "", "", "(?x)", "(?i)", "(?iu)", "(?U)", "(?iux)", "(?d)"]
_FLAGS: Final = [*"imsducxU- #\n):aq?^<>=!P", "(?", "(?"]
_BODIES: Final = [
    *("a", ".", "[ab]", "\\R", "\\X", "(", "(?:", ")", ")", "|", "?", "*", "+", "{2}", "{2,}", "{2,4}"),
    *("{1,2147483647}", "{1073741824}", "{65536}", "*+", "+?", "??", "(?=", "(?>", "(?<=", "\\b", "^", "\\1", "*", "+"),
    *("{0,1}", "{0,1}?", "{0,1}+", "{0}", "{1}", "{0,}", "{1,}", "|)?", "|)*", "(a|b)", "(?:a|", "a)", ")", ")"),
]
_QUOTES: Final = [
    *"a1.\\{2}[]- #i)(",
    *("\\Q", "\\E", "\\Q", "\\E", "\\\\", "\\x4", "\\x", "\\0", "(?", "\u00e9", "\U0001f600", "\\c", "\\1"),
]


def soup(source: Random) -> str:
    """Tokens of every kind."""
    kind = source.random()
    if kind < 0.55:
        return _some(source, TOKENS, 9)
    if kind < 0.75:
        return class_soup(source, source.choice(["]", "]", "]", ""]))
    if kind < 0.82:
        start, end = source.choice(["", "a", "(?x)"]), source.choice([")", "", ":a)"])
        return f"{start}(?{_some(source, _FLAGS, 5)}{end}{source.choice(['', 'a b', '[a b]', '.'])}"
    if kind < 0.9:
        return f"(?<={_some(source, _BODIES, 9)}){source.choice(['', 'a', ')'])}"
    return source.choice(["", "(?x)"]) + _some(source, _QUOTES, 9)


def class_soup(source: Random, end: str = "]") -> str:
    """What may be a bracket class."""
    return f"{source.choice(_CLASS_FLAGS)}[{_some(source, MEMBERS, 9)}{end}"


def _some(source: Random, tokens: Sequence[str], most: int) -> str:
    return "".join(source.choice(tokens) for _ in range(source.randint(1, most)))


_ATOMS: Final = [
    *(
        "a",
        "b",
        "c",
        "A",
        "-",
        ".",
        "[ab]",
        "[^a]",
        "[^\\n]",
        "\\w",
        "\\W",
        "\\s",
        "\\h",
        "\\R",
        "\\n",
        "\\r",
        "\\.",
        "\u00e9",
    ),
    *("\\x{10400}", "\\b", "\\B", "^", "$", "\\z", "\\Z", "\\A", "\\G", "\\1", "\\2", "(?m)", "(?s)", "(?i)", "(?d)"),
    *("(?m)^", "(?m)$", "(?U)"),
]
_COUNTS: Final = ["*", "+", "?", "{2}", "{1,2}", "{0,1}", "{2,}"]
_MODES: Final = ["", "", "?", "+"]
_LETTERS: Final = "abcA-.\n\r\u0085\u2028\u00e9\u0301\U00010400\U00010428\U00010a01 _\ud801"


def regex(source: Random, depth: int = 0) -> str:
    """What is a regex but for its look-behinds, with every construct that matching knows."""
    kind = source.random()
    if depth > 3 or kind < 0.35:
        return source.choice(_ATOMS)
    if kind < 0.6:
        return "".join(regex(source, depth + 1) for _ in range(source.randint(1, 3)))
    if kind < 0.72:
        branches = "|".join(regex(source, depth + 1) for _ in range(source.randint(1, 3)))
        return f"({source.choice(['', '?:', '?:'])}{branches})"
    if kind < 0.86:
        body = regex(source, depth + 1)
        return f"({source.choice(['', '?:'])}{body}){source.choice(_COUNTS)}{source.choice(_MODES)}"
    if kind < 0.93:
        return source.choice(["a", "b", ".", "[ab]", "\\R", "\\w"]) + source.choice(_COUNTS) + source.choice(_MODES)
    branches = "|".join(regex(source, depth + 1) for _ in range(source.randint(1, 2)))
    return f"({source.choice(['?>', '?=', '?!', '?<=', '?<!'])}{branches})"


def inputs(source: Random, count: int) -> list[str]:
    """Short texts for such regexes."""
    sizes = (2, 4, 8, len(_LETTERS))
    return ["".join(source.choices(_LETTERS[: source.choice(sizes)], k=source.randint(0, 6))) for _ in range(count)]
