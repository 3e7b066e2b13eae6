"""Answers for other programs: one request, already decoded, to one object of the JSON contract.

The shapes are those that `endpointlint schema` prints; the field names and their meaning are a contract.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from endpointlint.automata.budget import DEFAULT_BUDGET, Budget
from endpointlint.javaregex.ast import Pattern
from endpointlint.javaregex.parse import parse
from endpointlint.javaregex.problems import PatternProblem
from endpointlint.policy.enforcement import Enforcement, enforcement
from endpointlint.policy.model import ListSetting
from endpointlint.policy.release import NEWEST, Release
from endpointlint.query.claim import Operation, Pump
from endpointlint.query.cost import (
    Bounded,
    Cost,
    Exponential,
    Grows,
    Linear,
    Polynomial,
    UnknownGrowth,
    UnknownStack,
    cost,
)
from endpointlint.query.facts import Ports
from endpointlint.query.inclusion import included
from endpointlint.query.language import Language
from endpointlint.query.reach import Reach
from endpointlint.query.verdict import Proved, Refuted, Unknown, Verdict
from endpointlint.source.records import dataclass, replace
from endpointlint.url import suffix
from endpointlint.url.client import dialled
from endpointlint.url.special import AddressKind

SCHEMA_VERSION = 1
JAVA_VERSIONS = (11, 17, 21, 25)

Answer = dict[str, object]


class RequestError(ValueError):
    """A request that cannot be read; its text says why."""


@dataclass(frozen=True, slots=True)
class Defaults:
    """What holds for a request that does not say otherwise."""

    release: Release = NEWEST
    java: int | None = None
    operation: Operation = Operation.MATCHES
    budget: Budget = DEFAULT_BUDGET

    @property
    def enforcement(self) -> Enforcement:
        """What the release does."""
        return enforcement(self.release)

    @property
    def java_tables(self) -> int:
        """The JDK whose regexes are meant."""
        return self.java or self.enforcement.java_tables


def reach_answer(request: object, defaults: Defaults) -> Answer:
    """What one pattern reaches.

    Args:
        request: a pattern, or an object with `pattern` and perhaps `java`, `opensearch`, `operation`.
        defaults: for what the request leaves out.

    Raises:
        RequestError: the request is neither.
    """
    if isinstance(request, str):
        text, asked = request, defaults
    else:
        fields = _object(request, {"pattern", "java", "opensearch", "operation"})
        text, asked = _text(fields, "pattern"), _asked(fields, defaults)
    answer: Answer = {
        "schema_version": SCHEMA_VERSION,
        "pattern": text,
        "opensearch": str(asked.release),
        "java": asked.java_tables,
        "operation": asked.operation.value,
    }
    parsed = _parsed(text, asked.java_tables)
    if isinstance(parsed, PatternProblem):
        problem = {"kind": parsed.kind.value, "message": parsed.message, "offset": parsed.offset}
        return {**answer, "valid": False, "problem": problem}
    refusal = asked.enforcement.refusal(ListSetting.TRUSTED_ENDPOINTS, text)
    reach = Reach(Language(parsed, operation=asked.operation, budget=asked.budget))
    pinned, owners = _pinned(reach)
    dead = reach.is_dead
    return {
        **answer,
        "valid": True,
        "accepted_by_release": refusal is None,
        "exact": reach.language.exact,
        "pinned": pinned,
        "dead": _or_null(dead),
        "schemes": _or_null(reach.schemes),
        "ports": _ports(reach),
        "userinfo": _or_null(reach.userinfo),
        "owners": owners,
        "owners_complete": isinstance(reach.pinning.verdict, Proved),
        "addresses": _addresses(reach),
        "cost": _cost(cost(parsed, asked.operation, asked.budget)),
    }


def why_answer(request: object, defaults: Defaults) -> Answer:
    """Which of some patterns accept a text, and what the connector client makes of it.

    Args:
        request: an object with `url`, `patterns` and perhaps `java`, `opensearch`, `operation`.
        defaults: for what the request leaves out.

    Raises:
        RequestError: the request is no such object.
    """
    fields = _object(request, {"url", "patterns", "java", "opensearch", "operation"})
    url, patterns, asked = _text(fields, "url"), _texts(fields, "patterns"), _asked(fields, defaults)
    entries: list[Answer] = []
    for text in patterns:
        parsed = _parsed(text, asked.java_tables)
        if isinstance(parsed, PatternProblem):
            entries.append({"pattern": text, "valid": False, "matches": None})
            continue
        accepted = Language(parsed, operation=asked.operation, budget=asked.budget).accepts(combined(url))
        matches = None if isinstance(accepted, Unknown) else accepted
        entries.append({"pattern": text, "valid": True, "matches": matches})
    client = _client(url)
    return {
        "schema_version": SCHEMA_VERSION,
        "url": url,
        "client": client,
        "trusted": client["accepted"] is True and any(entry["matches"] is True for entry in entries),
        "entries": entries,
    }


def diff_answer(request: object, defaults: Defaults) -> Answer:
    """What a new list of patterns trusts that an old one did not, and the other way round.

    Args:
        request: an object with `old`, `new`, perhaps `over` (`urls` or `strings`), `java`, `opensearch`, `operation`.
        defaults: for what the request leaves out.

    Raises:
        RequestError: the request is no such object, or a pattern in it is no regex.
    """
    fields = _object(request, {"old", "new", "over", "java", "opensearch", "operation"})
    asked = _asked(fields, defaults)
    over = fields.get("over", "urls")
    if over not in ("urls", "strings"):
        raise RequestError("over: neither urls nor strings")
    urls = over == "urls"
    old, new = (_languages(_texts(fields, key), key, asked) for key in ("old", "new"))
    return {
        "schema_version": SCHEMA_VERSION,
        "nothing_added": _difference(included(new, old, urls=urls, budget=asked.budget), urls=urls),
        "nothing_removed": _difference(included(old, new, urls=urls, budget=asked.budget), urls=urls),
    }


def combined(text: str) -> str:
    """A text as Java's code points: the halves of a surrogate pair joined; lone surrogates stay."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


@lru_cache(maxsize=4096)
def _parsed(text: str, java: int) -> Pattern | PatternProblem:
    try:
        return parse(text, java)
    except PatternProblem as problem:
        return problem


def _languages(texts: Sequence[str], key: str, asked: Defaults) -> list[Language]:
    out: list[Language] = []
    for text in texts:
        parsed = _parsed(text, asked.java_tables)
        if isinstance(parsed, PatternProblem):
            raise RequestError(f"{key}: {text!r} is no regex: {parsed}")
        out.append(Language(parsed, operation=asked.operation, budget=asked.budget))
    return out


def _pinned(reach: Reach) -> tuple[Answer, list[str]]:
    owners = list(reach.pinning.owners)
    match reach.pinning.verdict:
        case Proved():
            return {"verdict": "proved"}, owners
        case Refuted(foreign):
            witness = {"url": foreign.url, "host": foreign.host, "owner": foreign.owner}
            return {"verdict": "refuted", "witness": witness}, owners
        case Unknown(reason):
            return {"verdict": "unknown", "reason": reason}, owners


def _or_null(value: object) -> object:
    if isinstance(value, Unknown):
        return None
    return list(value) if isinstance(value, tuple) else value  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]


def _ports(reach: Reach) -> object:
    ports = reach.ports
    if isinstance(ports, Unknown):
        return None
    if ports.any:
        return "any"
    if not ports.explicit:
        return "default"
    return sorted(ports.explicit | _implied(reach, ports))


def _implied(reach: Reach, ports: Ports) -> frozenset[int]:
    implied = reach.default_ports if ports.default else frozenset[int]()
    return frozenset() if isinstance(implied, Unknown) else implied


def _addresses(reach: Reach) -> Answer:
    groups = {
        "loopback": (AddressKind.LOOPBACK,),
        "link_local": (AddressKind.LINK_LOCAL,),
        "private": (AddressKind.PRIVATE,),
        "public_literal": (AddressKind.PUBLIC, AddressKind.SPECIAL),
    }
    out: Answer = {}
    for name, kinds in groups.items():
        host = reach.address(*kinds)
        out[name] = None if isinstance(host, Unknown) else host is not None
    return out


def _cost(found: Cost) -> Answer:
    out: Answer = {}
    match found.growth:
        case Linear():
            out["growth"] = "linear"
        case Polynomial(degree, pump):
            out.update(growth="polynomial", degree=degree, pump=_pump(pump))
        case Exponential(pump):
            out.update(growth="exponential", pump=_pump(pump))
        case UnknownGrowth(reason):
            out.update(growth="unknown", reason=reason)
    match found.stack:
        case Bounded():
            out["stack"] = "bounded"
        case Grows(overflow):
            out.update(stack="grows", overflow=_pump(overflow))
        case UnknownStack():
            out["stack"] = None
    return out


def _pump(pump: Pump) -> Answer:
    return {"prefix": pump.prefix, "repeat": pump.repeat, "suffix": pump.suffix}


def _client(url: str) -> Answer:
    seen = dialled(url)
    if isinstance(seen, str):
        return {"accepted": False, "reason": seen}
    owner = suffix.owner(seen.host)
    return {"accepted": True, "scheme": seen.scheme, "host": seen.host, "port": seen.port, "owner": owner}


def _difference(verdict: Verdict[str], *, urls: bool) -> Answer:
    match verdict:
        case Proved():
            return {"verdict": "proved"}
        case Unknown(reason):
            return {"verdict": "unknown", "reason": reason}
        case Refuted(text):
            seen = dialled(text) if urls else None
            if seen is None or isinstance(seen, str):
                return {"verdict": "refuted", "witness": {"text": text}}
            witness = {"url": text, "host": seen.host, "owner": suffix.owner(seen.host)}
            return {"verdict": "refuted", "witness": witness}


def _object(request: object, allowed: set[str]) -> Mapping[str, object]:
    if not isinstance(request, dict):
        raise RequestError("neither a text nor an object" if "pattern" in allowed else "no object")
    fields: dict[str, object] = {str(key): value for key, value in request.items()}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    if unknown := sorted(set(fields) - allowed):
        raise RequestError(f"no field named {', '.join(unknown)}; there are {', '.join(sorted(allowed))}")
    return fields


def _text(fields: Mapping[str, object], key: str) -> str:
    value = fields.get(key)
    if not isinstance(value, str):
        raise RequestError(f"{key}: no text")
    return value


def _texts(fields: Mapping[str, object], key: str) -> list[str]:
    value = fields.get(key)
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):  # pyright: ignore[reportUnknownVariableType]
        raise RequestError(f"{key}: no list of texts")
    return [str(item) for item in value]  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]


def _asked(fields: Mapping[str, object], defaults: Defaults) -> Defaults:
    asked = defaults
    if "opensearch" in fields:
        try:
            asked = replace(asked, release=Release.parse(_text(fields, "opensearch")))
        except ValueError as error:
            raise RequestError(f"opensearch: {error}") from None
    if "java" in fields:
        java = fields["java"]
        if type(java) is not int or java not in JAVA_VERSIONS:
            raise RequestError(f"java: not one of {', '.join(map(str, JAVA_VERSIONS))}")
        asked = replace(asked, java=java)
    if "operation" in fields:
        try:
            asked = replace(asked, operation=Operation(_text(fields, "operation")))
        except ValueError:
            raise RequestError("operation: neither matches nor find") from None
    return asked
