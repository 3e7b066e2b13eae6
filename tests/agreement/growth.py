"""What a match costs: our answers against growth measured on a JVM.

    python tests/agreement/growth.py --count 2000 --seed 7

makes up regexes, counts the characters that the JVM reads of every pump of a few letters, and says where its worst one
is worse than ours, or ours not as bad as we said. Needs `java` and `javac`; takes about a second for a regex.
"""

from __future__ import annotations

import argparse
import math
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

if __name__ == "__main__":
    root = Path(__file__).parents[2]
    sys.path[:0] = [str(root / "lint"), str(root / "tests")]

from agreement.loops import LETTERS, loops
from endpointlint.javaregex.parse import parse
from endpointlint.javaregex.problems import PatternProblem
from endpointlint.query.claim import Operation, Pump
from endpointlint.query.cost import Exponential, Growth, Linear, Polynomial, UnknownGrowth, cost
from support.java import ask

EXPONENTIAL: Final = 99
_JAVA: Final = 17

PROGRAM: Final = r"""
    static final class Limit extends RuntimeException { Limit() { super(null, null, false, false); } }

    static final class Counting implements CharSequence {
        final String text; final long limit; long reads;
        Counting(String text, long limit) { this.text = text; this.limit = limit; }
        public int length() { return text.length(); }
        public char charAt(int i) { if (++reads > limit) throw new Limit(); return text.charAt(i); }
        public CharSequence subSequence(int a, int b) { return text.substring(a, b); }
        public String toString() { return text; }
    }

    /** Characters read; -1 for more than the limit. Runs on a thread whose stack does not end. */
    static long reads(Pattern p, boolean find, String text, long limit) {
        Counting c = new Counting(text, limit);
        try { Matcher m = p.matcher(c); boolean b = find ? m.find() : m.matches(); return c.reads; }
        catch (Limit e) { return -1; }
    }

    static String pump(String u, String w, int n, String s) { return u + w.repeat(n) + s; }

    /** Whether reads grow faster than the text, at a glance. */
    static boolean bends(Pattern p, boolean find, String u, String w, String s) {
        long limit = 200_000, f0 = reads(p, find, u + s, limit), f1 = reads(p, find, pump(u, w, 6, s), limit);
        if (f1 < 0) return true;
        long f2 = reads(p, find, pump(u, w, 12, s), limit);
        return f2 < 0 || f2 - f1 > 1.25 * (f1 - f0) + 2;
    }

    /** Lengths and reads of a pump, up to a limit; ends in `!` if that was met. */
    static String row(Pattern p, boolean find, String u, String w, String s, long limit, int longest) {
        StringBuilder out = new StringBuilder();
        for (int n = 4; (long) n * w.length() <= longest; n = Math.max(n + 1, (int) (n * (n < 120 ? 1.15 : 1.6)))) {
            long r = reads(p, find, pump(u, w, n, s), limit);
            if (r < 0) return out.append('!').toString();
            out.append(n * w.length()).append(':').append(r).append(' ');
        }
        return out.toString();
    }

    static double slope(String row) {
        boolean exploded = row.endsWith("!");
        String[] points = row.replace("!", "").trim().split(" ");
        if (points.length < 2) return exploded ? 99 : 0;
        String[] a = points[points.length - 2].split(":"), b = points[points.length - 1].split(":");
        double x = Math.log(Double.parseDouble(b[0]) / Double.parseDouble(a[0]));
        return Math.log(Math.max(1, Double.parseDouble(b[1])) / Math.max(1, Double.parseDouble(a[1]))) / x;
    }

    static void words(String letters, int most, List<String> out, String word) {
        out.add(word);
        if (word.length() < most) for (char c : letters.toCharArray()) words(letters, most, out, word + c);
    }

    static String inThread(java.util.function.Supplier<String> task) {
        String[] out = new String[1];
        Thread t = new Thread(null, () -> { try { out[0] = task.get(); } catch (Throwable e) { out[0] = "?" + e; } },
            "match", 1L << 29);
        t.start();
        try { t.join(); } catch (InterruptedException e) { throw new RuntimeException(e); }
        return out[0];
    }

    static String answer(String question) {
        String[] f = question.split("\0", -1);
        Pattern p = Pattern.compile(f[1]);
        boolean find = f[2].equals("find");
        if (f[0].equals("row")) return inThread(() -> row(p, find, f[3], f[4], f[5], 8_000_000, 16_000));
        return inThread(() -> worst(p, find, f[3], Integer.parseInt(f[4]), Integer.parseInt(f[5])));
    }

    /** The pump of a few letters on which the reads grow fastest: prefix, repeat and suffix as hex, and its row. */
    static String worst(Pattern p, boolean find, String letters, int longest, int ahead) {
        List<String> repeats = new ArrayList<>(), prefixes = new ArrayList<>();
        words(letters, longest, repeats, "");
        words(letters, ahead, prefixes, "");
        List<String> suffixes = new ArrayList<>(List.of("", "!", "\n", "!\n"));
        for (char c : letters.toCharArray()) suffixes.add("" + c);
        double best = 1.2;
        String[] found = {"", "", "", ""};
        for (String w : repeats) for (String u : prefixes) for (String s : suffixes) {
            if (w.isEmpty() || !bends(p, find, u, w, s)) continue;
            double e = slope(row(p, find, u, w, s, 300_000, 400));
            if (e > best + 0.25) {
                best = e;
                found = new String[] {hex(u), hex(w), hex(s), row(p, find, u, w, s, 8_000_000, 16_000)};
                if (e > 12) return String.join(",", found);
            }
        }
        return String.join(",", found);
    }

    static String hex(String s) {
        StringBuilder b = new StringBuilder();
        for (char c : s.toCharArray()) b.append(String.format("%04x", (int) c));
        return b.toString();
    }
"""


def growth_of(row: str) -> int:
    """The growth that a row of lengths and reads shows: a power of the length, 1 for linear, or `EXPONENTIAL`.

    The class as `accept redos` takes it: where eight million reads end a row, what is steeper than a power of 8.
    """
    points = [tuple(map(int, point.split(":"))) for point in row.replace("!", "").split()]
    if len(points) < 2:
        return EXPONENTIAL if row.endswith("!") else 1
    (x1, y1), (x2, y2) = points[-2:]
    slope = math.log(max(y2, 1) / max(y1, 1)) / math.log(x2 / x1)
    if slope > 8:
        return EXPONENTIAL
    return max(2, round(slope)) if slope > 1.35 else 1


def ours(growth: Growth) -> int | None:
    """Our answer as such a number; None if there is none."""
    match growth:
        case Linear():
            return 1
        case Polynomial(degree=degree):
            return degree
        case Exponential():
            return EXPONENTIAL
        case UnknownGrowth():
            return None


@dataclass(frozen=True, slots=True)
class Compared:
    """One regex on both sides."""

    pattern: str
    operation: Operation
    growth: Growth
    shown: int
    """What our own pump shows on the JVM; 1 if we have none."""
    worst: int
    """What the worst pump that was found by trying shows there."""
    pump: Pump | None
    """That pump."""

    @property
    def verdict(self) -> str:
        """`agree`, or in which way it does not; degrees may differ, as a row shows them only roughly."""
        said = ours(self.growth)
        if said is None:
            return "unknown"
        if _class(said) != _class(self.shown):
            return "unconfirmed"
        if _class(self.worst) > _class(said):
            return "missed"
        return "agree" if _class(self.worst) == _class(said) else "found more"

    def __str__(self) -> str:
        worse = "" if self.pump is None else f", as in {self.pump}"
        return (
            f"{self.verdict}: {self.pattern!r} {self.operation}: {self.growth}; "
            f"that shows {self.shown}; the worst pump tried shows {self.worst}{worse}"
        )


def _class(growth: int) -> int:
    return growth if growth in (1, EXPONENTIAL) else 2


def compare(patterns: Sequence[tuple[str, Operation]], folder: Path, *, longest: int, ahead: int) -> Iterator[Compared]:
    """Compare our answers with what a JVM shows.

    Args:
        patterns: regexes that compile, and how they are applied.
        folder: where the Java source may be written.
        longest: the longest text to repeat that is tried.
        ahead: the longest prefix.
    """
    growths = [cost(parse(pattern, _JAVA), operation).growth for pattern, operation in patterns]
    rows: list[str] = []
    for (pattern, operation), growth in zip(patterns, growths, strict=True):
        rows.append("\0".join(("worst", pattern, operation, LETTERS, str(longest), str(ahead))))
        pump = growth.pump if isinstance(growth, Polynomial | Exponential) else Pump("", "a", "")
        rows.append("\0".join(("row", pattern, operation, pump.prefix, pump.repeat, pump.suffix)))
    answers = ask(PROGRAM, rows, folder)
    for n, ((pattern, operation), growth) in enumerate(zip(patterns, growths, strict=True)):
        prefix, repeat, suffix, row = answers[2 * n].split(",")
        shown = growth_of(answers[2 * n + 1]) if isinstance(growth, Polynomial | Exponential) else 1
        worst = growth_of(row) if repeat else 1
        found = Pump(_text(prefix), _text(repeat), _text(suffix)) if repeat else None
        yield Compared(pattern, operation, growth, shown, worst, found)


def _text(hexed: str) -> str:
    return bytes.fromhex(hexed).decode("utf-16-be", "surrogatepass")


def made_up(random: Random, count: int) -> list[tuple[str, Operation]]:
    """Regexes that compile."""
    out: list[tuple[str, Operation]] = []
    while len(out) < count:
        level = random.randrange(3)
        pattern = loops(random, commits=level > 0, tests=level > 1)
        try:
            parse(pattern, _JAVA)
        except PatternProblem:
            continue
        out.append((pattern, random.choice((Operation.MATCHES, Operation.MATCHES, Operation.FIND))))
    return out


def main() -> None:
    """Compare many, in portions, and print what does not agree."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--longest", type=int, default=3)
    parser.add_argument("--ahead", type=int, default=2)
    asked = parser.parse_args()
    random = Random(asked.seed)
    tally: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(0, asked.count, 25):
            for found in compare(made_up(random, 25), Path(folder), longest=asked.longest, ahead=asked.ahead):
                tally[found.verdict] += 1
                if found.verdict not in ("agree", "found more"):
                    print(found, flush=True)
    print(dict(tally))


if __name__ == "__main__":
    main()
