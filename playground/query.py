"""A declared value (Config) as the query of a link and back: `read(cls, write(value)) == (value, [])`.

People type links by hand and cut them off, so reading never raises: a value that cannot be used stays at its
default, and a message says so. Keys are field names, after the class's `PREFIX` and a dot if it has one. Older
links have the name without the prefix, or a former name, which `FORMER` lists.
"""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from playground.fields import LONGEST, NOTHING, Field, fields_of, plain

T = TypeVar("T")


class Problem(NamedTuple):
    """A part of a link that cannot be used: the key of its field ("" for none) and what is wrong."""

    key: str
    text: str

    def sentence(self, who: str = "the page", used: str = "") -> str:
        """The full message: `who` starts with `used` instead, if that is known."""
        if not self.key:
            return self.text
        return f"{self.text}; {who} starts with {used}." if used else f"{self.text} and was ignored."


def words(field: Field, value: Any) -> str:
    """A value as the screen shows it: labels of names, "on" and "off", numbers without an exponent; "" for None."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "on" if value else "off"
    items = list(value) if isinstance(value, tuple) else [value]
    if field.table:
        items = [name if name == NOTHING else getattr(field.table[name], "label", name) for name in items]
    return ", ".join(item if isinstance(item, str) else plain(item) for item in items) or NOTHING


def keys(cls: type) -> dict[str, str]:
    """The key of each field in a link, by the name of the field."""
    prefix = getattr(cls, "PREFIX", "")
    return {name: f"{prefix}.{name}" if prefix else name for name in fields_of(cls)}


def known(cls: type) -> dict[str, str]:
    """The name of the field for each key, former keys included. Current keys come last."""
    former: dict[str, str] = getattr(cls, "FORMER", {})
    bare = {name: name for name in fields_of(cls) if name not in former.values()}
    return bare | former | {key: name for name, key in keys(cls).items()}


def write(value: object) -> dict[str, str]:
    """The shortest query that `read` turns into `value` again.

    It omits fields that equal their default and fields that follow from the others (where the default is None).
    """
    fields = fields_of(type(value))
    kept = {name: getattr(value, name) for name, field in fields.items() if getattr(value, name) != field.default}
    for name, field in fields.items():
        if field.default is None:
            rest = {key: item for key, item in kept.items() if key != name}
            if type(value)(**rest) == value:
                kept = rest
    return {keys(type(value))[name]: fields[name].write(item) for name, item in kept.items()}


def read(cls: type[T], query: Mapping[str, str | Sequence[str]]) -> tuple[T, list[Problem]]:
    """(value, problems): the legal `cls` nearest to `query`, and a Problem for each part that was not used.

    A key may have a list of texts, as from `urllib.parse.parse_qs`; the last one is used. If fields are legal alone
    but not together, the first in the order of declaration is used. Never raises.
    """
    fields, names = fields_of(cls), known(cls)
    query = _as_known(names, query)
    problems = [_unknown(key, keys(cls).values()) for key in query if key not in names]
    wrong: dict[str, str] = {}
    said: dict[str, Any] = {}
    last: dict[str, str] = {}
    for key in filter(query.__contains__, names):
        texts, name = query[key], names[key]
        if texts:
            last[name] = _quoted(texts[-1])
            try:
                said[name] = fields[name].parse(_named(fields[name], texts[-1]))
                wrong.pop(name, None)
            except ValueError:
                wrong[name] = _unlike(fields[name], texts[-1])
            if len(set(texts)) > 1:
                problems.append(
                    Problem("", f"This link sets {key} {len(texts)} times; the last value, {last[name]}, is used.")
                )

    value, clashes = _agree(cls, {name: said[name] for name in fields if name in said})
    wrong |= dict.fromkeys(clashes, "does not fit the other settings")
    instead = [
        Problem(keys(cls)[name], f"{fields[name].label}: {last[name]} in this link {why}")
        for name, why in wrong.items()
    ]
    return value, instead + problems


def _agree(cls: type[T], said: dict[str, Any]) -> tuple[T, list[str]]:
    """The value without the fields that contradict earlier ones, and the names of those fields."""
    agreed: dict[str, Any] = {}
    clashes = []
    for name, item in said.items():
        try:
            cls(**agreed, **{name: item})
            agreed[name] = item
        except ValueError:
            clashes.append(name)
    return cls(**agreed), clashes


def _as_known(names: Iterable[str], query: Mapping[str, str | Sequence[str]]) -> dict[str, list[str]]:
    """The texts by key, with each key spelled as in `names` where it differs from one by upper and lower case only."""
    folded = {name.casefold(): name for name in names}
    found: dict[str, list[str]] = {}
    for key, texts in query.items():
        key = key if key in names else folded.get(key.casefold(), key)
        found.setdefault(key, []).extend([texts] if isinstance(texts, str) else texts)
    return found


def _named(field: Field, text: str) -> str:
    """The text with the names of the field's table for its labels, and for names in upper or lower case."""
    if not field.table:
        return text
    names = {getattr(entry, "label", name).casefold(): name for name, entry in field.table.items()}
    names |= {name.casefold(): name for name in field.table}
    items = [item.strip() for item in text.split(",")]
    return ",".join(item if item in field.table else names.get(item.casefold(), item) for item in items)


def _unlike(field: Field, text: str) -> str:
    """What is wrong with a text that the field cannot read, with the nearest label if there is one."""
    if not field.table:
        return f"is not {field.legal}"
    labels = {getattr(entry, "label", name): name for name, entry in field.table.items()}
    folded = {word.casefold(): label for label, name in labels.items() for word in (name, label)}
    for item in text[:LONGEST].casefold().split(","):
        near = [] if item.strip() in folded else difflib.get_close_matches(item.strip(), folded, n=1)
        if near:
            return f"is unknown (did you mean {folded[near[0]]}?)"
    return "is unknown"


def _unknown(key: str, legal: Iterable[str]) -> Problem:
    near = difflib.get_close_matches(key[:100].lower(), legal, n=1)
    advice = f"; did you mean {near[0]}?" if near else "."
    return Problem("", f"{_quoted(key)} in this link is not a setting and was ignored{advice}")


def _quoted(text: str) -> str:
    """`text` in quotation marks, on one line and shortened."""
    more = "…" if len(text) > LONGEST else ""
    return f"‘{repr(text[:LONGEST])[1:-1]}{more}’"
