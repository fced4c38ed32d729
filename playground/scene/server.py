"""The server side of a scene: it computes pictures on request.

The browser asks for chunks of pictures while it plays, so nothing is computed unless a browser asks. Chunks are
numbered within a generation, so the browser recognizes duplicates and late arrivals. Each change of a setting begins a
new generation. The protocol is that of the live view, with values by name in place of fixed frames.
"""

from collections import deque
from dataclasses import asdict, replace
from time import perf_counter
from typing import Any, NamedTuple
from urllib.parse import urlencode

import numpy as np

from playground.config import Config
from playground.fields import Field, fields_of, needs_restart
from playground.palette import CLASSES, COMPARED, NEUTRAL
from playground.query import write
from playground.scene.ask import SceneAsk
from playground.scene.known import grown, kept, whole
from playground.scene.panels import Layout, Panel
from playground.scene.show import Lesson, Values, as_sent
from playground.web.channel import Channel
from playground.web.turns import TURNS
from playground.web.wire import pack, squeeze

BUDGET = 0.06
"""Seconds that one answer may take; a chunk is cut short rather than delayed."""

MOST_AHEAD = 64
"""Number of pictures to which the show can return: more than a browser ever holds."""


class Moment(NamedTuple):
    """A picture that was sent: its number in its generation, all values that the browser then has, the show's mark."""

    number: int
    known: Values
    mark: list


class SceneServer(Channel):
    """The show of one lesson in one session."""

    def __init__(self, lesson: Lesson, config: Config, settings: Any):
        super().__init__()
        self.lesson, self.settings = lesson, settings
        self.fields: dict[str, Field] = fields_of(lesson.settings)
        self._trail: deque[Moment] = deque(maxlen=MOST_AHEAD)
        with TURNS.turn():
            self._begin(config)

    @property
    def config(self) -> Config:
        """The experiment that is shown."""
        return self.show.config

    def take(self, config: Config, settings: Any = None) -> None:
        """Use another experiment or other settings; nothing happens if they are the same.

        Without `settings` they keep their values, even if the browser changes them at the same time.
        """
        with self.lock:
            settings = self.settings if settings is None else settings
            if config == self.given and settings == self.settings:
                return
            with TURNS.turn(urgent=True):
                if config != self.given:
                    self.settings = settings
                    self._begin(config)
                else:
                    self._change(settings)
            self.publish()

    def _read(self, raw):
        return SceneAsk.read(raw)

    def _answer(self, ask):
        if ask.gen == self.gen:
            self._shown = ask.at
            while self._trail and self._trail[0].number < ask.at:
                self._trail.popleft()
        super()._answer(ask)

    def _restart(self):
        self._begin(self.given)

    def _set(self, ask):
        """Apply the legal values. The answer contains the settings that are now in use."""
        changes = {}
        for name, value in ask.values.items():
            try:
                field = self.fields[name]
                # None is legal if it is the default: the show then chooses a value.
                changes[name] = None if value is None and field.default is None else field.check(value)
            except (KeyError, ValueError):
                continue  # the page is older than the settings; the current choices are about to reach it
        self._change(replace(self.settings, **changes))

    def _change(self, settings) -> None:
        """Return to the picture on the screen and continue with other settings, or begin a new show if needed."""
        before, self.settings = self.settings, settings
        if self.show.preparing or needs_restart(before, settings):
            self._begin(self.given)
            return
        moment = next((moment for moment in self._trail if moment.number >= self._shown), None)
        if moment:
            self.show.go_back(moment.mark)
            self._known = moment.known
        self.show.change(settings)
        self._introduce(fresh=False)

    def _begin(self, config: Config) -> None:
        self.given = config
        self.show = self.lesson.show(self.lesson.starting_config(config), self.settings)
        self._known = {}
        self._panels: dict[str, Panel] = {}
        self._introduce()

    def _introduce(self, fresh: bool = True) -> None:
        """Build the payload with the whole state. `fresh`: this is a new show, so the browser resets its display."""
        self._next_generation()
        self._trail.clear()
        self._shown, self._given, self.over = 0.0, 0, False
        layout = self.show.layout()
        self._known = kept(self._known, self._panels, layout.panels)
        self._panels = layout.panels
        position, _ = self._picture({**self.show.static(), **self.show.update()})
        header = {
            "scene": {**self._spec(layout), "fresh": fresh},
            "palette": {"classes": CLASSES, "neutral": NEUTRAL, "compared": COMPARED},
        }
        self.payload = self._message("start", [(position, whole(self._known))], header)

    def _picture(self, values: Values) -> tuple[float, Values]:
        """Position and values of the current picture, which is also kept in the trail."""
        self._known = grown(self._known, values, self._panels)
        if not self.show.preparing:
            self._trail.append(Moment(self._given, self._known, self.show.mark()))
        self._given += 1
        return self.show.position, values

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
        spec = {name: getattr(field, name) for name in ("name", "kind", "label", "help")}
        if field.low < field.high:
            spec["stops"] = field.stops()
        if field.table:
            names = control.options or tuple(field.table)
            spec["options"] = [[name, getattr(field.table[name], "label", name)] for name in names]
        value = getattr(self.settings, control.name)
        if value is None:
            value = control.value
        return {**spec, "value": value, "unit": field.unit, "disabled": control.disabled, "first": control.first}

    def _respond(self, ask):
        frames, began = [], perf_counter()
        while not self.over and len(frames) < ask.n and perf_counter() - began < BUDGET:
            self.over = not self.show.advance()
            if not self.over:
                frames.append(self._picture(self.show.update()))
            if self.hurried:
                break
        return self._message("chunk", frames, {})

    def _message(self, kind: str, frames: list[tuple[float, Values]], more: dict) -> bytes:
        sections, pictures = {}, []
        for index, (position, values) in enumerate(frames):
            plain, arrays = {}, {}
            for name, value in values.items():
                value = as_sent(value)
                if isinstance(value, np.ndarray):
                    key = f"{index}.{name}"
                    sections[key] = value
                    arrays[name] = [value.dtype.str[1:], list(value.shape), key]
                else:
                    plain[name] = value
            number = self._given - len(frames) + index
            pictures.append({"number": number, "position": position, "values": plain, "arrays": arrays})
        state = {"over": self.over, "preparing": self.show.preparing}
        header = {"kind": kind, "gen": self.gen, "seq": self.seq, **state, "frames": pictures, **more}
        return squeeze(pack(header, sections))
