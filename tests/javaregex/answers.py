"""What a JVM says of a regex, and what we say, in the same words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from endpointlint.automata.codepoints import CodePointSet
from endpointlint.javaregex.ast import Chars
from endpointlint.javaregex.parse import parse
from endpointlint.javaregex.problems import PatternProblem

PROBE: Final = CodePointSet(
    [
        *((0, 0x17F), (0x300, 0x301), (0x3C2, 0x3C3), (0x660, 0x661), (0x1C80, 0x1C8F), (0x1E9E, 0x1E9F)),
        *((0x2028, 0x2029), (0x2126, 0x212B), (0x4E00, 0x4E00), (0xD800, 0xD801), (0xDFFF, 0xE000), (0xFB05, 0xFB06)),
        *((0x10400, 0x10401), (0x10428, 0x10429), (0x10FFFF, 0x10FFFF)),
    ]
)
"""The code points on which sets are compared."""

VERSION: Final = "which version"
"""A text to which the program answers with the version of the JVM."""

PROGRAM: Final = r"""
    static final int[][] PROBE = {RANGES};
    static final Pattern ONE = Pattern.compile(
        "(?s)(\\(\\?\\w+\\))?(\\[.*\\]|\\\\[pP]\\{[^{}]+\\}|\\\\[a-zA-Z]|[^\\\\])");

    static String answer(String text) {
        if (text.equals("VERSION")) return Integer.toString(Runtime.version().feature());
        Pattern pattern;
        try {
            pattern = Pattern.compile(text);
        } catch (PatternSyntaxException problem) {
            StringBuilder words = new StringBuilder("problem " + problem.getIndex() + " ");
            for (char unit : problem.getDescription().toCharArray()) words.append(String.format("%04x", (int) unit));
            return words.toString();
        }
        Matcher matcher = pattern.matcher("");
        StringBuilder out = new StringBuilder("groups " + matcher.groupCount());
        // other texts may loop for as long as the JVM likes
        if (!ONE.matcher(text).matches()) return out.toString();
        for (int[] range : PROBE) {
            out.append(' ');
            for (int c = range[0]; c <= range[1]; c++) {
                matcher.reset(new String(Character.toChars(c)));
                try {
                    out.append(matcher.matches() ? '1' : '0');
                } catch (NullPointerException fails) {
                    out.append('!');
                }
            }
        }
        return out.toString();
    }
""".replace("VERSION", VERSION).replace("RANGES", ", ".join(f"{{{a}, {b}}}" for a, b in PROBE.ranges))
"""The body of a Java class; see `support.java.ask`."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A problem with its words and place, or a number of groups and, for a regex of one character, its members."""

    problem: str | None = None
    offset: int = 0
    groups: int = 0
    members: str | None = None
    """One digit for each code point of the probe, `!` where the class fails; None if it is not known."""


def jvm_answer(line: str) -> Answer:
    """What a line that the Java program wrote says."""
    kind, number, *rest = line.split(" ")
    if kind == "problem":
        words = bytes.fromhex("".join(rest)).decode("utf-16-be", "surrogatepass")
        return Answer(problem=words, offset=int(number))
    members = "".join(rest)
    return Answer(groups=int(number), members=members or None)


def our_answer(text: str, java: int) -> Answer:
    """What we say of a regex."""
    try:
        pattern = parse(text, java)
    except PatternProblem as problem:
        return Answer(problem=problem.message, offset=problem.offset)
    root = pattern.root
    members = None
    if isinstance(root, Chars):
        members = "".join("!" if c in root.failing else "1" if c in root.set else "0" for c in PROBE)
    return Answer(groups=pattern.groups, members=members)


def difference(text: str, java: int, line: str) -> str | None:
    """Where we and the JVM that wrote the line part, in words; None where we agree."""
    theirs, ours = jvm_answer(line), our_answer(text, java)
    if (theirs.problem, theirs.groups) != (ours.problem, ours.groups):
        return f"{text!a} on {java}: {theirs} of the JVM, {ours} of ours"
    if None not in (ours.members, theirs.members) and ours.members != theirs.members:
        return f"{text!a} on {java}: other members"
    # places are the JVM's where nothing was rewritten before parsing
    if ours.problem is not None and text.isascii() and "\\Q" not in text:
        place = max(0, min(theirs.offset, len(text)))
        if place != ours.offset:
            return f"{text!a} on {java}: at {theirs.offset} for the JVM, at {ours.offset} for us"
    return None
