"""How one field of Config is declared: once, for the check, the URL and the widget alike.

`number`, `integer`, `choice`, `choices`, `switch` and `layers` stand where a dataclass has its
default; `fields_of` collects the declarations. A `Field` knows what is legal (`check`), reads a value
from text (`parse`) and writes it as text (`write`); `parse(write(value)) == value` exactly.
"""

import dataclasses
import numbers
from collections.abc import Iterable, Mapping
from functools import cache
from math import ceil, floor, log10
from typing import Any, ClassVar

import numpy as np

NOTHING = "none"
"""What an empty list is called in a link, where an empty text would look like a slip."""

LONGEST = 60

COARSE = (1, 3)
"""Where a slider rests in each decade: steps that are felt, and that all pages share."""

FINE = (1, 1.25, 1.6, 2, 2.5, 3.2, 4, 5, 6.3, 8)
"""Ten places, evenly spaced, where a small step makes a difference."""

LOWEST = 1e-5
"""The decade above 0 in a log range that has 0."""


def shown(value) -> str:
    """`value` as a sentence can carry it: its repr on one line, cut to 60 characters, never an error."""
    try:
        text = repr(value[:LONGEST] if isinstance(value, str) else value)
    except ValueError:  # Python refuses to write integers of more than 4300 digits
        text = "a very large number"
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def plain(number: float) -> str:
    """A number as people write it: 0.00001 and not 1e-05."""
    return np.format_float_positional(number, trim="-")


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class Field:
    """What is known of one field of Config; the subclasses are the kinds.

    name, label, help    in code and links; on the screen; one sentence for the hover
    kind                 "number" "integer" "choice" "choices" "switch" "layers"
    default              None where it depends on the other fields
    live                 a change acts at once; the others start the run anew
    low, high            closed range of a number, or of the units of each layer
    step                 the widget's step; None where `log`
    log                  the range spans decades; where `low` is 0 that is a stop of its own, below them
                         "to 1": decades of what is left to 1, which the range does not reach: 0.9, 0.99, …
    digits               where a slider rests in each decade
    unit                 what the number counts ("" if nothing)
    most                 largest number of layers
    table                the dict of legal names, name -> record with .label, .help, .formula
    """

    kind: ClassVar[str] = ""

    label: str
    help: str
    name: str = ""
    default: Any = None
    live: bool = False
    low: float | None = None
    high: float | None = None
    step: float | None = None
    log: bool | str = False
    digits: tuple[float, ...] = COARSE
    unit: str = ""
    most: int | None = None
    table: Mapping[str, Any] | None = None

    @property
    def legal(self) -> str:
        """What a value has to be, as the end of the sentence "… must be"."""
        raise NotImplementedError

    def stops(self) -> list[float]:
        """Where a slider for a number rests: every step of the range, or the `digits` of each decade, and both ends."""
        if self.log:
            to_one = self.log == "to 1"
            decades = range(floor(log10(1 - self.high if to_one else self.low or LOWEST)), ceil(log10(self.high)) + 1)
            inner = (float(f"{digit}e{decade}") for decade in decades for digit in self.digits)
            inner = (round(1 - stop, 10) for stop in inner) if to_one else inner
        else:
            step = self.step or (self.high - self.low) / 100
            inner = (round(self.low + k * step, 10) for k in range(ceil((self.high - self.low) / step)))
        stops = {self.low, self.high, *(stop for stop in inner if self.low <= stop <= self.high)}
        return sorted({round(stop) for stop in stops} if self.kind == "integer" else map(float, stops))

    def check(self, value):
        """`value` as plain Python (no NumPy scalars), or ValueError naming field, value and what is legal."""
        raise NotImplementedError

    def parse(self, text: str):
        """The value that `text` spells, checked; ValueError names the text as it came."""
        try:
            return self.check(self._read(text.strip()))
        except ValueError:
            raise self.error(text) from None

    def write(self, value) -> str:
        """`value` as text, a tuple item by item; `parse` is the inverse."""
        return ",".join(map(str, value)) or NOTHING if isinstance(value, tuple) else str(value)

    def error(self, value) -> ValueError:
        """The complaint about an illegal `value`, to be raised by the caller."""
        return ValueError(f"{self.name} = {shown(value)} must be {self.legal}")

    def _read(self, text: str):
        """Text to raw value, unchecked; ValueError if it cannot be one."""
        return text


class Number(Field):
    """A float in [low, high]. NaN, infinities and booleans are refused; −0 becomes 0."""

    kind = "number"

    @property
    def legal(self) -> str:
        return f"a number from {plain(self.low)} to {plain(self.high)}"

    def check(self, value) -> float:
        if not _in_range(value, self.low, self.high):
            raise self.error(value)
        return float(value) + 0.0  # −0 and 0 are equal, yet would give different links

    def write(self, value) -> str:
        return repr(value)  # the shortest text that reads back as the same float

    def _read(self, text: str) -> float:
        return float(text)


class Integer(Number):
    """A whole number in [low, high]; 3.0 is taken as 3, in text, too, and 3.5 is refused."""

    kind = "integer"

    @property
    def legal(self) -> str:
        return f"a whole number from {self.low} to {self.high}"

    def check(self, value) -> int:
        if not _in_range(value, self.low, self.high) or int(value) != value:
            raise self.error(value)
        return int(value)


class Choice(Field):
    """One name of the table."""

    kind = "choice"

    @property
    def legal(self) -> str:
        return f"one of {', '.join(self.table)}"

    def check(self, value) -> str:
        if not isinstance(value, str) or value not in self.table:
            raise self.error(value)
        return str(value)  # np.str_ becomes str


class PerLayer(Choice):
    """One name of the table, or a sequence with one name for each hidden layer (Config compares the counts)."""

    @property
    def legal(self) -> str:
        return f"one name, or one for each hidden layer, out of {', '.join(self.table)}"

    def check(self, value) -> str | tuple[str, ...]:
        if isinstance(value, str):
            return super().check(value)
        names = _items(value)
        if not names or not all(isinstance(name, str) and name in self.table for name in names):
            raise self.error(value)
        return tuple(map(str, names))

    def _read(self, text: str) -> str | list[str]:
        return _split(text) if "," in text else text


class Choices(Field):
    """Any of the table's names: a set, so it is stored in the table's order and each name once."""

    kind = "choices"

    @property
    def legal(self) -> str:
        return f"a list out of {', '.join(self.table)}"

    def check(self, value) -> tuple[str, ...]:
        names = _items(value)
        if names is None or not all(isinstance(name, str) and name in self.table for name in names):
            raise self.error(value)
        return tuple(name for name in self.table if name in names)

    def _read(self, text: str) -> list[str]:
        return _split(text)


class Switch(Field):
    """True or False; 0 and 1 are numbers, not switches."""

    kind = "switch"
    TEXTS: ClassVar = {"true": True, "false": False, "1": True, "0": False, "on": True, "off": False}

    @property
    def legal(self) -> str:
        return "true or false"

    def check(self, value) -> bool:
        if not isinstance(value, bool | np.bool_):
            raise self.error(value)
        return bool(value)

    def write(self, value) -> str:
        return str(value).lower()

    def _read(self, text: str) -> bool | str:
        return self.TEXTS.get(text.lower(), text)


class Layers(Field):
    """A tuple of at most `most` whole numbers in [low, high], the units of each hidden layer; () is no hidden layer."""

    kind = "layers"

    @property
    def legal(self) -> str:
        return f"a list of at most {self.most} whole numbers from {self.low} to {self.high}"

    def check(self, value) -> tuple[int, ...]:
        sizes = _items(value)
        legal = sizes is not None and len(sizes) <= self.most
        if not legal or not all(_in_range(n, self.low, self.high) and int(n) == n for n in sizes):
            raise self.error(value)
        return tuple(map(int, sizes))

    def _read(self, text: str) -> list[float]:
        return [float(size) for size in _split(text)]


def _in_range(value, low: float, high: float) -> bool:
    # Real covers int, float and NumPy's numbers; bool is an int for Python only. NaN fails both comparisons.
    return isinstance(value, numbers.Real) and not isinstance(value, bool) and bool(low <= value <= high)


def _items(value) -> list | None:
    """The items of a sequence or set; None for anything else, text and mappings included."""
    if isinstance(value, str | bytes | Mapping) or not isinstance(value, Iterable):
        return None
    try:
        return list(value)
    except TypeError:  # a NumPy array without dimensions claims to be iterable
        return None


def _split(text: str) -> list[str]:
    return [] if text == NOTHING else [item.strip() for item in text.split(",")]


def _declare(kind: type[Field], default, **known):
    return dataclasses.field(default=default, metadata={"field": kind(default=default, **known)})


def number(default, low, high, label, help, **more):
    """Declare a float in [low, high]. `more` are, here and below, other attributes of the Field: unit, live, step …"""
    return _declare(Number, default, low=low, high=high, label=label, help=help, **more)


def integer(default, low, high, label, help, *, step=1, **more):
    """Declare a whole number in [low, high]."""
    return _declare(Integer, default, low=low, high=high, label=label, help=help, step=step, **more)


def choice(default, table, label, help, *, per_layer=False, **more):
    """Declare one name of `table`; `per_layer` allows a tuple of one name per hidden layer as well."""
    return _declare(PerLayer if per_layer else Choice, default, table=table, label=label, help=help, **more)


def choices(default, table, label, help, **more):
    """Declare any of the names of `table`."""
    return _declare(Choices, default, table=table, label=label, help=help, **more)


def switch(default, label, help, **more):
    """Declare True or False."""
    return _declare(Switch, default, label=label, help=help, **more)


def layers(default, low, high, most, label, help, *, unit="units", **more):
    """Declare a tuple of at most `most` whole numbers in [low, high]."""
    return _declare(Layers, default, low=low, high=high, most=most, step=1, label=label, help=help, unit=unit, **more)


def unsaid(field: Field):
    """Declare what is declared elsewhere, with None for what the other one has."""
    return dataclasses.field(default=None, metadata={"field": dataclasses.replace(field, default=None, live=False)})


@cache
def fields_of(cls) -> dict[str, Field]:
    """The declared fields of a dataclass, by name and in order; not to be written to."""
    return {f.name: dataclasses.replace(f.metadata["field"], name=f.name) for f in dataclasses.fields(cls)}


def differences(one, other) -> frozenset[str]:
    """Names of the fields in which two values of one declared class differ."""
    return frozenset(name for name in fields_of(type(one)) if getattr(one, name) != getattr(other, name))


def needs_restart(one, other) -> bool:
    """Whether going from one value of a declared class to another starts anew: a field that differs is not live."""
    return not all(fields_of(type(one))[name].live for name in differences(one, other))
