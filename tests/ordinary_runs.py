"""Ordinary runs, and an observer that judges each finding with hindsight and by other formulas, for false alarms.

Ordinary are the presets, and every data set under settings that a class tries: three sizes of nets, three activations,
three optimizers at their usual rates, with and without noise, each on fresh seeds of data and weights. Neither a rate
far too large nor initial weights of zero are ordinary: there an alarm is right, and the constructed runs ask for it.
"""

from collections.abc import Iterator

import numpy as np

from playground import Config, Run
from playground.diagnosis.curves import LOST, SOLVED
from playground.diagnosis.findings import Finding
from playground.diagnosis.observer import Observer
from playground.presets import PRESETS
from playground.tables.activations import ACTIVATIONS
from playground.tables.datasets import DATASETS

EPOCHS, LATER, EVERY = 300, 150, 5
"""Epochs that are watched, epochs after them for hindsight, and epochs between two looks."""

NETS = ((8, 8), (4,), (16, 16))
BENDS = ("gelu", "tanh", "relu")
RULES = (("adam", 0.01), ("sgd", 0.1), ("adam", 0.003))
NOISES = (0.0, 0.3)


def ordinary(seeds: range) -> Iterator[Config]:
    """Configs in turn: for each seed, every data set under settings that change from one to the next."""
    for seed in seeds:
        for k, dataset in enumerate(DATASETS, seed):
            optimizer, rate = RULES[k % 3]
            yield Config(
                dataset=dataset,
                hidden=NETS[(k + seed) % 3],
                activation=BENDS[(k // 3) % 3],
                optimizer=optimizer,
                rate=rate,
                noise=NOISES[k % 2],
                data_seed=1000 + seed,
                init_seed=2000 + seed,
            )
        for preset in PRESETS.values():
            yield preset.config.replace(data_seed=3000 + seed, init_seed=4000 + seed)


def watch(config: Config) -> tuple[np.ndarray, list[tuple[int, Finding]], Run]:
    """The history of a run with the epochs after, each finding that was new, and the run at its end."""
    run = Run(config)
    observer, found, last = Observer(run), [], None
    for _ in range(EPOCHS // EVERY):
        run.advance(EVERY)
        finding, _ = observer.look()
        if finding and finding.sentence != last:
            found.append((run.epoch, finding))
            last = finding.sentence
    run.advance(LATER)
    return np.array(run.history.rows), found, run


def false_alarms(config: Config) -> list[str]:
    """The findings of a run that were not true, or were not to be said."""
    rows, found, run = watch(config)
    return [
        f"epoch {epoch}: {finding.sentence}"
        for epoch, finding in found
        if not JUDGES.get(finding.kind, _never)(rows, epoch, finding, run)
    ]


def _solved(rows, epoch, finding, run):
    """At its epoch, and now, and it is not lost for good."""
    worst = rows[:, 2:].min(axis=1)
    return worst[finding.since] >= SOLVED and worst[epoch] >= LOST and worst[epoch:].max() >= SOLVED


def _falling(rows, epoch, finding, run):
    """Of two epochs of the last fifteen, or of the last third of the run, the later one mostly has the lower loss."""
    spans = [rows[max(epoch - n, 0) : epoch + 1, 0] for n in (15, max(30, epoch // 3))]
    return any(np.sign(part - part[:, None])[np.triu_indices(len(part))].sum() < 0 for part in spans)


def _plateau(rows, epoch, finding, run):
    """The median of its first half is at most a tenth above that of its second half; and that one is at most a tenth
    above the median of the next thirty epochs: else the advice came too early."""
    middle = (finding.since + epoch) // 2
    parts = rows[finding.since : middle, 0], rows[middle : epoch + 1, 0], rows[epoch : epoch + 31, 0]
    before, now, after = map(np.median, parts)
    return before < 1.1 * now and now < 1.1 * after


def _overfitting(rows, epoch, finding, run):
    """The test loss was lowest there, and is not lower again in the time that follows."""
    return rows[: epoch + 1, 1].argmin() == finding.since and rows[epoch:, 1].min() >= rows[finding.since, 1]


def _diverging(rows, epoch, finding, run):
    """Nor does the loss fall below its start later."""
    return np.median(rows[epoch:, 0]) > rows[0, 0]


def _diverged(rows, epoch, finding, run):
    return run.error is not None


def _dead(rows, epoch, finding, run):
    """At the end, too, so many units of some layer answer all training points with the same number, nearly."""
    again = Run(run.config).advance(epoch)
    x = again.model.features(run.data.x_train)
    for W, b in again.layers()[:-1]:
        z = W @ x[: W.shape[1]] + b[:, None]
        with np.errstate(over="ignore"):
            a = ACTIVATIONS[run.config.activations[0]].value(z)
        if (np.ptp(a, axis=1) < 0.05 * max(1.0, np.abs(z).max())).mean() >= 0.25:
            return True
        x = a
    return False


def _jumping(rows, epoch, finding, run):
    """From one epoch to the next it differs by a twentieth, rather up and down than in one direction."""
    steps = np.diff(rows[epoch - 20 : epoch + 1, 0])
    return np.abs(steps).mean() > 0.02 * rows[epoch, 0] and 3 <= (steps > 0).sum() <= 17


def _linear(rows, epoch, finding, run):
    """No later epoch has a lower loss, by more than a thousandth; and the net is linear."""
    return set(run.config.activations) <= {"linear"} and rows[:, 0].min() > rows[: epoch + 1, 0].min() * 0.97


def _identical(rows, epoch, finding, run):
    return run.config.initializer == "zeros"


def _never(rows, epoch, finding, run):
    return False


JUDGES = {
    "solved": _solved,
    "fitted": _solved,
    "falling": _falling,
    "plateau": _plateau,
    "overfitting": _overfitting,
    "diverging": _diverging,
    "diverged": _diverged,
    "dead layer": _dead,
    "dead units": _dead,
    "jumping": _jumping,
    "line": _linear,
    "features": _linear,
    "identical": _identical,
}
"""By kind; any other kind is a false alarm in an ordinary run."""
