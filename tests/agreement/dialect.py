"""Regexes of `java.util.regex`, made up at random from its grammar."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Final

LETTERS: Final = "aabbcABkKsSiI"
ODD: Final = (
    "01_- ./:@&]}<>=!,#\"'~"
    "\t\n\r\x0b\x0c\x00\x85\u2028\u2029"
    "éßÿµåÅſKÅİıσςΣǅǆ\u0301\u0345\u0e31\u3042\u00a0\u180e"
    "\U0001f600\U00010400\U00010428\U0001e130\ud83d\ude00"
    "\u200d\u2764\U0001f1e6\u0600\u1100\u1161\u11a8\uac00\uac01\u0915\u094d\u0903\U00011720"
)
"""Characters on which engines differ: blanks, ends of lines, letters with odd cases, marks, pairs and lone halves."""

_META: Final = frozenset("\\^$.|?*+()[{")
_ESCAPES: Final = (
    *[
        r"\t",
        r"\n",
        r"\r",
        r"\f",
        r"\a",
        r"\e",
        r"\cA",
        r"\c[",
        r"\0101",
        r"\060",
        r"\0",
        r"\0400",
        r"\x41",
        r"\x6b",
        r"\x{61}",
        r"\x{1F600}",
        r"\x{10428}",
        r"\u0061",
        r"\u212A",
    ],
    *[r"\uD83D\uDE00", r"\uD83D", r"\uDE00", r"\x{D83D}", r"\x{DE00}", r"\x{DE00}", r"\N{KELVIN_SIGN}"],
    *[
        r"\-",
        r"\.",
        r"\/",
        r"\_",
        r"\#",
        r"\&",
        r"\]",
        r"\[",
        r"\^",
        r"\$",
        r"\|",
        r"\(",
        r"\)",
        r"\*",
        r"\+",
        r"\?",
        r"\{",
        r"\}",
        r"\\",
        r"\é",
        r"\"",
    ],
    r"\ ",
    r"\N{LATIN SMALL LETTER SHARP S}",
)
_CLASSES: Final = (r"\d", r"\D", r"\w", r"\W", r"\s", r"\S", r"\h", r"\H", r"\v", r"\V")
_PROPERTIES: Final = (
    "L",
    "Lu",
    "Ll",
    "Lt",
    "Mn",
    "Nd",
    "Cs",
    "Zs",
    "P",
    "Alpha",
    "Upper",
    "Lower",
    "Punct",
    "Space",
    "Digit",
    "XDigit",
    "ASCII",
    "L1",
    "all",
    "IsAlphabetic",
    "IsUppercase",
    "IsLowercase",
    "IsWhite_Space",
    "IsLatin",
    "IsGreek",
    "IsLu",
    "IsAlpha",
    "IsDigit",
    "IsPunct",
    "IsWord",
    "IsAssigned",
    "InGreek",
    "InBasicLatin",
    "script=Greek",
    "sc=Latn",
    "gc=Lu",
    "block=GreekandCoptic",
    "javaLowerCase",
    "javaUpperCase",
    "javaLetterOrDigit",
    "javaMirrored",
    "Graph",
    "Blank",
    "Cntrl",
    "LC",
    "IsEmoji",
    "IsTitlecase",
    "IsControl",
    "IsHex_Digit",
    "IsIdeographic",
)
_ANCHORS: Final = (*[r"^", r"$", r"\b", r"\B", r"\A", r"\z", r"\Z", r"\G"],)
_FLAGS: Final = ("i", "u", "s", "m", "d", "x", "U", "iu", "iU", "ms", "md", "sx")
_COUNTS: Final = ("{0}", "{1}", "{2}", "{3}", "{0,}", "{1,}", "{2,}", "{0,1}", "{0,2}", "{1,2}", "{2,3}", "{1,1}")


class Dialect:
    """One regex in the making."""

    def __init__(self, random: Random, size: int) -> None:
        """`size`: roughly how many atoms it may have."""
        self._random = random
        self._left = size
        self._groups = 0
        self._behind = 0
        self._odd = self._chance(40)
        """Of what is rare there is much."""

    def regex(self) -> str:
        """A regex; most of them compile."""
        lead = self._pick((*[""] * 12, "(?i)", "(?x)", "(?m)", "(?s)", "(?d)", "(?iu)", "(?U)", "(?dm)", "(?iU)"))
        return lead + self._alternation(0)

    def _pick(self, options: tuple[str, ...]) -> str:
        return options[self._random.randrange(len(options))]

    def _chance(self, percent: int) -> bool:
        return self._random.randrange(100) >= 100 - percent

    def _alternation(self, depth: int) -> str:
        branches = [self._sequence(depth)]
        while self._chance(22):
            branches.append(self._sequence(depth))
        return "|".join(branches)

    def _sequence(self, depth: int) -> str:
        out: list[str] = []
        for _ in range(self._random.randrange(5) if self._chance(90) else 0):
            if self._left <= 0:
                break
            out.append(self._piece(depth))
        return "".join(out)

    def _piece(self, depth: int) -> str:
        self._left -= 1
        atom = self._atom(depth)
        if not self._chance(38):
            return atom
        sign = self._pick((*"???***+++", *_COUNTS))
        return atom + sign + self._pick(("", "", "", "?", "+"))

    def _atom(self, depth: int) -> str:
        makers: list[tuple[int, Callable[[], str]]] = [
            (30, self._literal),
            (8, lambda: self._pick(_ESCAPES)),
            (6, lambda: self._pick(_CLASSES)),
            (4, self._property),
            (7, lambda: "."),
            (12, self._bracket),
            (9, lambda: self._pick(_ANCHORS)),
            (3, lambda: r"\R"),
            (3, self._quote),
            (3, lambda: f"(?{self._flags()})"),
        ]
        if depth < 4:
            makers += [(24, lambda: self._group(depth))]
        if self._odd or self._chance(3):
            makers += [(50 if self._odd else 20, self._rare)]
        at = self._random.randrange(sum(weight for weight, _ in makers))
        for weight, make in makers:
            if at < weight:
                return make()
            at -= weight
        raise AssertionError

    def _char(self) -> str:
        chars = LETTERS if self._chance(80) else ODD
        return chars[self._random.randrange(len(chars))]

    def _literal(self) -> str:
        char = self._char()
        run = "".join(self._char() for _ in range(self._random.randrange(3))) if self._chance(25) else ""
        return "".join("\\" + c if c in _META else c for c in char + run)

    def _property(self) -> str:
        name = self._pick(_PROPERTIES)
        if len(name) == 1 and self._chance(50):
            return self._pick((r"\p", r"\P")) + name
        return self._pick((r"\p", r"\p", r"\P")) + "{" + name + "}"

    def _quote(self) -> str:
        text = "".join(self._char() if self._chance(80) else self._pick((*".*[(\\$",)) for _ in range(3))
        return rf"\Q{text}" + self._pick((r"\E", r"\E", r"\E", r"\E\Q\E", ""))

    def _flags(self) -> str:
        on = self._pick(_FLAGS) if self._chance(75) else ""
        off = "-" + self._pick(_FLAGS) if self._chance(30) else ""
        return on + off

    def _rare(self) -> str:
        kind = self._random.randrange(10)
        if kind < 3:
            return self._pick((r"\X", r"\X", r"\b{g}"))
        if kind < 6:
            return self._pick((r"\1", r"\1", r"\2", r"\3"))
        if kind < 9:
            return self._pick((r"(a|b)", r"([ab]+)", r"(a|ab?)", r"(\w)", r"(?=(a|b))", r"(?i)(é|k)\1", r"(.)"))
        return self._pick(("{2}", r"(?iu)(\x{10400})\1", r"(?c)"))

    def _group(self, depth: int) -> str:
        head = self._pick(
            (
                *["(?:"] * 5,
                *["("] * 4,
                *["(?>"] * 3,
                *["(?="] * 2,
                *["(?!"] * 2,
                *["(?<="] * 3,
                *["(?<!"] * 2,
                "(?",
                "(?<",
            )
        )
        if head == "(?<":
            self._groups += 1
            head = f"(?<g{self._groups}>"
        elif head == "(?":
            head = f"(?{self._flags()}:"
        return head + self._alternation(depth + 1) + ")"

    # -- classes ----------------------------------------------------------------------------------------------------

    def _bracket(self, depth: int = 0) -> str:
        negation = "^" if self._chance(25) else ""
        first = "]" if self._chance(3) else ""
        parts = [self._member(depth) for _ in range(1 + self._random.randrange(3))]
        while self._chance(22):
            parts.append("&&")
            parts += [self._member(depth) for _ in range(self._random.randrange(4))]
        return f"[{negation}{first}{''.join(parts)}]"

    def _member(self, depth: int) -> str:
        match self._random.randrange(10):
            case 0 | 1 | 2 | 3:
                return self._single()
            case 4 | 5:
                low, high = sorted((self._plain(), self._plain()))
                return f"{self._class_char(low)}-{self._class_char(high)}"
            case 6:
                return self._pick((*_CLASSES, "a-c", "b-d", "0-9", "A-z", r"\x{61}-\x{6b}", r"\Qab\E", "à-ÿ", "Α-ω"))
            case 7:
                return self._property()
            case 8:
                return self._pick(("-", "&", "^", "#", " ", r"\-", r"\]", r"\[", r"\\", r"\^", r"\&"))
            case _:
                return self._bracket(depth + 1) if depth < 3 else self._single()

    def _single(self) -> str:
        return self._class_char(self._plain()) if self._chance(80) else self._pick(_ESCAPES)

    def _plain(self) -> str:
        chars = "abckKsSiIABZ" if self._chance(75) else ODD
        return chars[self._random.randrange(len(chars))]

    @staticmethod
    def _class_char(char: str) -> str:
        return "\\" + char if char in "[]\\^-&" else char


def regex(random: Random, size: int) -> str:
    """A random regex of roughly `size` atoms."""
    return Dialect(random, size).regex()
