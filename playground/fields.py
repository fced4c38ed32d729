"""Declarations of the fields of Config: one each, used by the check, the URL and the widget.

`number`, `integer`, `choice`, `choices`, `switch` and `layers` take the place of a dataclass default;
`fields_of` collects the declarations. A `Field` checks a value (`check`), reads it from text (`parse`)
and writes it as text (`write`); `parse(write(value)) == value` exactly.
"""

import dataclasses
import numbers
from collections.abc import Iterable, Mapping
from functools import cache
from math import ceil, floor, log10
from typing import Any, ClassVar

import numpy as np

Table = Mapping[str, Any]
LONGEST = 60
NOTHING = "none"
"""Text of an empty list in a link, where an empty text would look like a mistake."""

COARSE = (1, 3)
"""Stops of a slider in each decade: steps with a visible effect, the same on all pages."""

FINE = (1, 1.25, 1.6, 2, 2.5, 3.2, 4, 5, 6.3, 8)
"""Ten stops per decade, evenly spaced on a log scale, for fields where a small step matters."""

LOWEST = 1e-5
"""The lowest stop above 0 in a log range that includes 0."""


def shown(value: object) -> str:
    """`value` for use in a message: its repr, cut to 60 characters. Never raises."""
    try:
        text = repr(value[:LONGEST] if isinstance(value, str) else value)
    except ValueError:  # Python refuses to write integers of more than 4300 digits
        text = "a very large number"
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def plain(number: float) -> str:
    """A number without an exponent: 0.00001 and not 1e-05."""
    return np.format_float_positional(number, trim="-")


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class Field:
    """The declaration of one field of Config; each kind is a subclass.

    name, label, help    name in code and links; label on the screen; text of the tooltip
    kind                 "number" "integer" "choice" "choices" "switch" "layers"
    default              None if it depends on the other fields
    live                 a change takes effect at once; changes of other fields restart the run
    low, high            closed range of a number, or of the units of each layer; both 0 for the other kinds
    step                 step of the widget; None if `log`
    log                  the scale is logarithmic; 0, if the range includes it, is a separate stop
                         "to 1": logarithmic in the distance to 1, for ranges that end below 1: 0.9, 0.99, …
    digits               stops of the slider in each decade
    unit                 what the number counts ("" if nothing)
    most                 largest number of layers
    table                legal names, name -> record with .label, .help, .formula; empty for the other kinds
    """

    kind: ClassVar[str] = ""

    label: str
    help: str
    name: str = ""
    default: Any = None
    live: bool = False
    low: float = 0
    high: float = 0
    step: float | None = None
    log: bool | str = False
    digits: tuple[float, ...] = COARSE
    unit: str = ""
    most: int = 0
    table: Table = dataclasses.field(default_factory=dict)

    @property
    def legal(self) -> str:
        """The legal values, as the end of the sentence "… must be"."""
        raise NotImplementedError

    def stops(self) -> list[float]:
        """Stops of a slider for a number: every step of the range, or the `digits` of each decade, and both ends."""
        if self.log:
            to_one = self.log == "to 1"
            decades = range(floor(log10(1 - self.high if to_one else self.low or LOWEST)), ceil(log10(self.high)) + 1)
            places = [float(f"{digit}e{decade}") for decade in decades for digit in self.digits]
            inner = [round(1 - place, 10) for place in places] if to_one else places
        else:
            step = self.step or (self.high - self.low) / 100
            inner = [round(self.low + k * step, 10) for k in range(ceil((self.high - self.low) / step))]
        stops = {self.low, self.high, *(stop for stop in inner if self.low <= stop <= self.high)}
        return sorted({round(stop) for stop in stops} if self.kind == "integer" else map(float, stops))

    def check(self, value: Any) -> Any:
        """`value` as plain Python (no NumPy scalars). Raises ValueError that names field, value and what is legal."""
        raise NotImplementedError

    def parse(self, text: str) -> Any:
        """The checked value that `text` stands for. Raises ValueError that quotes the text."""
        try:
            return self.check(self._read(text.strip()))
        except ValueError:
            raise self.error(text) from None

    def write(self, value: Any) -> str:
        """`value` as text, the items of a tuple separated by commas; `parse` is the inverse."""
        return ",".join(map(str, value)) or NOTHING if isinstance(value, tuple) else str(value)

    def error(self, value: object) -> ValueError:
        return ValueError(f"{self.name} = {shown(value)} must be {self.legal}")

    def _read(self, text: str) -> Any:
        """Text to unchecked value; ValueError if that is impossible."""
        return text


class Number(Field):
    """A float in [low, high]. NaN, infinities and booleans are illegal; −0 becomes 0."""

    kind = "number"

    @property
    def legal(self) -> str:
        return f"a number from {plain(self.low)} to {plain(self.high)}"

    def check(self, value: Any) -> float:
        if not _in_range(value, self.low, self.high):
            raise self.error(value)
        return float(value) + 0.0  # −0 equals 0, but would give a different link

    def write(self, value: Any) -> str:
        return repr(value)  # the shortest text that parses to the same float

    def _read(self, text: str) -> float:
        return float(text)


class Integer(Number):
    """A whole number in [low, high]. 3.0 counts as 3, also in text; 3.5 is illegal."""

    kind = "integer"

    @property
    def legal(self) -> str:
        return f"a whole number from {self.low} to {self.high}"

    def check(self, value: Any) -> int:
        if not _in_range(value, self.low, self.high) or int(value) != value:
            raise self.error(value)
        return int(value)


class Choice(Field):
    """One name from the table."""

    kind = "choice"

    @property
    def legal(self) -> str:
        return f"one of {', '.join(self.table)}"

    def check(self, value: Any) -> str | tuple[str, ...]:
        if not isinstance(value, str) or value not in self.table:
            raise self.error(value)
        return str(value)  # np.str_ becomes str


class PerLayer(Choice):
    """One name from the table, or a sequence with one name per hidden layer (Config compares the counts)."""

    @property
    def legal(self) -> str:
        return f"one name, or one for each hidden layer, from {', '.join(self.table)}"

    def check(self, value: Any) -> str | tuple[str, ...]:
        names = [value] if isinstance(value, str) else _items(value)
        if not names or not all(isinstance(name, str) and name in self.table for name in names):
            raise self.error(value)
        return str(value) if isinstance(value, str) else tuple(map(str, names))

    def _read(self, text: str) -> str | list[str]:
        return _split(text) if "," in text else text


class Choices(Field):
    """A set of names from the table, stored in the table's order."""

    kind = "choices"

    @property
    def legal(self) -> str:
        return f"a list of names from {', '.join(self.table)}"

    def check(self, value: Any) -> tuple[str, ...]:
        names = _items(value)
        if names is None or not all(isinstance(name, str) and name in self.table for name in names):
            raise self.error(value)
        return tuple(name for name in self.table if name in names)

    def _read(self, text: str) -> list[str]:
        return _split(text)


class Switch(Field):
    """True or False; the numbers 0 and 1 are illegal."""

    kind = "switch"
    TEXTS: ClassVar[dict[str, bool]] = {"true": True, "false": False, "1": True, "0": False, "on": True, "off": False}

    @property
    def legal(self) -> str:
        return "true or false"

    def check(self, value: Any) -> bool:
        if not isinstance(value, bool | np.bool_):
            raise self.error(value)
        return bool(value)

    def write(self, value: Any) -> str:
        return str(value).lower()

    def _read(self, text: str) -> bool | str:
        return self.TEXTS.get(text.lower(), text)


class Layers(Field):
    """A tuple of at most `most` whole numbers in [low, high], the units of each hidden layer; () means none."""

    kind = "layers"

    @property
    def legal(self) -> str:
        return f"a list of at most {self.most} whole numbers from {self.low} to {self.high}"

    def check(self, value: Any) -> tuple[int, ...]:
        sizes = _items(value)
        if (
            sizes is None
            or len(sizes) > self.most
            or not all(_in_range(n, self.low, self.high) and int(n) == n for n in sizes)
        ):
            raise self.error(value)
        return tuple(map(int, sizes))

    def _read(self, text: str) -> list[float]:
        return [float(size) for size in _split(text)]


def _in_range(value: Any, low: float, high: float) -> bool:
    # Real covers int, float and NumPy's numbers, but also Python's bool. NaN fails both comparisons.
    number = isinstance(value, numbers.Real) and not isinstance(value, bool)
    return number and bool(low <= value <= high)


def _items(value: Any) -> list[Any] | None:
    """The items of a sequence or set; None for anything else, including text and mappings."""
    if isinstance(value, str | bytes | Mapping) or not isinstance(value, Iterable):
        return None
    try:
        return list(value)
    except TypeError:  # a 0-d NumPy array has __iter__, but raises
        return None


def _split(text: str) -> list[str]:
    return [] if text == NOTHING else [item.strip() for item in text.split(",")]


def _declare(kind: type[Field], default: Any, **known: Any) -> Any:  # Any, as in `dataclasses.field`
    return dataclasses.field(default=default, metadata={"field": kind(default=default, **known)})


def number(default: float | None, low: float, high: float, label: str, help: str, **more: Any) -> Any:
    """Declare a float in [low, high]. Here and below, `more` are other attributes of the Field: unit, live, step …"""
    return _declare(Number, default, low=low, high=high, label=label, help=help, **more)


def integer(default: int | None, low: int, high: int, label: str, help: str, step: int | None = 1, **more: Any) -> Any:
    """Declare a whole number in [low, high]."""
    return _declare(Integer, default, low=low, high=high, label=label, help=help, step=step, **more)


def choice(default: str | None, table: Table, label: str, help: str, *, per_layer: bool = False, **more: Any) -> Any:
    """Declare one name from `table`; with `per_layer` also a tuple with one name per hidden layer."""
    return _declare(PerLayer if per_layer else Choice, default, table=table, label=label, help=help, **more)


def choices(default: tuple[str, ...], table: Table, label: str, help: str, **more: Any) -> Any:
    """Declare a set of names from `table`."""
    return _declare(Choices, default, table=table, label=label, help=help, **more)


def switch(default: bool | None, label: str, help: str, **more: Any) -> Any:
    """Declare True or False."""
    return _declare(Switch, default, label=label, help=help, **more)


def layers(default: tuple[int, ...], low: int, high: int, most: int, label: str, help: str, **more: Any) -> Any:
    """Declare a tuple of at most `most` whole numbers in [low, high]."""
    more = {"low": low, "high": high, "most": most, "step": 1, "unit": "units"} | more
    return _declare(Layers, default, label=label, help=help, **more)


def unsaid(field: Field) -> Any:
    """Declare a field as it is declared elsewhere, with the default None: the value of the other one."""
    return dataclasses.field(default=None, metadata={"field": dataclasses.replace(field, default=None, live=False)})


def fields_of(cls: type) -> dict[str, Field]:
    """The declared fields of a dataclass, by name and in order. Do not modify the dict."""
    return _fields_of(cls)


@cache  # apart, because mypy does not take every type for hashable
def _fields_of(cls: type) -> dict[str, Field]:
    return {f.name: dataclasses.replace(f.metadata["field"], name=f.name) for f in dataclasses.fields(cls)}


def differences(one: object, other: object) -> frozenset[str]:
    """Names of the fields in which two values of the same class differ."""
    return frozenset(name for name in fields_of(type(one)) if getattr(one, name) != getattr(other, name))


def needs_restart(one: object, other: object) -> bool:
    """Whether a change from one value to the other needs a restart: some field that differs is not live."""
    return not all(fields_of(type(one))[name].live for name in differences(one, other))
