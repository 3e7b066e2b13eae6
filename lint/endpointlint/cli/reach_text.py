"""An answer of `reach` in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from endpointlint.report.style import Style

_NOT_KNOWN = "not known"


def reach_lines(answer: Mapping[str, Any], style: Style) -> Iterator[str]:
    """The lines of an answer. Its shape is the JSON Schema `reach`; null stands for what is not known."""
    from endpointlint.report.escape import visible

    yield style.bold(visible(answer["pattern"]))
    for label, text in _notes(answer, style):
        yield f"  {label:<10} {text}"
    yield f"judged for OpenSearch {answer['opensearch']}, Java {answer['java']}, {answer['operation']}"


def _notes(answer: Mapping[str, Any], style: Style) -> Iterator[tuple[str, str]]:
    from endpointlint.report.escape import visible

    if not answer["valid"]:
        problem = answer["problem"]
        said = f"{visible(problem['message'])}, at character {problem['offset'] + 1} ({problem['kind']})"
        yield "no regex", style.warn(said)
        return
    yield "pinned", _pinned(answer["pinned"], style)
    owners = ", ".join(map(visible, answer["owners"])) or "none is spelled out"
    yield "owners", owners + ("" if answer["owners_complete"] or answer["dead"] else ", and others")
    yield "reaches", "nothing: no URL matches" if answer["dead"] else _reaches(answer)
    if not answer["dead"]:
        yield "addresses", _addresses(answer["addresses"])
    yield "cost", _cost(answer["cost"], style)
    if not answer["accepted_by_release"]:
        yield "refused", f"OpenSearch {answer['opensearch']} does not take it"
    if not answer["exact"]:
        yield "exact", "no: some parts of it were only enclosed"


def _pinned(verdict: Mapping[str, Any], style: Style) -> str:
    from endpointlint.report.escape import visible

    match verdict["verdict"]:
        case "proved":
            return style.good("yes") + ", proved"
        case "refuted":
            witness = verdict["witness"]
            url, host, owner = (visible(witness[key]) for key in ("url", "host", "owner"))
            return f"{style.warn('no')}: {url} connects to {host}" + (f" (owner: {owner})" if owner != host else "")
        case _:
            return f"{style.warn(_NOT_KNOWN)}: {visible(verdict['reason'])}"


def _reaches(answer: Mapping[str, Any]) -> str:
    schemes, ports, userinfo = answer["schemes"], answer["ports"], answer["userinfo"]
    parts = [
        f"schemes {_NOT_KNOWN}" if schemes is None else " and ".join(schemes),
        {None: f"ports {_NOT_KNOWN}", "default": "default port", "any": "any port"}.get(ports)
        if ports is None or isinstance(ports, str)
        else f"ports {', '.join(map(str, ports))}",
        {None: f"user names {_NOT_KNOWN}", True: "with a user name", False: "no user name"}[userinfo],
    ]
    return ", ".join(str(part) for part in parts)


def _addresses(kinds: Mapping[str, bool | None]) -> str:
    names = {"loopback": "loopback", "link_local": "link-local", "private": "private", "public_literal": "public"}
    reached = [name for key, name in names.items() if kinds[key]]
    unknown = [name for key, name in names.items() if kinds[key] is None]
    parts = [", ".join(reached) or "none"]
    if unknown:
        parts.append(f"{_NOT_KNOWN}: {', '.join(unknown)}")
    return "; ".join(parts)


def _cost(cost: Mapping[str, Any], style: Style) -> str:
    from endpointlint.report.escape import visible

    growth = cost["growth"]
    if growth == "unknown":
        said = f"{style.warn(_NOT_KNOWN)}: {visible(cost['reason'])}"
    elif growth == "linear":
        said = "linear in the length of the text"
    else:
        named = _GROWTH.get(cost.get("degree"), f"a power of {cost.get('degree')}")
        said = f"{style.warn(named)}, as in {_pump(cost['pump'])}"
    match cost["stack"]:
        case "grows":
            return f"{said}; {style.warn('the stack overflows')}, as in {_pump(cost['overflow'])}"
        case None:
            return f"{said}; stack {_NOT_KNOWN}"
        case _:
            return said


_GROWTH = {None: "exponential", 2: "quadratic", 3: "cubic"}


def _pump(pump: Mapping[str, str]) -> str:
    from endpointlint.query.claim import Pump
    from endpointlint.report.escape import visible

    return visible(str(Pump(pump["prefix"], pump["repeat"], pump["suffix"])))
