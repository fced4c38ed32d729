"""The race on the net's own loss: boundaries, losses, effective steps, and paths on a plane through the weights."""

import numpy as np

from playground.config import Config
from playground.lessons.budget import cut
from playground.lessons.format import positive
from playground.lessons.grid import GridReader
from playground.lessons.optimization.dry_run import DryRun
from playground.lessons.optimization.plots import CELLS, TURNS, landscape, view, ways
from playground.lessons.optimization.settings import (
    LINES,
    PLANES,
    Settings,
    field_of,
    race_config,
    racers,
    tuned,
    tuning,
)
from playground.lessons.optimization.words import PRESETS, SPREAD, faint, headed, quantiles, score, told
from playground.scene.panels import Button, Control, Curves, Layout, Map, Panel, Space, Style, Words
from playground.scene.show import Show, Values
from playground.study.race import ENTRANTS, EffectiveSteps, Race

PICTURES = 300
"""Frames of a race; a longer race has more steps per frame."""

AT_ONCE = 0.06
"""Seconds of the hidden run before the first frame, which is enough for a net of the usual size. The rest is done
frame by frame."""

SLICE = 0.02
"""Seconds of the hidden run per frame after that."""

LOST = 1e3
"""An entry at more than this multiple of the initial loss counts as diverged; infinity may take more steps."""


class NetShow(Show):
    """Nets that differ only in their optimizer. A hidden first run determines the plane, then the race is shown."""

    def __init__(self, config: Config, settings: Settings):
        self.settings = settings
        self._smaller = cut(config)
        self.config = config = race_config(config, settings)
        self._names = racers(settings)
        self._styles = tuple(LINES[name] for name in self._names)
        self._race = Race(config, field_of(config, settings))
        self._pace = max(1, settings.length // PICTURES)
        self._grid = GridReader(self._race, CELLS)
        self._fresh = True
        self._opening = self._grid.codes()
        self._dry_run = DryRun(self._race, settings, self._pace)
        self._dry_run.advance(AT_ONCE)
        self._begin()

    @property
    def position(self) -> int:
        """Steps done; 0 during the hidden run."""
        return self._race.steps if self._dry_run.known else 0

    @property
    def preparing(self) -> bool:  # type: ignore[override]  # an attribute in Show; here it follows the run
        """Whether the hidden run is in progress."""
        return not self._dry_run.known

    def _begin(self) -> None:
        """Reset the record for a race at its start."""
        self._rows: Values = {}
        self._effective = EffectiveSteps()
        if self._dry_run.known:
            self._note()

    def _note(self) -> None:
        race = self._race
        self._measures = race.measures
        loss = np.asarray(self._measures.train_loss)
        if not race.steps:
            self._first = loss[0]
        with np.errstate(invalid="ignore"):
            self._alive = race.finite & (loss < LOST * self._first)
        self._rows = {"loss.row": np.array([race.steps, *positive(np.where(self._alive, loss, np.nan))])}
        if race.steps:
            # The median is NaN, and not drawn, where no parameter has a gradient or the net diverged.
            own = self._steps_now[self._names.index(tuned(self.config, self.settings))]
            self._rows["factor.row"] = np.array([race.steps, *quantiles(self._steps_now, (0.5,))[:, 0]])
            self._rows["spread.row"] = np.array([race.steps, *quantiles(own, tuple(SPREAD))])

    def advance(self) -> bool:
        if not self._dry_run.known:
            self._dry_run.advance(SLICE)
            if self._dry_run.known:
                self._begin()
            return True
        left = self.settings.length - self._race.steps
        if left <= 0 or not self._alive.any():
            return False
        for _ in range(min(self._pace, left)):
            self._race.advance()
            self._steps_now = self._effective.note(self._race.moved, self._race.grad)
        self._note()
        return True

    def _left_out(self) -> str:
        """How the surface differs from the loss that the optimizers minimize."""
        parts = []
        if self.config.batch_norm:
            parts.append("It has the running averages of the best net's end, so the others' own losses differ.")
        if self.config.regularizer != "none":
            parts.append("The penalty is not in it.")
        return "".join(f" {part}" for part in parts)

    def layout(self) -> Layout:
        settings, count = self.settings, len(self._names)
        maps = [
            Map(f"net{k}", span=2, colors="signed" if self.config.task == "regression" else "classes",
                classes=self._race.classes or 1, styles=(style,))
            for k, style in enumerate(self._styles)
        ]  # fmt: skip
        words = Words("seen", span=12 if count == 6 else 12 - 2 * count)
        look = ENTRANTS[tuned(self.config, settings)].label
        a, b = ("1st component", "2nd component") if settings.plane == "pca" else ("1st direction", "2nd direction")
        surface = [
            Map("plane", colors="sequential", title=f"Loss on the {PLANES[settings.plane].formula}", x=a, y=b,
                styles=(*faint(self._styles), *headed(self._styles)),
                note=f"Darker is higher (log scale). Thin line: path still ahead.{self._left_out()}"),
            Space("space", title="The same as a landscape", axes=(a, b, "loss"), styles=self._styles, height=400,
                  note="Drag to turn. Paths are projected onto the plane; the curves show their true loss."),
            Curves("loss", title="Training loss", x="step", styles=self._styles, log=True, height=400,
                   note=self._smaller),
        ]  # fmt: skip
        steps: list[Panel] = [
            Curves("factor", span=6, title="Effective step", x="step", styles=self._styles, log=True, log_x=True,
                   note="|η·direction| / |g| of late, the median of all weights: the rate plain descent would need."),
            Curves("spread", span=6, title=f"{look}: effective step of its weights", x="step", log=True, log_x=True,
                   styles=tuple(Style(words, "ink" if share == 0.5 else "quiet", dash=share == 0.9)
                                for share, words in SPREAD.items()),
                   note="Each weight has a step of its own: low where its gradients were large."),
        ]  # fmt: skip
        rows = [[words], maps] if count == 6 else [[*maps, words]]
        another = [Button("Another plane", {"seed": (settings.seed + 1) % 100})] if settings.plane == "random" else []
        data = len(self._race.data.x_train)
        return Layout(
            rows=[*rows, surface, steps],
            controls=[
                Control("surface"),
                Control("racers"),
                *tuning(self.config, settings),
                Control("batch_size", value=min(self.config.batch_size, data)),
                Control("length"),
                Control("plane"),
            ],
            buttons=[Button(label, sets) for label, sets in PRESETS.items()] + another,
            counts="step",
        )

    def static(self) -> Values:
        data = self._race.data
        points = np.column_stack([data.x_train, data.y_train])
        return {f"net{k}.points": points for k in range(len(self._names))}

    def _surface(self) -> Values:
        """The surface, as a map and in 3D."""
        ahead = self._dry_run
        caption = f"{ahead.explained:.0%} of the paths' variance"
        surface = landscape(ahead.shades, ahead.relief, ahead.window, view(ahead.window, ahead.places[0, 0]))
        return {**surface, "plane.caption": caption}

    def update(self) -> Values:
        if not self._dry_run.known:
            return {
                "plane.caption": f"preparing, {self._dry_run.share:.0%}",
                "seen.text": "Press Play: a first run without drawing finds a plane that shows the paths.",
                **{f"net{k}.field": picture for k, picture in enumerate(self._opening)},
            }
        values = {**self._rows, **self._paths(), **(self._surface() if self._fresh else {})}
        self._fresh = False
        for k, picture in enumerate(self._grid.codes()):
            values[f"net{k}.field"] = picture
            values[f"net{k}.caption"] = score(self._measures, k, self.config.task) if self._alive[k] else "diverged"
        return {**values, **self._seen()}

    def _paths(self) -> Values:
        ahead, now = self._dry_run, self._race.steps
        gone = np.concatenate([ahead.places[ahead.steps < now], ahead.plane.project(self._race.theta)[None]])
        turn = self._fresh or now // self._pace % TURNS == 0 or now == self.settings.length
        return ways(ahead.relief, ahead.window, gone, ahead.places[ahead.steps >= now], turn)

    def _seen(self) -> Values:
        race = self._race
        labels = [style.label for style in self._styles]
        losses = np.where(self._alive, self._measures.train_loss, np.nan)
        rule = ENTRANTS[tuned(self.config, self.settings)]
        return told(labels, losses, race.steps, ["Epoch", f"{race.position:.1f}"], rule)

    def changed(self, names: frozenset[str]) -> None:
        """Another plane for the same race."""
        self._dry_run.turn(self.settings)
        self._fresh = True

    def moving(self) -> list:
        return [self._race, self._effective]
