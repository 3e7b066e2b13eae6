"""Filling a template, written down a second time.

A restatement of `StringSubstitutor.substitute` of commons-text on plain texts, which shares no code with
`policy.template` and is there to contradict it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_PREFIX: Final = "${parameters."
_MOST: Final = 100_000
"""Characters of a result; values that name each other could make any number of them."""


def filled(template: str, values: Mapping[str, str]) -> str | None:
    """What becomes of a template; None where Java ends in an error, or never would."""
    return _filled(template, values, ())


def _filled(text: str, values: Mapping[str, str], above: tuple[str, ...]) -> str | None:
    at = 0
    while (at := text.find(_PREFIX, at)) >= 0:
        close = text.find("}", at)
        if close < 0:
            break
        if at > 0 and text[at - 1] == "$":
            text = text[: at - 1] + text[at:]
            continue
        inside = text[at + len(_PREFIX) : close]
        name, has_default, default = inside.partition(":-")
        if _PREFIX in name:
            name, has_default = inside, ""
        if name in above:
            return None
        value = values.get(name, default if has_default else None)
        if value is None:
            at = close + 1
            continue
        put_in = _filled(value, values, (*above, name))
        if put_in is None or len(text) + len(put_in) > _MOST:
            return None
        text = text[:at] + put_in + text[close + 1 :]
        at += len(put_in)
    return text
