"""Our `dataclass` makes the classes that `dataclasses` makes."""

from __future__ import annotations

import copy
import dataclasses
import itertools
import pickle
from collections.abc import Callable
from typing import Any, ClassVar

import pytest

from endpointlint.source import records

OPTIONS = [
    {},
    {"frozen": True},
    {"slots": True},
    {"frozen": True, "slots": True},
    {"frozen": True, "slots": True, "order": True},
    {"frozen": True, "slots": True, "eq": False},
    {"eq": False},
    {"unsafe_hash": True},
]


def shapes(dataclass: Callable[..., Any], field: Callable[..., Any], options: dict[str, Any]) -> list[type]:
    """Classes of every shape that there is in the house, made by one of the two."""

    @dataclass(**options)
    class Empty:
        """Nothing."""

    @dataclass(**options)
    class Plain:
        """Two fields, one of them with a default."""

        left: int
        right: str = "x"
        known: ClassVar[int] = 3

        @property
        def both(self) -> str:
            return f"{self.left}{self.right}"

    @dataclass(**options)
    class Derived(Plain):
        """One more."""

        more: tuple[int, ...] = ()

    @dataclass(**options)
    class Made:
        """Fields with everything that `field` knows."""

        left: int
        seen: list[int] = field(default_factory=list, compare=False)
        hidden: str = field(default="h", repr=False)
        later: int = field(default=7, init=False)

        def __repr__(self) -> str:
            return f"<{self.left}>"

    return [Empty, Plain, Derived, Made]


ARGUMENTS: list[tuple[tuple[Any, ...], dict[str, Any]]] = [
    ((), {}),
    ((1,), {}),
    ((1, "y"), {}),
    ((2,), {"right": "y"}),
    ((1, "y", (3,)), {}),
    ((), {"left": 1, "more": (4,)}),
    ((1, [5]), {}),
    ((1,), {"seen": [5], "hidden": "g"}),
    ((1,), {"later": 8}),
    ((1,), {"left": 1}),
]


def outcome(do: Callable[..., Any], *arguments: Any) -> Any:
    """What comes of something, with errors as their types."""
    try:
        return do(*arguments)
    except Exception as error:
        return type(error)


def made(classes: list[type]) -> list[list[Any]]:
    return [
        [outcome(lambda c, a, k: c(*a, **k), cls, positional, named) for positional, named in ARGUMENTS]
        for cls in classes
    ]


NAMES = ("left", "right", "seen", "hidden", "later", "both", "known", "unknown")


def seen(one: Any, replace: Callable[..., Any]) -> list[Any]:
    """All that can be told about an instance, or the error that there is instead of one."""
    if isinstance(one, type):
        return [one]

    def refuses(name: str) -> bool:
        return isinstance(outcome(setattr, copy.copy(one), name, 5), type)

    return [
        repr(one).rpartition(".")[2],
        *(outcome(getattr, one, name) for name in NAMES),
        isinstance(outcome(hash, one), type),
        *map(refuses, ("left", "unknown")),
        isinstance(outcome(delattr, copy.copy(one), "left"), type),
        outcome(lambda: repr(replace(one, left=9)).rpartition(".")[2]),
        outcome(lambda: repr(replace(one, later=9)).rpartition(".")[2]),
    ]


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_classes_behave_alike(options: dict[str, Any]) -> None:
    ours = shapes(records.dataclass, records.field, options)
    theirs = shapes(dataclasses.dataclass, dataclasses.field, options)
    for our, their in zip(ours, theirs, strict=True):
        for name in ("__match_args__", "__slots__", "__doc__", "__qualname__", "__module__"):
            assert getattr(our, name, None) == getattr(their, name, None)
        assert dataclasses.is_dataclass(our)
        assert [f.name for f in dataclasses.fields(our)] == [f.name for f in dataclasses.fields(their)]
    for our_made, their_made in zip(made(ours), made(theirs), strict=True):
        for one, other in zip(our_made, their_made, strict=True):
            assert seen(one, records.replace) == seen(other, dataclasses.replace)
        for first, second in itertools.product(range(len(ARGUMENTS)), repeat=2):
            for name in ("__eq__", "__lt__", "__ge__"):
                ours_says, theirs_says = (
                    outcome(getattr(one[first], name, len), one[second]) for one in (our_made, their_made)
                )
                assert ours_says == theirs_says or isinstance(our_made[first], type)


def test_the_standard_library_copies_them_with_changes() -> None:
    assert dataclasses.replace(Kept(1), left=2) == Kept(2)
    assert dataclasses.asdict(Kept(1, (2,))) == {"left": 1, "right": (2,)}


@records.dataclass(frozen=True, slots=True)
class Kept:
    left: int
    right: tuple[int, ...] = ()


def test_copies_and_pickles() -> None:
    kept = Kept(1, (2,))
    assert copy.copy(kept) == copy.deepcopy(kept) == pickle.loads(pickle.dumps(kept)) == kept
    match kept:
        case Kept(left, right=right):
            assert (left, right) == (1, (2,))


def test_methods_are_made_when_they_are_called() -> None:
    @records.dataclass(frozen=True, slots=True)
    class Late:
        left: int

    def waiting() -> set[str]:
        return {name for name, value in vars(Late).items() if type(value).__name__ == "_Method"}

    assert waiting() == {"__init__", "__repr__", "__eq__", "__hash__"}
    assert Late(1) == Late(1)
    assert waiting() == {"__repr__", "__hash__"}
    assert {Late(1), Late(1)} == {Late(1)}
    assert repr(Late(1)).endswith("Late(left=1)")
    assert waiting() == set()
