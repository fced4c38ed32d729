"""A declared value (Config) as the query of a link and back: `read(cls, write(value)) == (value, [])`.

A link is typed, cut off and passed on by people, so reading never raises: what cannot be used is left at its
default, and one plain sentence for each such thing says so. Keys are the field names, behind the class's `PREFIX` and a
dot if it has one. Links from before there were prefixes have the bare name, or another one that stands in `FORMER`.
"""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from playground.fields import LONGEST, NOTHING, Field, fields_of, plain


class Problem(NamedTuple):
    """What a link says that cannot be used: the key of the field that it is about, "" for none, and what is wrong."""

    key: str
    text: str

    def sentence(self, who: str = "the page", used: str = "") -> str:
        """The whole of it: `who` starts with `used` instead, where that is known."""
        if not self.key:
            return self.text
        return f"{self.text}; {who} starts with {used}." if used else f"{self.text} and was ignored."


def words(field: Field, value) -> str:
    """A value as the screen says it: labels of names, "on" and "off", numbers without an exponent; "" for None."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "on" if value else "off"
    items = value if isinstance(value, tuple) else (value,)
    if field.table is not None:
        items = [name if name == NOTHING else getattr(field.table[name], "label", name) for name in items]
    return ", ".join(item if isinstance(item, str) else plain(item) for item in items) or NOTHING


@cache
def keys(cls) -> dict[str, str]:
    """By the name of each field its key in a link."""
    prefix = getattr(cls, "PREFIX", "")
    return {name: f"{prefix}.{name}" if prefix else name for name in fields_of(cls)}


@cache
def known(cls) -> dict[str, str]:
    """By key the name of the field that it is about, former keys included; what is said in today's words comes last."""
    former = getattr(cls, "FORMER", {})
    bare = {name: name for name in fields_of(cls) if name not in former.values()}
    return bare | former | {key: name for name, key in keys(cls).items()}


def write(value) -> dict[str, str]:
    """The query that `read` turns into `value` again: only the fields whose text says something.

    Left out is what equals its default, and what follows from the rest (where the default is None).
    """
    fields = fields_of(type(value))
    kept = {name: getattr(value, name) for name, field in fields.items() if getattr(value, name) != field.default}
    for name, field in fields.items():
        if field.default is None:
            rest = {key: item for key, item in kept.items() if key != name}
            if type(value)(**rest) == value:
                kept = rest
    return {keys(type(value))[name]: fields[name].write(item) for name, item in kept.items()}


def read(cls, query: Mapping[str, str | Sequence[str]]):
    """(value, problems): the nearest legal `cls` to what `query` says, and a Problem for each thing that was not used.

    A key may have a list of texts, as `urllib.parse.parse_qs` gives; the last one counts. Of fields that are legal
    alone but not together the first in the order of declaration stays. Never raises.
    """
    fields, names = fields_of(cls), known(cls)
    problems = [_unknown(key, keys(cls).values()) for key in query if key not in names]
    wrong, said, last = {}, {}, {}
    for key in filter(query.__contains__, names):
        texts, name = query[key], names[key]
        texts = [texts] if isinstance(texts, str) else list(texts)
        if texts:
            last[name] = _quoted(texts[-1])
            try:
                said[name] = fields[name].parse(texts[-1])
                wrong.pop(name, None)
            except ValueError:
                wrong[name] = "is unknown" if fields[name].table else f"is not {fields[name].legal}"
            if len(set(texts)) > 1:
                problems.append(
                    Problem("", f"{key} is in this link {len(texts)} times; the last one, {last[name]}, counts.")
                )

    value, clashes = _agree(cls, {name: said[name] for name in fields if name in said})
    wrong |= dict.fromkeys(clashes, "does not go with the rest of it")
    instead = [
        Problem(keys(cls)[name], f"{fields[name].label}: {last[name]} in this link {why}")
        for name, why in wrong.items()
    ]
    return value, instead + problems


def _agree(cls, said: dict):
    """The value of all that is `said` without what contradicts the fields before it, and the names of that."""
    agreed, clashes = {}, []
    for name, item in said.items():
        try:
            cls(**agreed, **{name: item})
            agreed[name] = item
        except ValueError:
            clashes.append(name)
    return cls(**agreed), clashes


def _unknown(key: str, legal: Iterable[str]) -> Problem:
    near = difflib.get_close_matches(key[:100].lower(), legal, n=1)
    advice = f"; did you mean {near[0]}?" if near else "."
    return Problem("", f"{_quoted(key)} in this link is not a setting and was ignored{advice}")


def _quoted(text: str) -> str:
    """On one line and not too long, whatever it is."""
    more = "…" if len(text) > LONGEST else ""
    return f"‘{repr(text[:LONGEST])[1:-1]}{more}’"
