"""The server's side of a scene: it makes pictures when it is asked, never by itself.

The browser pulls chunks of pictures while it plays, so nothing is computed when nobody looks. Chunks are numbered
within a generation; a message that comes twice, or too late, is known as such. A new generation begins with each
change of a setting. The protocol is the live view's, with values by name in place of fixed frames.
"""

from collections.abc import Mapping
from dataclasses import asdict, replace
from threading import RLock
from time import perf_counter
from typing import Any
from urllib.parse import urlencode

import numpy as np

from playground.config import Config
from playground.fields import Field, fields_of
from playground.live.wire import pack
from playground.palette import CLASSES, NEUTRAL, RULES
from playground.query import write
from playground.scene.panels import Layout
from playground.scene.show import Lesson, Values, as_sent
from playground.web import generations
from playground.web.turns import TURNS

BUDGET = 0.06
"""Seconds that one answer may take; a chunk is cut short rather than let the browser wait."""

MOST_FRAMES = 12


class Director:
    """One learner's show of one lesson, and the payload that the browser should have now."""

    def __init__(self, lesson: Lesson, config: Config, settings: Any):
        self.lesson, self.settings = lesson, settings
        self.fields: dict[str, Field] = fields_of(lesson.settings)
        self.gen = generations.first()
        # Streamlit may begin a page's run while an answer is still under way, in another thread.
        # It is taken before a turn, never within one.
        self.lock = RLock()
        with TURNS.turn():
            self._begin(config)

    @property
    def config(self) -> Config:
        """The experiment that the picture is of."""
        return self.show.config

    def take(self, config: Config, settings: Any) -> None:
        """Go on with another experiment of the learner, or other settings; nothing happens if they are the same."""
        with self.lock:
            if config == self.given and settings == self.settings:
                return
            with TURNS.turn(urgent=True):
                if config != self.given:
                    self.settings = settings
                    self._begin(config)
                else:
                    self._set(settings)

    def answer(self, raw: Mapping) -> bytes:
        """Do what the browser asks and give the new payload; the same again if it asks for the same again."""
        ask = raw if isinstance(raw, Mapping) else {}
        with self.lock, TURNS.turn(urgent=ask.get("kind") != "next" or ask.get("seq") == 1):
            return self._answer(ask)

    def _answer(self, ask):
        kind = ask.get("kind")
        present = ask.get("gen") == self.gen
        if kind == "set":
            self._wish(ask.get("values"))
        elif kind == "reset" and present:
            self._begin(self.given)
        elif kind == "next" and present:
            if ask.get("seq") == self._seq + 1:
                self._next(ask.get("n"))
            elif ask.get("seq") != self._seq:
                self._introduce()
        elif kind == "hello" or not (isinstance(ask.get("gen"), int) and generations.is_past(ask["gen"], self.gen)):
            self._introduce()
        return self.payload

    def _wish(self, values) -> None:
        """Set what is legal; what is not is left as it was, and the browser is told of the settings as they are."""
        changes = {}
        for name, value in (values if isinstance(values, Mapping) else {}).items():
            try:
                field = self.fields[name]
                # Nothing said is legal where the default says nothing: the show then takes what suits.
                changes[name] = None if value is None and field.default is None else field.check(value)
            except (KeyError, ValueError):
                continue  # from a page that is older than the lesson: what can be chosen now is on its way to it
        self._set(replace(self.settings, **changes))

    def _set(self, settings) -> None:
        self.settings = settings
        if not self.show.change(settings):
            self._begin(self.given)
            return
        self.show.settings = settings
        self._introduce(fresh=False)

    def _begin(self, config: Config) -> None:
        self.given = config
        self.show = self.lesson.show(self.lesson.experiment(config), self.settings)
        self._still = None
        self._introduce()

    def _introduce(self, fresh: bool = True) -> None:
        """Everything about the show as it stands. `fresh`: another show, so the browser goes back to its beginning."""
        self.gen += 1
        self._seq = 0
        self.over = False
        layout = self.show.layout()
        values = {**self.show.still(), **self.show.whole()}
        header = {
            "scene": {**self._spec(layout), "fresh": fresh},
            "palette": {"classes": CLASSES, "neutral": NEUTRAL, "rules": RULES},
        }
        self.payload = self._message("start", [(self.show.position, values)], header)

    def _spec(self, layout: Layout) -> dict:
        return {
            "rows": [[panel.spec() for panel in row] for row in layout.rows],
            "controls": [self._control(control) for control in layout.controls],
            "buttons": [asdict(button) for button in layout.buttons],
            "moves": layout.moves,
            "counts": layout.counts,
            "rate": layout.rate,
            "query": urlencode({**self.given.to_query(), **write(self.settings)}),
        }

    def _control(self, control) -> dict:
        field = self.fields[control.name]
        spec = {name: getattr(field, name) for name in ("name", "kind", "label", "help", "low", "high", "step", "log")}
        if field.table is not None:
            names = control.options or tuple(field.table)
            spec["options"] = [[name, getattr(field.table[name], "label", name)] for name in names]
        value = getattr(self.settings, control.name)
        if value is None:
            value = control.value
        return {**spec, "value": value, "unit": field.unit, "disabled": control.disabled, "first": control.first}

    def _next(self, wanted) -> None:
        count = min(max(wanted, 1), MOST_FRAMES) if isinstance(wanted, int) else 1
        frames, began = [], perf_counter()
        while not self.over and len(frames) < count and perf_counter() - began < BUDGET:
            self.over = not self.show.advance()
            if not self.over:
                frames.append((self.show.position, self.show.frame()))
        self._seq += 1
        self.payload = self._message("chunk", frames, {})

    def _message(self, kind: str, frames: list[tuple[float, Values]], more: dict) -> bytes:
        sections, told = {}, []
        for number, (position, values) in enumerate(frames):
            plain, arrays = {}, {}
            for name, value in values.items():
                value = as_sent(value)
                if isinstance(value, np.ndarray):
                    key = f"{number}.{name}"
                    sections[key] = value
                    arrays[name] = [value.dtype.str[1:], list(value.shape), key]
                else:
                    plain[name] = value
            told.append({"position": position, "values": plain, "arrays": arrays})
        state = {"over": self.over, "preparing": self.show.preparing}
        header = {"kind": kind, "gen": self.gen, "seq": self._seq, **state, "frames": told, **more}
        return pack(header, sections)
