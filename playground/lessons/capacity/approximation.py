"""One hidden layer on a line: the output as a sum of hidden activations, and its error by width."""

import numpy as np

from playground.config import Config
from playground.engine.run import Run
from playground.lessons.capacity.settings import LINE, LINE_WIDTHS, Settings
from playground.scene.panels import TEST, TRAIN, Button, Control, Curves, Layout, Map, Style, Words
from playground.scene.show import Show, Values
from playground.study.approximation import TARGETS, built, line_data, one_layer_config, parts
from playground.study.capacity import Cell, Training
from playground.study.contours import with_gaps
from playground.tables.activations import ACTIVATIONS

PICTURE = 0.014
"""Seconds of training per frame for the nets of all widths, in addition to the net shown."""

EPOCHS_A_PICTURE = 5

MOST = 2000
"""Epochs of the net shown."""

SEEDS, EPOCHS = range(10), 500
"""Epochs of the nets of all widths."""

X = np.linspace(-6.0, 6.0, 193)
HEIGHT = 1.6
LEAST = 1e-3
"""Smaller errors are drawn at this value: exact lines have error 0, which has no place on a log axis."""
WANTED, GIVEN = 0, 1
UNIT_COLORS = 6


class ApproximationShow(Show):
    """Trains one net 1-width-1, and fills the curve of error by width meanwhile."""

    def __init__(self, config: Config, settings: Settings):
        # No Config describes a target's rows, so the playground keeps the learner's own experiment.
        super().__init__(config, settings)
        self._data = line_data(settings.target)
        self._wanted = with_gaps([np.column_stack([X, TARGETS[settings.target].value(X)])], WANTED)
        self._width: Training | None = None
        self._cells: dict[int, Cell] = {}
        self._by_hand: dict[int, float] = {}
        self._build()

    def _build(self) -> None:
        """The net shown."""
        settings = self.settings
        shape = settings.units, settings.activation
        own = one_layer_config(LINE, *shape).replace(init_seed=self.config.init_seed)
        layers = built(settings.target, *shape) if settings.initializer == "built" else None
        self._run = Run(own, self._data, layers)

    def changed(self, names: frozenset[str]) -> None:
        """Another width needs another net; the results for all widths are kept."""
        if names & {"units", "initializer"}:
            self._build()

    def moving(self) -> list:
        return [self._run, *([self._width, self._width.model] if self._width else [])]

    def advance(self) -> bool:
        if self._run.epoch >= MOST and len(self._cells) == len(LINE_WIDTHS):
            return False
        if self._run.epoch < MOST:
            self._run.advance(EPOCHS_A_PICTURE)
        self._sweep()
        return True

    def _sweep(self):
        """Train the nets of all widths for one slice, narrow ones first."""
        settings = self.settings
        width = next((width for width in LINE_WIDTHS if width not in self._cells), None)
        if width is None:
            return
        if self._width is None:
            own = one_layer_config(LINE, width, settings.activation)
            by_hand = Run(own, self._data, built(settings.target, width, settings.activation)).loss("test")
            self._by_hand = {**self._by_hand, width: by_hand}
            self._width = Training(own, SEEDS, EPOCHS, self._data)
        elif not self._width.advance(PICTURE):
            self._cells = {**self._cells, width: self._width.result()}
            self._width = None

    # -- picture --------------------------------------------------------------------------------------

    def layout(self) -> Layout:
        units = tuple(
            Style(f"unit {k + 1}", f"compared{k % UNIT_COLORS}", width=1.5)
            for k in range(min(self.settings.units, UNIT_COLORS))
        )
        more = self.settings.units > UNIT_COLORS
        return Layout(
            rows=[
                [
                    Map("fit", colors="none", classes=1, span=6, title="The target and the net", x="x", y="y",
                        square=False, styles=(Style("target", "quiet", width=5.0), Style("net", "ink", width=2.0)),
                        note="Rings: where a unit bends."),
                    Map("units", colors="none", classes=1, span=6, title="What each unit adds", x="x", y="y",
                        square=False, styles=units,
                        note="Each unit: v·f(w·x + c)." + " Colors come again after six." * more),
                ],
                [
                    Curves("loss", span=4, title="Loss", x="epoch", y="loss", styles=(TRAIN, TEST), log=True),
                    Curves("widths", span=4, title="Wider nets fit more closely", x="units", y="test error",
                           styles=(Style("median of the seeds", "ink", dash=True), Style("by hand", "accent")),
                           log=True, log_x=True, low=LEAST, high=3.0,
                           note=f"Root mean square on test points; dots: {len(SEEDS)} seeds after {EPOCHS} epochs."),
                    Words("seen", span=4),
                ],
            ],
            controls=[
                Control("view"), Control("target"), Control("units"), Control("activation"), Control("initializer"),
            ],
            buttons=[Button("Twice as many units", {"units": min(32, 2 * self.settings.units)},
                            disabled=self.settings.units >= 32)],
        )  # fmt: skip

    def static(self) -> Values:
        box = np.array([-6.0, 6.0, -HEIGHT, HEIGHT])
        return {"fit.box": box}

    def update(self) -> Values:
        taken = parts(self._run, X)
        net = with_gaps([np.column_stack([X, np.clip(taken.total, -9, 9)])], GIVEN)
        units = with_gaps(
            [np.column_stack([X, unit]) for unit in taken.units], [k % UNIT_COLORS for k in range(len(taken.units))]
        )
        size = 2.0 ** np.ceil(np.log2(max(1.0, np.abs(taken.units).max())))  # doubles when needed: a stable axis
        inside = taken.centers[np.abs(taken.centers) <= 6.0]
        bent = np.column_stack([inside, np.interp(inside, X, taken.total)])
        return {
            "fit.paths": np.concatenate([self._wanted, net]),
            "fit.rings": bent,
            "fit.caption": f"R² {self._run.r2('test'):.2f} on test points".replace("-", "−"),
            "units.paths": units,
            "units.box": np.array([-6.0, 6.0, -size, size]),
            "units.caption": f"and {taken.offset:+.2f} everywhere".replace("-", "−"),
            "loss.row": np.array([self._run.epoch, *self._run.history.rows[-1][:2]]),
            **self._widths(),
            **self._words(len(inside)),
        }

    def _widths(self) -> Values:
        rows, dots = [], []
        for width in LINE_WIDTHS:  # widths without a result keep the axis fixed
            cell, by_hand = self._cells.get(width), self._by_hand.get(width, np.nan)
            errors = np.sqrt(2.0 * np.asarray(cell.measures.test_loss)[cell.alive]) if cell else np.empty(0)
            rows.append(
                [width, np.median(errors) if errors.size else np.nan, np.maximum(np.sqrt(2.0 * by_hand), LEAST)]
            )
            dots += [[width, error, 0] for error in errors]
        return {
            "widths.rows": np.array(rows),
            "widths.dots": np.array(dots or np.empty((0, 3))),
            "widths.caption": f"{len(self._cells)} of {len(LINE_WIDTHS)} widths",
        }

    def _words(self, bends: int) -> Values:
        units, run = self.settings.units, self._run
        label = ACTIVATIONS[self.settings.activation].label
        if run.error:
            text = run.error
        elif run.epoch == 0 and self.settings.initializer == "built":
            text = f"{units} {label} units, placed by hand, evenly spaced, not trained yet."
        elif run.epoch == 0:
            text = f"{units} units of {label}, each a bend. Press Play: training moves the bends and their sizes."
        else:
            text = f"{bends} of {units} units bend within the picture."
            text += " The rest add straight lines, or nothing." * (bends < units)
        return {
            "seen.text": text,
            "seen.numbers": [
                ["parameters", str(run.layout.size)],
                ["test error", f"{np.sqrt(2.0 * run.loss('test')):.3f}"],
            ],
            "seen.formula": "y = b + Σ v·f(w·x + c)",
        }
