"""The race on a textbook surface, computed completely at once, so that dragging the start redraws all paths."""

import numpy as np

from playground.config import Config
from playground.lessons.format import positive
from playground.lessons.optimization.plots import SMOOTH, TURNS, landscape, relief, ways
from playground.lessons.optimization.settings import LINES, Settings, field_of, race_config, racers, tuned, tuning
from playground.lessons.optimization.words import ARRIVED, PRESETS, faint, headed, told
from playground.scene.panels import Button, Control, Curves, Layout, Map, Space, Style, Words
from playground.scene.show import Show, Values
from playground.study.race import ENTRANTS
from playground.study.surface import Window
from playground.study.terrain import TERRAINS, Terrain, descend

GRID = 61
PICTURES = 300


def start_of(terrain: Terrain, settings: Settings) -> tuple[float, float]:
    """The common start: the chosen point, limited to the visible region, or the terrain's own."""
    low_x, high_x, low_y, high_y = terrain.box
    x, y = terrain.start
    x = x if settings.start_x is None else settings.start_x
    y = y if settings.start_y is None else settings.start_y
    return min(max(x, low_x), high_x), min(max(y, low_y), high_y)


def noise_of(settings: Settings, draw: int = 0) -> np.ndarray | None:
    """(steps, 2) noise to add to the gradients; None without noise."""
    if not settings.noise:
        return None
    return settings.noise * np.random.default_rng(draw).standard_normal((settings.length, 2))


class SurfaceShow(Show):
    """Optimizers on a function of two variables, computed in advance."""

    def __init__(self, config: Config, settings: Settings):
        self.settings = settings
        self.config = race_config(config, settings)
        self._names = racers(settings)
        self._styles = tuple(LINES[name] for name in self._names)
        self._terrain = terrain = TERRAINS[settings.surface]
        self._start = start_of(terrain, settings)
        entries = field_of(config, settings)
        self._descent = descend(terrain, entries, self._start, settings.length, noise_of(settings))
        self._pace = max(1, settings.length // PICTURES)
        low_x, high_x, low_y, high_y = terrain.box
        self._window = Window((low_x, low_y), (high_x, high_y))
        grid = self._window.grid(GRID)
        heights = terrain.value(grid[..., 0], grid[..., 1])
        self._shades = relief(heights)
        self._relief = relief(heights, SMOOTH if terrain.log else None)
        self._lowest = min(float(terrain.value(np.array(x), np.array(y))) for x, y in terrain.goals)

    def layout(self) -> Layout:
        settings, terrain = self.settings, self._terrain
        look = ENTRANTS[tuned(self.config, settings)].label
        scale = "Heights are logarithms here." if terrain.log else "Heights are as they are."
        return Layout(
            rows=[
                [
                    Map("plane", colors="sequential", title=f"{terrain.label}:  {terrain.formula}", x="x", y="y",
                        span=5, styles=(*faint(self._styles), *headed(self._styles)), pick=("start_x", "start_y"),
                        note="Drag the cross to start elsewhere. Rings are minima, deeper blue is higher."),
                    Space("space", title="The same as a landscape", axes=("x", "y", "height"), styles=self._styles,
                          height=400, note=f"Drag to turn. {scale}"),
                    Words("seen", span=3),
                ],
                [
                    Curves("loss", title="Height above the minimum", x="step", styles=self._styles, log=True,
                           low=ARRIVED),
                    Curves("factor", title="Effective step", x="step", styles=self._styles, log=True, log_x=True,
                           note="|η·direction| / |slope|, the mean of x and y on this scale: the rate that plain "
                           "descent would have needed."),
                    Curves("spread", title=f"{look}: its step in x and in y", x="step", log=True, log_x=True,
                           styles=(Style("x", "ink"), Style("y", "quiet", dash=True)),
                           note="An optimizer that scales each number by its own past has two rates here."),
                ],
            ],
            controls=[
                Control("surface"),
                Control("racers"),
                *tuning(self.config, settings),
                Control("noise"),
                Control("length"),
            ],
            buttons=[Button(label, sets) for label, sets in PRESETS.items()],
            counts="step",
        )  # fmt: skip

    def static(self) -> Values:
        steps = np.arange(self.settings.length + 1)
        heights = positive(self._descent.heights - self._lowest)
        factors = self._descent.effective()
        k = self._names.index(tuned(self.config, self.settings))
        # On a log axis the mean of two values is their geometric mean.
        both = np.sqrt(positive(factors[..., 0]) * positive(factors[..., 1]))
        return {
            **landscape(self._shades, self._relief, self._window, np.array(self._terrain.view)),
            "plane.crosses": np.array([self._start]),
            "plane.rings": np.array(self._terrain.goals),
            "loss.rows": np.column_stack([steps, heights]),
            "factor.rows": np.column_stack([steps[1:], both]),
            "spread.rows": np.column_stack([steps[1:], positive(factors[:, k])]),
        }

    def update(self) -> Values:
        now, places, (x, y) = self.steps, self._descent.places, self._start
        turn = now // self._pace % TURNS == 0 or now == self.settings.length
        mark = [[now, f"step {now}"]] if now else []
        labels = [style.label for style in self._styles]
        heights = self._descent.heights[now] - self._lowest
        rule = ENTRANTS[tuned(self.config, self.settings)]
        return {
            **ways(self._relief, self._window, places[: now + 1], places[now:], turn),
            **told(labels, heights, now, ["Start", f"({x:.3g}, {y:.3g})"], rule, "height"),
            "loss.marks": mark,
            "factor.marks": mark,
            "spread.marks": mark,
        }

    def advance(self) -> bool:
        if self.steps >= self.settings.length or not np.isfinite(self._descent.heights[self.steps]).any():
            return False
        self.steps = min(self.steps + self._pace, self.settings.length)
        return True
