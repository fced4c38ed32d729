"""The server side of the live view: it trains on request and answers with frames.

The browser asks for the next chunk of frames while it still has some to show, so nothing trains unless a browser asks.
Every payload contains the generation of its run and a number, so the browser recognizes duplicates and late arrivals.
Frames are computed a little ahead of what is shown. When a setting changes during training, the run goes back to the
frame on the screen. No frame is skipped, and none is shown that was computed with the old setting.
"""

from collections.abc import Callable, Mapping, Sequence
from time import perf_counter

import numpy as np

from playground.config import FIELDS, Config
from playground.engine.history import past
from playground.engine.run import Run
from playground.live.ask import PlayerAsk
from playground.live.description import description
from playground.live.drawing import Drawing, single
from playground.live.insight import Insight
from playground.live.maps import feature_maps
from playground.live.stretches import BUDGET, Stretches
from playground.live.trail import Left, Moment, Trail
from playground.query import Problem
from playground.web.channel import MOST_FRAMES, Channel
from playground.web.generations import is_past
from playground.web.turns import TURNS
from playground.web.wire import as_differences, pack, squeeze

LONG = 4
"""A user waits for chunks of fewer frames. Longer ones get fewer parts per epoch while the server is busy."""


class Player(Channel):
    """The run of one session.

    What is done in the view calls `on_edit` with changes of the Config, and `on_open` with another Config and the
    illegal parts of its link.
    """

    def __init__(
        self,
        config: Config,
        on_edit: Callable[..., None] = lambda **_: None,
        on_open: Callable[[Config, Sequence[Problem]], None] = lambda *_: None,
    ):
        super().__init__()
        self.on_edit = on_edit
        self.on_open = on_open
        self._edited = False  # whether the present change was made in the view
        self._anew = False  # whether the present change begins a new run in any case
        self._done = (0, 0)  # generation and number of the last "apply" or "open"
        self._drag: PlayerAsk | None = None
        self._left: Left | None = None  # the run to which undo returns
        self._origin: Left | None = None  # the run of the value from which a slider is dragged
        with TURNS.turn():
            self._start(config)

    def _start(self, config: Config, moment: Moment | None = None):
        """Begin the run of `config`, or continue it from a moment."""
        self.config = config
        self.run = Run(config)
        self._first = self.run.snapshot()
        # Of its own, so that it does not keep what the run forgets.
        self._first = self._first._replace(history=past(self._first.history.rows.copy()))
        if moment:
            self.run.restore(moment.snapshot)
        self._drawing = Drawing(self.run)
        self._stretches = Stretches(self.run)
        self._insight = Insight(self.run)
        self._trail = Trail()
        self._introduce()

    def change(self, config: Config) -> None:
        """Use `config`: continue from the frame on the screen if only live fields differ, else restart.

        A run that is replaced can be brought back. While a slider is dragged, the run of its former value continues if
        the slider returns to it.
        """
        with self.lock:
            if not self._drag:
                self._origin = None
            if config == self.config:
                return
            with TURNS.turn(urgent=True):
                self._change(config)
            self.publish()

    def _change(self, config):
        origin = self._origin
        if origin and config == origin.config:
            self._origin = None
            if self._left is origin:
                self._left = None
            self._start(config, origin.moments[0])
            return
        if self._anew or self.config.needs_restart(config):
            if not origin:
                left = self._leave()
                self._origin = left if self._drag else None
            self._start(config)
            return
        self.config = config
        self.run.change(config)
        self._stretches.forget()
        if not self._met:  # the browser does not know this run yet, so it needs the whole state
            self._introduce()
            return
        self._next_generation()
        self._rewind = True
        self.payload = self._message("change", [], {})

    def _leave(self) -> Left:
        """Keep what undo needs to return to this run, unless it has not been trained."""
        left = Left.of(self.config, self.gen, self._trail, self._at)
        if left.moments[-1].position > 0:
            self._left = left
        return left

    def _undo(self, position):
        """Return to the run that was replaced last, at the frame that was shown. The present run can be brought back
        in turn."""
        left = self._left
        if not left:
            return
        self._origin = self._left = None
        with TURNS.turn(urgent=True):
            self._leave()
            self._start(left.config, left.at(position))
        self.on_edit(**{name: getattr(left.config, name) for name in FIELDS})
        self.publish()

    def answer(self, raw: Mapping) -> bytes:
        """Answer an ask as every channel does, but first pass on the changes that it contains."""
        with self.lock:
            gen, ask = self.gen, self._read(raw if isinstance(raw, Mapping) else {})
            if ask.gen == gen and ask.at >= 0.0 and ask.kind != "undo":
                self._at = ask.at
            if ask.kind == "set":
                return self._follow_slider(ask, raw)
            self._edited = True
            try:
                self._pass_on(ask)
            finally:
                self._edited = self._anew = False
            # An accepted change has begun a generation, whose first payload is the answer.
            return super().answer(raw) if self.gen == gen else self.payload

    def _follow_slider(self, ask, raw):
        """Change a setting to the value of a slider that is dragged."""
        if not ask.settings:
            return self.payload
        # Any generation is accepted: each value of a dragged slider begins another one.
        self._drag = ask
        try:
            self.on_edit(**ask.settings)
        finally:
            self._drag = None
        if not (self._rewind and "unit" in raw):
            return self.payload
        # The view is playing: send the first frames with the new setting at once, without another ask.
        return super().answer({**raw, "kind": "next", "gen": self.gen, "seq": 1})

    def _pass_on(self, ask):
        """Pass on the changes in an ask. An ask that is repeated has no effect."""
        if ask.edit and ask.gen == self.gen:
            self.on_edit(**ask.edit)
        # The page may have changed a setting at the same time: then the ask has the generation before.
        known = ask.gen == self.gen or is_past(ask.gen, self.gen)
        if not known or (ask.gen, ask.seq) == self._done:
            return
        if ask.changes:
            self._done = (ask.gen, ask.seq)
            self._anew = ask.restart
            self.on_edit(**ask.changes)
        elif ask.link is not None:
            self._done = (ask.gen, ask.seq)
            self.on_open(*Config.from_query(ask.link))
        elif ask.kind == "undo":
            self._done = (ask.gen, ask.seq)
            self._undo(ask.at)

    def _read(self, raw):
        return PlayerAsk.read(raw, self._drawing.maps.sizes)

    def _greet(self, ask, present):
        if present:
            self._go_back(ask.at)  # the browser reconnects and shows this frame
        self._introduce()

    def _restart(self):
        self._origin = None
        self._leave()
        if self.config != self._first.config:
            self._start(self.config)
            return
        # To make the run of a large net anew would take a second.
        self.run.restore(self._first)
        self._trail = Trail()
        self._introduce()

    def _respond(self, ask):
        self._met = True
        return self._next(ask) if ask.kind == "next" else self._look(ask)

    @property
    def error(self) -> str | None:
        """Why the run cannot continue, in one sentence with advice; None while it can."""
        return self._stretches.error

    def _next_generation(self):
        super()._next_generation()
        self._rewind = False

    def _introduce(self):
        """Build the payload with the whole state of the run."""
        self._next_generation()
        self._met = False
        self._sent = -1
        self._at = self.run.position  # of the frame that the browser showed last, as far as it has told
        data = self.run.data
        sections = {
            "train": single(np.column_stack([data.x_train, data.y_train])),
            "test": single(np.column_stack([data.x_test, data.y_test])),
            "inputs": feature_maps(self.config.raw_features),
        }
        self.payload = self._message("start", [self._frame(None)], sections)

    def _next(self, ask):
        """Train, and draw a frame after each stretch of training."""
        if self._rewind or ask.back:
            self._go_back(ask.at)
        frames, moments, end = [], [], perf_counter() + BUDGET
        crowded = TURNS.crowded and ask.n >= LONG
        for _ in range(MOST_FRAMES if crowded else ask.n):
            self._stretches.train(ask, 1 if crowded else ask.parts, end)
            if frames and frames[-1]["position"] == self.run.position:
                break  # training diverged, and the last frame already shows this state
            if ask.unit == "step" and self.run.position % 1.0 and not self.error:
                break  # the step goes on with the next ask: drawing would take longer than training
            frames.append(self._frame(ask.focus, ask.first))
            moments.append(self._trail[self.run.position])
            if perf_counter() >= end or self.error or self.hurried:
                break
        return self._message("chunk", frames, {}, ask.focus, ask.first, *self._insight.asked(ask, moments))

    def _look(self, ask):
        """Draw the frame on the screen again with another focus or other units, without training."""
        moment = self._trail.get(ask.at) or self._drawing.moment()
        frames, more = [self._drawing.draw(moment, ask.focus, ask.first)], self._insight.asked(ask, [moment])
        return self._message("look", frames, {}, ask.focus, ask.first, *more)

    def _go_back(self, position):
        """Return to the frame on the screen and discard what was computed after it."""
        self._rewind = False
        if position in self._trail:
            # Clear the error: training may continue with another setting, and fails again with the same one.
            self.run.restore(self._trail[position].snapshot._replace(error=None))
            self._sent = min(self._sent, self.run.epoch)
            self._trail.cut(position)

    def _frame(self, focus, first=()):
        """Draw the current state, and keep it for a while."""
        moment = self._drawing.moment()
        self._trail.add(moment)
        return self._drawing.draw(moment, focus, first)

    def _message(self, kind, frames, sections, focus=None, first=(), numbers=None, wrong=None):
        header = {
            "gen": self.gen,
            "seq": self.seq,
            "kind": kind,
            "position": self.run.position,
            "count": len(frames),
            "frame_bytes": self._drawing.frame_type(focus).itemsize,
            "error": self.error,
            "focus": focus,
            "first": first or (0,) * len(self._drawing.maps.sizes),
        }
        if kind in ("start", "change"):
            left = self._left.label if self._left else None
            header |= {"net": description(self.run, self._drawing.maps), "edited": self._edited, "left": left}
        if frames:  # after a change the run goes back to the frame on the screen only with the next ask
            header["finding"] = self._insight.finding()
        if numbers:
            header["numbers"] = numbers
        if wrong is not None:
            sections = {**sections, "wrong": wrong}
        sections = {**sections, "history": self._unsent_history()}
        if frames:
            sections["frames"] = as_differences(np.stack(frames))
        return squeeze(pack(header, sections))

    def _unsent_history(self):
        """(rows, 5): epoch and measures of the epochs completed since the last payload."""
        rows = self.run.history.rows[self._sent + 1 :]
        epochs = np.arange(self._sent + 1, self._sent + 1 + len(rows))
        self._sent += len(rows)
        return np.column_stack([epochs, rows]).astype("<f8")
