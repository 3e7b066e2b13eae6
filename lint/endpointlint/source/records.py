"""`dataclass`, `field` and `replace` of the standard library, without their price at every start.

A frozen data class with slots costs `dataclasses` half a millisecond, for it compiles each method by itself, and the
module brings `inspect` along; this program has hundreds and makes instances of few in any one run. Here a method is
compiled when it is first called. Type checkers see the real ones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__all__ = ["dataclass", "field", "replace"]

if TYPE_CHECKING:
    from dataclasses import dataclass, field, replace
else:
    from types import MemberDescriptorType

    _MISSING = object()
    _NO_ARGUMENT = object()
    """The default of a parameter whose field has a factory."""

    def dataclass(cls=None, /, **options):
        """As `dataclasses.dataclass`, of whose options `frozen`, `slots`, `eq`, `order` and `unsafe_hash` are known."""
        return _process(cls) if cls is not None else lambda cls: _process(cls, **options)

    def field(*, default=_MISSING, default_factory=_MISSING, init=True, repr=True, compare=True):  # noqa: A002
        """As `dataclasses.field`."""
        return _Field(default, default_factory, init, repr, compare)

    def replace(obj, /, **changes):
        """As `dataclasses.replace`."""
        for name, found in obj.__record__.items():
            if not found.init:
                if name in changes:
                    raise ValueError(f"field {name} is declared with init=False")
            elif name not in changes:
                changes[name] = getattr(obj, name)
        return obj.__class__(**changes)

    class _Field:
        """What is known of one field."""

        __slots__ = ("compare", "default", "factory", "init", "repr")

        def __init__(self, default=_MISSING, factory=_MISSING, init=True, shown=True, compare=True):
            self.default = default
            self.factory = factory
            self.init = init
            self.repr = shown
            self.compare = compare

    class _Method:
        """Stands in a class for a method until it is asked for."""

        __slots__ = ("name", "owner", "write")

        def __init__(self, name, write):
            self.name = name
            self.write = write
            self.owner = None

        def __get__(self, instance, cls):
            names = {}
            exec(self.write(self.owner, names), names)  # noqa: S102 - of names of fields, which are identifiers
            method = names[self.name]
            method.__qualname__ = f"{self.owner.__qualname__}.{self.name}"
            method.__module__ = self.owner.__module__
            setattr(self.owner, self.name, method)
            return method.__get__(instance, cls)

    class _Fields:
        """What `dataclasses` keeps about a class, made by itself when somebody there asks for it."""

        def __get__(self, instance, cls):
            import dataclasses

            fields = []
            for name, found in cls.__record__.items():
                known = {key: getattr(found, key) for key in ("init", "repr", "compare")}
                if found.default is not _MISSING:
                    known["default"] = found.default
                elif found.factory is not _MISSING:
                    known["default_factory"] = found.factory
                fields.append((name, object, dataclasses.field(kw_only=True, **known)))
            made = dataclasses.make_dataclass(cls.__name__, fields).__dataclass_fields__
            owner = next(base for base in cls.__mro__ if "__record__" in base.__dict__)
            owner.__dataclass_fields__ = made
            return made

    def _process(cls, *, frozen=False, slots=False, eq=True, order=False, unsafe_hash=False):
        fields = {}
        for base in reversed(cls.__mro__[1:]):
            fields.update(base.__dict__.get("__record__", ()))
        own = {}
        for name, kind in cls.__annotations__.items():
            if not str(kind).removeprefix("typing.").startswith("ClassVar"):
                default = cls.__dict__.get(name, _MISSING)
                own[name] = default if isinstance(default, _Field) else _Field(default)
        fields.update(own)

        methods = {"__init__": _write_init, "__repr__": _write_repr}
        if eq:
            methods["__eq__"] = _comparison("__eq__", "==")
        if order:
            methods.update((name, _comparison(name, operator)) for name, operator in _COMPARISONS.items())
        if unsafe_hash or (eq and frozen):
            methods["__hash__"] = _write_hash
        made = {name: _Method(name, write) for name, write in methods.items() if name not in cls.__dict__}
        added = {
            **made,
            "__record__": fields,
            "__dataclass_fields__": _Fields(),
            "__match_args__": tuple(name for name, found in fields.items() if found.init),
        }
        if eq and not (frozen or unsafe_hash) and "__hash__" not in cls.__dict__:
            added["__hash__"] = None
        if frozen:
            added.update(__setattr__=_refuse_to_set, __delattr__=_refuse_to_delete)
        if slots:
            cls = _with_slots(cls, own, added, frozen=frozen)
        else:
            for name, found in own.items():
                if found.default is not _MISSING:
                    setattr(cls, name, found.default)
                elif name in cls.__dict__:
                    delattr(cls, name)
            for name, value in added.items():
                setattr(cls, name, value)
        for method in made.values():
            method.owner = cls
        return cls

    def _with_slots(cls, own, added, *, frozen):
        """The class again, for slots cannot be added to one that is there."""
        members = {
            name: value
            for name, value in cls.__dict__.items()
            if name not in own and name not in ("__dict__", "__weakref__")
        }
        inherited = {name for base in cls.__mro__[1:] for name in getattr(base, "__slots__", ())}
        members["__slots__"] = tuple(name for name in own if name not in inherited)
        if frozen:
            members.setdefault("__getstate__", _state)
            members.setdefault("__setstate__", _restore)
        new = type(cls)(cls.__name__, cls.__bases__, {**members, **added})
        new.__qualname__ = cls.__qualname__
        return new

    def _refuse_to_set(self, name, value):
        from dataclasses import FrozenInstanceError

        raise FrozenInstanceError(f"cannot assign to field {name!r}")

    def _refuse_to_delete(self, name):
        from dataclasses import FrozenInstanceError

        raise FrozenInstanceError(f"cannot delete field {name!r}")

    def _state(self):
        return [getattr(self, name) for name in self.__record__]

    def _restore(self, state):
        for name, value in zip(self.__record__, state, strict=True):
            object.__setattr__(self, name, value)

    # what the methods say

    def _write_init(cls, names):
        parameters, lines = ["self"], []
        for name, found in cls.__record__.items():
            value = name
            if found.factory is not _MISSING:
                names |= {f"_make_{name}": found.factory, "_none": _NO_ARGUMENT}
                value = f"_make_{name}() if {name} is _none else {name}" if found.init else f"_make_{name}()"
                parameter = f"{name}=_none"
            elif found.default is not _MISSING:
                names[f"_default_{name}"] = found.default
                value = name if found.init else f"_default_{name}"
                parameter = f"{name}=_default_{name}"
            elif found.init:
                parameter = name
            else:
                continue
            if found.init:
                parameters.append(parameter)
            lines.append(_assignment(cls, name, value, names))
        if hasattr(cls, "__post_init__"):
            lines.append("self.__post_init__()")
        return f"def __init__({', '.join(parameters)}):\n" + "".join(f"  {line}\n" for line in lines or ["pass"])

    def _assignment(cls, name, value, names):
        if cls.__setattr__ is not _refuse_to_set:
            return f"self.{name} = {value}"
        slot = getattr(cls, name, None)
        if isinstance(slot, MemberDescriptorType):
            names[f"_set_{name}"] = slot.__set__
            return f"_set_{name}(self, {value})"
        names["_set"] = object.__setattr__
        return f"_set(self, {name!r}, {value})"

    def _write_repr(cls, names):
        shown = ", ".join(f"{name}={{self.{name}!r}}" for name, found in cls.__record__.items() if found.repr)
        return f"def __repr__(self):\n  return f'{{self.__class__.__qualname__}}({shown})'\n"

    def _values(cls, of):
        return "(" + "".join(f"{of}.{name}, " for name, found in cls.__record__.items() if found.compare) + ")"

    def _write_hash(cls, names):
        return f"def __hash__(self):\n  return hash({_values(cls, 'self')})\n"

    def _comparison(name, operator):
        def write(cls, names):
            return (
                f"def {name}(self, other):\n  if other.__class__ is not self.__class__:\n    return NotImplemented\n"
                f"  return {_values(cls, 'self')} {operator} {_values(cls, 'other')}\n"
            )

        return write

    _COMPARISONS = {"__lt__": "<", "__le__": "<=", "__gt__": ">", "__ge__": ">="}
