"""Numbers as a line of text."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median


def percentile(values: Sequence[float], percent: int) -> float:
    """The smallest value that at least this share of the values does not exceed."""
    return sorted(values)[max(0, -(-percent * len(values) // 100) - 1)]


def spread(values: Sequence[float], unit: str) -> str:
    """Median, 95th percentile and maximum."""
    parts = {"median": median(values), "p95": percentile(values, 95), "max": max(values)}
    return ", ".join(f"{name} {value:.2f} {unit}" for name, value in parts.items())
