"""Frozen, slotted dataclasses that are made quickly, for a program that has many and runs briefly.

The names, the arguments and the meaning are those of `dataclasses`, and type checkers see those. What
`dataclasses` writes and compiles for every class anew, the methods here do for all of them: that is a
tenth of the work when a class is made, and hardly more when an instance is. Left out is what is not
needed here: every class is slotted, has no bases and compares by its fields.
"""

from collections.abc import Callable, Mapping
from dataclasses import FrozenInstanceError
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

__all__ = ["dataclass", "field", "fields", "is_dataclass", "replace"]

_T = TypeVar("_T")

_REQUIRED: Final = object()
"""The default of a field that has none."""


class _Field:
    """What is known of a field: its default, and in which of the methods it has a part."""

    __slots__ = ("compare", "default", "default_factory", "init", "name", "repr")

    def __init__(
        self,
        default: object,
        default_factory: Callable[[], object] | None,
        init: bool,
        repr: bool,
        compare: bool,
    ) -> None:
        self.name = ""
        self.default = default
        self.default_factory = default_factory
        self.init = init
        self.repr = repr
        self.compare = compare


def _field(
    *,
    default: object = _REQUIRED,
    default_factory: Callable[[], object] | None = None,
    init: bool = True,
    repr: bool = True,
    compare: bool = True,
) -> Any:
    return _Field(default, default_factory, init, repr, compare)


def _dataclass(*, slots: bool, frozen: bool = False) -> Callable[[type[_T]], type[_T]]:
    return (lambda cls: _made(cls, frozen)) if slots else _refuse


def _refuse(cls: type) -> Any:
    raise TypeError(f"{cls.__name__}: write slots=True")


def _made(cls: type[_T], frozen: bool) -> type[_T]:
    """The class once more, with slots and methods."""
    if cls.__bases__ != (object,) or "__eq__" in cls.__dict__:
        raise TypeError(f"{cls.__name__}: bases and an equality of its own are not provided for")
    space = {key: value for key, value in cls.__dict__.items() if key not in ("__dict__", "__weakref__")}
    found = tuple(_found(name, space) for name in cls.__annotations__)
    space["__qualname__"] = cls.__qualname__
    space["__slots__"] = tuple([each.name for each in found])
    space["__match_args__"] = tuple([each.name for each in found if each.init])
    space["__record_fields__"] = found
    _add_comparison(space, found, frozen)
    _add_representation(space, found)
    if frozen:
        space |= _FROZEN
    made: Any = type(cls.__name__, cls.__bases__, space)
    made.__init__ = _initialiser(made, found)
    return cast("type[_T]", made)


def _found(name: str, space: dict[str, Any]) -> _Field:
    value = space.pop(name, _REQUIRED)
    here = value if isinstance(value, _Field) else _Field(value, None, True, True, True)
    here.name = name
    return here


# ── The methods ─────────────────────────────────────────────────────────────────────────────────


def _initialiser(cls: type, found: tuple[_Field, ...]) -> Callable[..., None]:
    """`__init__`: the values in the order of the fields, by position or by name."""
    taken = tuple([each for each in found if each.init])
    setters = tuple([getattr(cls, each.name).__set__ for each in taken])
    count = len(taken)
    after = [cls.__post_init__] if hasattr(cls, "__post_init__") else []
    tails = _tails(taken)

    def initialise(self: Any, /, *values: Any, **named: Any) -> None:
        given = len(values)
        if named or given != count:
            values = (
                values + tails[given]
                if given in tails and not named
                else _completed(cls, taken, values, named)
            )
        for put, value in zip(setters, values):  # noqa: B905 - of one length, and this line is the hot one
            put(self, value)

    def initialise_more(self: Any, /, *values: Any, **named: Any) -> None:
        initialise(self, *values, **named)
        for step in after:
            step(self)

    return initialise_more if after else initialise


def _tails(taken: tuple[_Field, ...]) -> dict[int, tuple[Any, ...]]:
    """By the number of values that are given: the defaults of all others, where these have one."""
    tails: dict[int, tuple[Any, ...]] = {}
    tail: tuple[Any, ...] = ()
    for at in reversed(range(len(taken))):
        if taken[at].default is _REQUIRED:
            break
        tail = (taken[at].default, *tail)
        tails[at] = tail
    return tails


def _completed(
    cls: type, taken: tuple[_Field, ...], values: tuple[Any, ...], named: dict[str, Any]
) -> tuple[Any, ...]:
    """The given values and the defaults of all others."""
    rest = [_value(cls, each, named) for each in taken[len(values) :]]
    if named or len(values) > len(taken):
        wrong = ", ".join(named) or f"{len(values)} values"
        raise TypeError(f"{cls.__name__} does not take {wrong}")
    return (*values, *rest)


def _value(cls: type, here: _Field, named: dict[str, Any]) -> Any:
    if here.name in named:
        return named.pop(here.name)
    if here.default_factory is not None:
        return here.default_factory()
    if here.default is _REQUIRED:
        raise TypeError(f"{cls.__name__} needs {here.name}")
    return here.default


def _add_comparison(space: dict[str, Any], found: tuple[_Field, ...], frozen: bool) -> None:
    """`__eq__`, and `__hash__` to go with it: the class and the fields that compare."""
    key = _key([each.name for each in found if each.compare])

    def equal(self: Any, other: Any) -> Any:
        return key(self) == key(other) if self.__class__ is other.__class__ else NotImplemented

    def hashed(self: Any) -> int:
        return hash(key(self))

    space["__eq__"] = equal
    space["__hash__"] = hashed if frozen else None


def _key(names: list[str]) -> Callable[[Any], tuple[Any, ...]]:
    """The values under some names, as a tuple."""
    match names:
        case []:
            return lambda _: ()
        case [name]:
            get = attrgetter(name)
            return lambda record: (get(record),)
        case _:
            return attrgetter(*names)


def _add_representation(space: dict[str, Any], found: tuple[_Field, ...]) -> None:
    names = [each.name for each in found if each.repr]

    def representation(self: Any) -> str:
        inside = ", ".join([f"{name}={getattr(self, name)!r}" for name in names])
        return f"{self.__class__.__qualname__}({inside})"

    space.setdefault("__repr__", representation)


def _refuse_to_set(self: Any, name: str, value: Any) -> None:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_to_delete(self: Any, name: str) -> None:
    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _state(self: Any) -> list[Any]:
    return [getattr(self, each.name) for each in self.__record_fields__]


def _restore(self: Any, state: list[Any]) -> None:
    for each, value in zip(self.__record_fields__, state, strict=True):
        object.__setattr__(self, each.name, value)


_FROZEN: Final[Mapping[str, Callable[..., Any]]] = {
    "__setattr__": _refuse_to_set,
    "__delattr__": _refuse_to_delete,
    "__getstate__": _state,
    "__setstate__": _restore,
}


# ── What can be asked of them ───────────────────────────────────────────────────────────────────


def _is_dataclass(thing: object) -> bool:
    return hasattr(thing, "__record_fields__")


def _fields(thing: Any) -> tuple[_Field, ...]:
    found: tuple[_Field, ...] = thing.__record_fields__
    return found


def _replace(record: Any, /, **changes: Any) -> Any:
    """The same but for the changes."""
    names = record.__match_args__
    values = [changes.pop(name) if name in changes else getattr(record, name) for name in names]
    return record.__class__(*values, **changes)


if TYPE_CHECKING:
    from dataclasses import dataclass, field, fields, is_dataclass, replace
else:
    dataclass, field, fields, is_dataclass, replace = _dataclass, _field, _fields, _is_dataclass, _replace
