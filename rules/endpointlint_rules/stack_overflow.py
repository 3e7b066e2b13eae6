r"""A long URL overflows the stack of the thread that matches it, and OpenSearch stops.

``java.util.regex`` calls itself for each iteration of a loop whose body can match in more than one way, such as
``([a-z]|[0-9])*`` or ``([a-z0-9-]+\.)+``, and none of these calls returns before the match is decided. What overflows
the stack is an ``Error``; nothing catches it, and OpenSearch's handler for what nobody catches ends the process. On a
node of OpenSearch 3.6, ``^https://([a-z]|[0-9])*\.example\.com/.*$`` and a URL of 3,022 characters that *matches* it
ended the node with exit status 126, three times out of three; so did ``^https://([a-z0-9-]+\.)+example\.com/.*$`` and
2,500 labels.

How long a text it takes depends on the stack, and on how much of the matcher has been compiled by then. Measured with
the extra ``jvm`` on Java 25, nothing compiled yet: 770 characters for ``([a-z]|[0-9])*`` and 1,620 for
``([a-z0-9-]+\.)+`` on a stack of 512 kB, 1,720 and 3,600 on one of 1 MB, which is OpenSearch's own setting. Where the
matcher has run for a while it takes up to four times as much.

The text comes from whoever may create or update a connector; from 3.7 also from whoever may predict through one that
has a placeholder in its URL.

A loop over one set of characters takes no stack: write ``[a-z0-9]*`` for ``([a-z]|[0-9])*``, and
``(?:[a-z0-9.-]+\.|)`` for ``([a-z0-9-]+\.)*``, which admits the same URLs, as a host has no empty label.

A loop over a group with a fixed body takes none either, with one exception, which is reported too: its length changes
from one iteration to the next. ``(.)*`` calls itself where a character below U+10000 follows one above, or the other
way round, and overflows a stack of 1 MB on some 6,700 characters that take turns; ``.*`` does not.

Severity: high.

False alarms: none known. The text is tried on a model of the matcher; with the extra ``jvm`` the length is found at
which it overflows stacks of 512 kB and 1 MB. Not seen: a loop with a bound whose iterations fit on 1 MB, though several
such loops may not; and threads with less stack.
"""

from collections.abc import Iterator

from endpointlint.rule import (
    Bounded,
    Clean,
    EntrySubject,
    Finding,
    Flagged,
    Grade,
    Grows,
    Note,
    Outcome,
    Severity,
    Unknown,
    UnknownStack,
    entry_rule,
)

_TURNS = 16
"""Repetitions of the text that is matched to see whether such texts match."""


@entry_rule(
    title="A long text overflows the stack",
    severity=Severity.HIGH,
    since="0.2",
    references=("CWE-674", "CWE-1333"),
    examples=(
        Flagged(r"^https://([a-z]|[0-9])*\.vendor\.com/.*$"),
        Flagged(r"^https://([a-z0-9-]+\.)+vendor\.com/.*$"),
        Flagged(r"^https://api\.vendor\.com(/[^/]*)*$"),
        Flagged(r"^https://api\.vendor\.com/(?:%[0-9a-f]{2}|[a-z/])*?$"),
        Flagged("^https://api[.]vendor[.]com/(.)*$"),
        Clean(r"^https://[a-z0-9]*\.vendor\.com/.*$"),
        Clean(r"^https://(?:[a-z0-9.-]+\.|)vendor\.com/.*$"),
        Clean(r"^https://api\.vendor\.com(?:/v1)*/([a-z])*$"),
        Clean(r"^https://([a-z]|[0-9])*+\.vendor\.com/.*$"),
        Clean(r"^https://([a-z]|[0-9]){1,63}\.vendor\.com/.*$"),
    ),
)
def stack_overflow(entry: EntrySubject) -> Iterator[Outcome]:
    """Report the loop that recurses, with a text that goes round in it."""
    match entry.cost.stack:
        case Bounded():
            return
        case UnknownStack(reason):
            yield Unknown(reason)
        case Grows(pump, loop, flat):
            if not entry.can_be_fed(pump):
                return
            shown = pump.text(_TURNS)
            matches = entry.language.accepts(shown) is True
            recurses = "calls itself at each change of length" if flat else "takes stack in each iteration"
            yield Finding(
                "a long text overflows the stack, and stops the node",
                severity=Severity.HIGH,
                grade=Grade.WITNESSED,
                at=loop,
                label=f"{recurses} until the match is decided",
                claims=(*((entry.accepts(shown),) if matches else ()), entry.recurses_on(pump)),
                notes=(
                    Note("attack", f"{pump}{', which matches' if matches else ''}"),
                    Note("fed by", entry.fed_by),
                ),
                releases=entry.releases,
                hasten=True,
            )
