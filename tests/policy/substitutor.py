"""`StringSubstitutor.substitute` of commons-text, restated on plain texts: slow, and without places."""

from __future__ import annotations

from collections.abc import Mapping

PREFIX = "${parameters."


class InfiniteLoop(Exception):  # noqa: N818
    """What Java calls an `IllegalStateException`."""


def replace(text: str, values: Mapping[str, str]) -> str:
    return substitute(text, values, [])


def substitute(text: str, values: Mapping[str, str], above: list[str]) -> str:
    at = 0
    while (at := text.find(PREFIX, at)) >= 0:
        close = text.find("}", at)
        if close < 0:
            return text
        if at > 0 and text[at - 1] == "$":
            text = text[: at - 1] + text[at:]
            continue
        inside = text[at + len(PREFIX) : close]
        name, delimiter, rest = inside.partition(":-")
        default: str | None = rest
        if not delimiter or PREFIX in name:
            name, default = inside, None
        if name in above:
            raise InfiniteLoop(name)
        value = values.get(name, default)
        if value is None:
            at = close + 1
            continue
        filled = substitute(value, values, [*above, name])
        text = text[:at] + filled + text[close + 1 :]
        at += len(filled)
    return text
