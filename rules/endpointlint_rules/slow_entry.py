r"""Some texts make the matcher try the same characters again and again.

``java.util.regex`` searches: where a loop can divide a text with itself, or with what follows, in several ways, and
the match fails in the end, it tries them all. In ``^https://((a|a)*)*\.vendor\.com/.*$`` each further ``a`` doubles
the work. On a node of OpenSearch 3.6 one request to create a connector, with a URL of 69 characters, did not come to an
end: the match runs on a network thread without a time limit, and goes on after the client has left. No new connection
was answered any more; a second such request ended those that were open, and the node did not react to SIGTERM. A URL of
35 characters cost 12 seconds, and one of 32,000 as much against an entry that is merely quadratic.

The regex is tried on the text of the request as it is, before anything takes it for a URL: a line feed, which ``.``
does not match, is often all that makes the match fail. That text comes from whoever may create or update a connector;
from 3.7 also from whoever may predict through one that has a placeholder in its URL.

Growth is decided for the matcher of JDK 11 to 25, which knows loops that cannot come back, and remembers for the
outermost loops of some kinds the places that led nowhere: ``(a+)+b``, the textbook's exponential, is quadratic there.

Give each loop characters of its own, or end it with a character that it does not match: ``[a-z0-9-]+\.`` instead of
``.*\.``. A repeat in front of a fixed text can commit to the first place, ``(?>.*?/v1/).*``.

Severity: high where the work grows exponentially, medium where it is cubic or worse, low where it is quadratic. A
quadratic entry that is not pinned for the same repeat is counted as a consequence of that.

False alarms: none known; each finding shows a text, which is tried on a model of the matcher and, with the extra
``jvm``, on a JVM by counting the characters read. Not seen: work that a bound such as ``{1,63}`` keeps below ten
million characters, and texts that repeat several things at several places, which may cost a greater power.
"""

from collections.abc import Iterator

from endpointlint.rule import (
    Clean,
    EntrySubject,
    Exponential,
    Finding,
    Flagged,
    Grade,
    Linear,
    ListSetting,
    Mark,
    Note,
    Outcome,
    Polynomial,
    Pump,
    Refuted,
    Severity,
    Span,
    Unknown,
    UnknownGrowth,
    entry_rule,
)


@entry_rule(
    title="Some texts take very long to match",
    severity=Severity.HIGH,
    since="0.2",
    references=("CWE-1333", "CWE-407"),
    examples=(
        Flagged(r"^https://((a|a)*)*\.vendor\.com/.*$", severity=Severity.HIGH),
        Flagged(r"^https://(?:[a-z0-9]+-?)*?\.vendor\.com/.*$", severity=Severity.HIGH),
        Flagged(r"^https://(?:[a-z0-9]{1,63}){1,63}\.vendor\.com/.*$", severity=Severity.HIGH),
        Flagged(r"^https://api\.vendor\.com/.*/v1/.*/models/.*$", severity=Severity.MEDIUM),
        Flagged(r"^https://([a-z0-9]+-?)+\.vendor\.com/.*$", severity=Severity.LOW),
        Flagged(r"^https://models\..*[a-z0-9-]\.vendor\.com/.*$", severity=Severity.LOW),
        Flagged("https://.*/resolve/main", setting=ListSetting.MODEL_URL, severity=Severity.LOW),
        Clean(r"^https://models\.[a-z0-9-]+\.vendor\.com/.*$"),
        Clean(r"^https://([a-z0-9-]+\.)*vendor\.com/.*$"),
        Clean(r"^https://(a|a)*\.vendor\.com/.*$"),
        Clean(r"^https://[a-z0-9.-]{1,253}\.vendor\.com/.*$"),
        Clean(r"^https://models\.(?>.*?\.vendor\.com/).*$"),
        Clean(r"^https://[^/]+\.vendor\.com(?::\d+)?/.*$"),
    ),
)
def slow_entry(entry: EntrySubject) -> Iterator[Outcome]:
    """Report the loops between which the matcher divides a text, with a text that shows it."""
    match entry.cost.growth:
        case Linear():
            return
        case UnknownGrowth(reason):
            yield Unknown(reason)
        case Exponential(pump, loops):
            if entry.can_be_fed(pump):
                yield _finding(entry, pump, loops, None)
        case Polynomial(degree, pump, loops):
            if entry.can_be_fed(pump):
                yield _finding(entry, pump, loops, degree)


_NAMED = {None: "exponentially with its length", 2: "with the square of its length", 3: "with the cube of its length"}


def _finding(entry: EntrySubject, pump: Pump, loops: tuple[Span, ...], degree: int | None) -> Finding:
    """A text with which the work grows, and the loops to which that is due."""
    growth = _NAMED.get(degree, f"with its length to the power of {degree}")
    if degree is None:
        severity, label = Severity.HIGH, "can match the same characters in two ways, and both are tried each time"
    else:
        severity = Severity.LOW if degree == 2 else Severity.MEDIUM
        alone = "is begun at each place anew" if len(loops) < 2 else "can end in many places, and each is tried"
        label = alone
    follows = severity is Severity.LOW and _is_same_hole(entry, loops)
    return Finding(
        f"the time that a text takes can grow {growth}",
        severity=severity,
        grade=Grade.WITNESSED,
        at=loops[0] if loops else None,
        label=label,
        marks=tuple(Mark(loop, "takes turns with this one") for loop in loops[1:]),
        claims=(entry.reads_much_of(pump, degree),),
        notes=(Note("attack", str(pump)), Note("fed by", entry.fed_by)),
        releases=entry.releases,
        hasten=not follows,
        follows=follows,
    )


def _is_same_hole(entry: EntrySubject, loops: tuple[Span, ...]) -> bool:
    """Whether one of the loops is also what leaves the host open."""
    verdict = entry.reach.pinning.verdict
    return isinstance(verdict, Refuted) and entry.blame(verdict.witness).span in loops
