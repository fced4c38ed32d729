"""A declared value (Config) as the query of a link and back: `read(cls, write(value)) == (value, [])`.

A link is typed, cut off and passed on by people, so reading never raises: what cannot be used is left at its
default, and one plain sentence for each such thing says so. Keys are the field names.
"""

import difflib
from collections.abc import Mapping, Sequence

from playground.fields import fields_of, shown


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
    return {name: fields[name].write(item) for name, item in kept.items()}


def read(cls, query: Mapping[str, str | Sequence[str]]):
    """(value, problems): the nearest legal `cls` to what `query` says, and a sentence for each thing that was not used.

    A key may have a list of texts, as `urllib.parse.parse_qs` gives; the last one counts. Of fields that are legal
    alone but not together the first in the order of declaration stays. Never raises.
    """
    fields = fields_of(cls)
    problems, complaints, said = [], {}, {}
    for key, texts in query.items():
        texts = [texts] if isinstance(texts, str) else list(texts)
        if key not in fields:
            problems.append(_unknown(key, fields))
        elif texts:
            try:
                said[key] = fields[key].parse(texts[-1])
            except ValueError as error:
                complaints[key] = str(error)
            if len(set(texts)) > 1:
                problems.append(f"{key} is in the link {len(texts)} times; the last one, {shown(texts[-1])}, counts.")

    value, clashes = _agree(cls, {name: said[name] for name in fields if name in said})
    for key, complaint in (complaints | clashes).items():
        problems.append(f"{complaint}; {fields[key].write(getattr(value, key))} is used instead.")
    return value, problems


def _agree(cls, said: dict):
    """The value of all that is `said` if that is legal, else without what contradicts the fields before it."""
    agreed, clashes = {}, {}
    for name, item in said.items():
        try:
            cls(**agreed, **{name: item})
            agreed[name] = item
        except ValueError as error:
            clashes[name] = str(error)
    return cls(**agreed), clashes


def _unknown(key: str, fields) -> str:
    near = difflib.get_close_matches(key[:100].lower(), fields, n=1)
    advice = f"; did you mean {near[0]}?" if near else "."
    return f"{shown(key)} in the link is not a setting and was ignored{advice}"
