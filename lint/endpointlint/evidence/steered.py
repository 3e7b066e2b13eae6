"""Values of callers tried out: filled in, tried on the list and dialled, by code that shares none with what found them.

The values that are generated are those of words of the set that was asked about: what the template may become, what the
entry accepts, less the hosts that are at home.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from endpointlint.automata.budget import BudgetExceeded
from endpointlint.evidence.generated import SAMPLE, Generated, host_agrees
from endpointlint.evidence.jvm import Jvm, jvm
from endpointlint.evidence.opinions import Opinions, Outcome, quoted
from endpointlint.evidence.strategy import tapes
from endpointlint.evidence.substitution import filled
from endpointlint.evidence.walks import Tape, Walks, edited, url_walks
from endpointlint.policy.template import Template
from endpointlint.query.steering import Steered
from endpointlint.url import suffix
from endpointlint.url.client import Dialled, dialled

SUBSTITUTOR: Final = "substitutor"
"""The second one, in `substitution`."""


def replay(steered: Steered, opinions: Opinions | None, outcome: Outcome) -> None:
    """Try out the values that a finding shows.

    Args:
        steered: the values, and what they are said to make.
        opinions: the engines, set upon the entry; None where calls are not tried on the list.
        outcome: where what they say is noted.
    """
    outcome.confirmed[SUBSTITUTOR] = None
    _makes(steered, steered.values, steered.url, outcome)
    if opinions is not None:
        opinions.replay(steered.url, True, outcome)
    host_agrees(steered.url, steered.host, outcome)
    asked = jvm()
    if opinions is None and isinstance(asked, Jvm):
        outcome.confirmed[asked.name] = None


def others(steered: Steered, opinions: Opinions | None, examples: int) -> Generated:
    """Generate further values that lead away from home, and ask about each; and about near misses of the list.

    Where a parameter stands in the URL more than once, one of its values is taken for all, wherever that leads. Costs
    some 10 milliseconds for 100.
    """
    out = Generated()
    walks = _certain(steered)
    if not walks:
        return out
    apart = _Apart(steered.template)

    def leads(tape: Tape, outcome: Outcome) -> bool:
        text, host = walks.url(tape)
        values = apart(text)
        if not steered.steering.can_be_given(values):
            return True
        made = filled(steered.template.text, {**steered.stored, **values})
        if made is not None and made != text and apart.several:
            return _agreed(made, opinions, outcome)
        said = opinions is None or opinions.agree(text, outcome, expected=True)
        return said and host_agrees(text, host, outcome) and _makes(steered, values, text, outcome)

    def near(tape: Tape, outcome: Outcome) -> bool:
        return opinions is None or opinions.agree(edited(walks.word(tape), tape), outcome)

    sample: list[str] = []
    for number, tape in enumerate(tapes(examples + examples // 2)):
        text, host = walks.url(tape)
        if number % 2 and opinions is not None:
            out.check(edited(text, tape), tape, near)
        elif not (steered.owners and suffix.owner(host) in steered.owners):
            out.check(text, tape, leads)
            sample.append(text)
        if out.enough or len(out.texts) >= examples:
            break
    if opinions is not None and not opinions.java_agrees(sample[:SAMPLE], out.outcome):
        out.agreed -= 1
    return out


def _agreed(text: str, opinions: Opinions | None, outcome: Outcome) -> bool:
    """Whether nobody disagrees about a text of which nothing was claimed."""
    seen = dialled(text)
    if isinstance(seen, Dialled) and not host_agrees(text, seen.host, outcome):
        return False
    return opinions is None or opinions.agree(text, outcome)


def _makes(steered: Steered, values: Mapping[str, str], url: str, outcome: Outcome) -> bool:
    """Whether the second substitutor makes the URL of the values, and of what is stored."""
    made = filled(steered.template.text, {**steered.stored, **values})
    if made == url:
        return True
    said = "ends in an error" if made is None else f"makes {quoted(made)}"
    outcome.contradicted(f"the second {SUBSTITUTOR} {said} where {quoted(url)} was claimed")
    return False


def _certain(steered: Steered) -> Walks | None:
    """Ways through the URLs that callers certainly can make; None if they cost more than the budget."""
    try:
        return url_walks(steered.steering.language.inner_graph)
    except BudgetExceeded:
        return None


class _Apart:
    """Takes URLs apart into values, by a regex of the standard library."""

    def __init__(self, template: Template) -> None:
        self._names: list[str] = []
        text, at, parts = template.text, 0, list[str]()
        for placeholder in template.placeholders():
            if not placeholder.escaped:
                parts += [re.escape(text[at : placeholder.span.start]), "(.*)"]
                self._names.append(placeholder.name)
                at = placeholder.span.end
        parts.append(re.escape(text[at:]))
        self._regex = re.compile("".join(parts), re.DOTALL)

    @property
    def several(self) -> bool:
        """Whether a name stands in the template more than once."""
        return len(set(self._names)) < len(self._names)

    def __call__(self, url: str) -> dict[str, str]:
        """Values that make a URL; of a name with several the first."""
        found = self._regex.fullmatch(url)
        values: dict[str, str] = {}
        for name, value in zip(self._names, found.groups() if found else (), strict=False):
            values.setdefault(name, value)
        return values
