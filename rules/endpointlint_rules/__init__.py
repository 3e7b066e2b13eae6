"""The built-in rules of endpointlint, in reading order.

`endpointlint` itself loads only those that have something to look at: `on_policies`, `on_connectors`, `on_access`.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from endpointlint.rule import AnyRule

    RULES: tuple[AnyRule, ...]

__all__ = ["RULES"]


def __getattr__(name: str) -> "tuple[AnyRule, ...]":
    if name != "RULES":
        raise AttributeError(f"module {__name__} has no attribute {name}")
    from endpointlint_rules import on_access, on_connectors, on_policies

    return (*on_policies.RULES, *on_connectors.RULES, *on_access.RULES)
