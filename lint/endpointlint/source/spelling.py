"""What a misspelt name was probably meant to be."""

from __future__ import annotations

from collections.abc import Sequence

_NEAR = 0.72
"""How alike two names must be for one to be taken for the other (`difflib`, 0 to 1)."""


def nearest(name: str, known: Sequence[str]) -> str | None:
    """The name that was probably meant."""
    from difflib import get_close_matches

    found = get_close_matches(name, known, n=1, cutoff=_NEAR)
    return found[0] if found else None
