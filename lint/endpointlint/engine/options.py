"""What a run was asked to do."""

from __future__ import annotations

from endpointlint.automata.budget import DEFAULT_BUDGET, Budget
from endpointlint.policy.release import NEWEST, Release
from endpointlint.rule.finding import Severity
from endpointlint.source.records import dataclass

DEFAULT_EXAMPLES = 100


@dataclass(frozen=True, slots=True)
class Options:
    """The settings of one run."""

    release: Release = NEWEST
    every_release: bool = False
    """Nobody knows the release: rules about connectors, access and the run as a whole are asked for each one that is
    known, and findings say for which they hold. Those about lists and documents, which say it anyway, are asked for
    `release`."""
    java: int | None = None
    """The JDK asked for; the one that the release bundles if None."""
    examples: int = DEFAULT_EXAMPLES
    """Generated URLs for each claim and each clean entry; 0 generates none, and replays nothing either."""
    fail_on: Severity = Severity.MEDIUM
    """Findings from this severity on make the run fail."""
    strict: bool = False
    """An unanswered question makes the run incomplete."""
    allow_empty: bool = False
    """A named path may hold nothing to check."""
    budget: Budget = DEFAULT_BUDGET
    select: frozenset[str] = frozenset()
    """Names of the rules to run; all if empty."""
    ignore: frozenset[str] = frozenset()
    collections: tuple[str, ...] = ()
    """Further collections of rules, by the names of their entry points."""
    idle_rules: bool = False
    """The report names also the rules for which there was nothing to look at."""
