"""Hypothesis strategies for Config, read from the declared fields."""

from hypothesis import strategies as st

from playground.config import FIELDS, TASKS, Config

LEGAL = {
    "number": lambda field: st.floats(field.low, field.high),
    "integer": lambda field: st.integers(field.low, field.high),
    "choice": lambda field: st.sampled_from(list(field.table)),
    "choices": lambda field: st.lists(st.sampled_from(list(field.table)), unique=True),
    "switch": lambda field: st.booleans(),
    "layers": lambda field: st.lists(st.integers(field.low, field.high), max_size=field.most),
}
"""By kind of field: a strategy of values that are legal on their own."""


@st.composite
def configs(draw) -> Config:
    """Any legal Config; each field is at its default in about half of them, as in real links."""
    said = {name: draw(LEGAL[field.kind](field)) for name, field in FIELDS.items() if draw(st.booleans())}
    legal = TASKS[draw(st.sampled_from(list(TASKS)))].legal
    said = {name: value for name, value in said.items() if name not in ("task", "dataset", "loss")}
    said["dataset"] = draw(st.sampled_from(legal["dataset"]))
    said["loss"] = draw(st.none() | st.sampled_from(legal["loss"]))
    if said.get("hidden") and draw(st.booleans()):
        count = len(said["hidden"])
        said["activation"] = draw(st.lists(LEGAL["choice"](FIELDS["activation"]), min_size=count, max_size=count))
    return Config(**said)
