"""What a match costs: our answers against growth that a JVM shows on pumps that we did not choose."""

from __future__ import annotations

from pathlib import Path
from random import Random

from agreement.growth import EXPONENTIAL, Compared, compare, growth_of, made_up, ours
from endpointlint.query.claim import Operation


def test_our_answers_hold_on_a_jvm(tmp_path: Path) -> None:
    found = list(compare(made_up(Random(20), 16), tmp_path, longest=2, ahead=0))
    assert [str(one) for one in found if one.verdict not in ("agree", "found more")] == []
    kinds = {min(ours(one.growth) or 0, 4) for one in found}
    assert kinds >= {1, 2}, "linear and quadratic regexes are among them"


def test_a_wrong_answer_is_noticed(tmp_path: Path) -> None:
    (slow,) = compare([("(a|aa)*?b", Operation.MATCHES)], tmp_path, longest=1, ahead=0)
    assert (slow.verdict, slow.shown, slow.worst) == ("agree", EXPONENTIAL, EXPONENTIAL)
    (quick,) = compare([("(a|aa)*+b", Operation.MATCHES)], tmp_path, longest=1, ahead=0)
    assert (quick.verdict, quick.worst) == ("agree", 1)
    swapped = Compared(slow.pattern, slow.operation, quick.growth, 1, slow.worst, slow.pump)
    assert swapped.verdict == "missed"
    swapped = Compared(quick.pattern, quick.operation, slow.growth, 1, 1, None)
    assert swapped.verdict == "unconfirmed"


def test_a_row_shows_its_growth() -> None:
    lengths = [4, 8, 16, 32, 64]
    assert growth_of(" ".join(f"{n}:{3 * n + 50}" for n in lengths)) == 1
    assert growth_of(" ".join(f"{n}:{n * n}" for n in lengths)) == 2
    assert growth_of(" ".join(f"{n}:{n**3}" for n in lengths) + " !") == 3
    assert growth_of(" ".join(f"{n}:{2**n}" for n in (4, 5, 6, 18, 20)) + " !") == EXPONENTIAL
    assert growth_of("!") == EXPONENTIAL
