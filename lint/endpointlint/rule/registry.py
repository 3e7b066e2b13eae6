"""Finding the rules: the built-in collection, and those that the configuration names."""

from __future__ import annotations

import os
from collections.abc import Iterable
from importlib import import_module

from endpointlint.rule.kinds import AnyRule, RuleError

BUILT_IN = "endpointlint_rules"
_ON_POLICIES = "on_policies"
_ON_CONNECTORS = "on_connectors"
_ON_ACCESS = "on_access"
_GROUP = "endpointlint.rules"
_SWITCH = "ENDPOINTLINT_NO_PLUGINS"


def load_rules(collections: Iterable[str] = (), *, connectors: bool = True, access: bool = True) -> tuple[AnyRule, ...]:
    """The rules of the built-in collection and of installed ones that are named, in the order of their collections.

    An installed package that is not named changes nothing. `ENDPOINTLINT_NO_PLUGINS=1` leaves the built-in rules only.

    Args:
        collections: names of installed collections.
        connectors: load the built-in rules on connectors; some milliseconds.
        access: load the built-in rules on the security plugin; some milliseconds.

    Raises:
        RuleError: a collection is not installed or does not load, or a name is claimed twice.
    """
    parts = [_ON_POLICIES, *[_ON_CONNECTORS] * connectors, *[_ON_ACCESS] * access]
    rules = [rule for part in parts for rule in _rules_of(BUILT_IN, import_module(f"{BUILT_IN}.{part}").RULES)]
    wanted = list(collections)
    if wanted and not os.environ.get(_SWITCH):
        from importlib.metadata import entry_points

        installed = {point.name: point for point in entry_points(group=_GROUP)}
        for name in wanted:
            if name not in installed:
                raise RuleError(f"no collection of rules named {name} is installed")
            try:
                loaded: object = installed[name].load()
            except Exception as error:
                raise RuleError(f"the collection {name} does not load: {error}") from error
            rules.extend(_rules_of(name, loaded))
    seen: set[str] = set()
    for rule in rules:
        if rule.name in seen:
            raise RuleError(f"two rules are named {rule.name}")
        seen.add(rule.name)
    return tuple(rules)


def _rules_of(collection: str, value: object) -> list[AnyRule]:
    if not isinstance(value, (tuple, list)):
        raise RuleError(f"the collection {collection} is no tuple of rules")
    out: list[AnyRule] = []
    for item in value:  # pyright: ignore[reportUnknownVariableType]
        if not isinstance(item, AnyRule):
            raise RuleError(f"the collection {collection} holds something that is no rule: {item!r}")
        out.append(item)
    return out
