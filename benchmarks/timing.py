"""Numbers as a line of text."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of the values does not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-int(share * 1000) * len(ordered) // 1000) - 1)]


def spread(values: Sequence[float], unit: str) -> str:
    """Median, 95th percentile and maximum."""
    return (
        f"median {median(values):.2f} {unit}, p95 {percentile(values, 0.95):.2f} {unit}, max {max(values):.2f} {unit}"
    )
