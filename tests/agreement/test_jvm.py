"""Random regexes and texts: what the automaton and the walk say against what the JVM in this process says."""

from __future__ import annotations

from random import Random

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from agreement.compare import Disagreement, Tally, case, disagreements, running_jvm, shrunk
from endpointlint.query.claim import Operation

PAIRS = 20_000
TEXTS = 12
EXAMPLES = PAIRS // TEXTS
"""Half of the regexes have no use for a text under one operation or the other, or are refused."""


def test_automaton_and_walk_agree_with_the_jvm() -> None:
    jvm = running_jvm()
    tally = Tally()

    # shrinking is our own: it works on the regex and the text, and asks the JVM again
    @settings(
        derandomize=True,
        database=None,
        max_examples=EXAMPLES,
        deadline=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(st.integers(0, 2**64), st.integers(1, 12))
    def compare(seed: int, size: int) -> None:
        if tally.pairs >= PAIRS:
            return
        pattern, texts = case(Random(seed), size, TEXTS, jvm.tables)
        for operation in Operation:
            found: Disagreement | None = next(disagreements(pattern, texts[operation], operation, jvm, tally), None)
            assert found is None, str(shrunk(found, jvm))

    compare()
    assert tally.pairs >= PAIRS
    assert tally.undecided < 0.03 * tally.pairs
    assert 0.3 * tally.pairs < tally.accepted < 0.8 * tally.pairs
