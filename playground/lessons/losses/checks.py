"""The challenges of the page."""

from collections.abc import Generator

import numpy as np

from playground.config import Config
from playground.engine.model import Model
from playground.lessons.budget import trained
from playground.lessons.losses.settings import BLOBS, PLANE, Settings, for_losses, for_squares
from playground.scene.show import Challenge, Verdict
from playground.study import information as info
from playground.study import margins
from playground.study.probes import Probe

SEEDS = 20
ENOUGH = 16

ASKED = np.array([0.7, 0.2, 0.1])
CLOSE = 0.005
BITS = 0.01


def check_match(config: Config, settings: Settings) -> Generator[float, None, Verdict]:
    """Logits whose softmax is as close as ASKED."""
    yield 0.0
    p = info.normalized([settings.pa, settings.pb, settings.pc])
    q = info.softmax([settings.za, settings.zb, settings.zc])
    if np.abs(p - ASKED).max() > CLOSE:
        return Verdict(False, f"p is ({p[0]:.2f}, {p[1]:.2f}, {p[2]:.2f}); this is about (0.7, 0.2, 0.1).")
    bits = info.kl(p, q)
    return Verdict(bool(bits < BITS), f"q is ({q[0]:.3f}, {q[1]:.3f}, {q[2]:.3f}), and KL(p‖q) is {bits:.4f} bits.")


NOISE, UNITS, EPOCHS = 0.3, 4, 100


def check_rest(config: Config, settings: Settings) -> Generator[float, None, Verdict]:
    """Blobs on which the hinge net reaches zero loss, with some noise and few units."""
    asked = for_losses(BLOBS, settings).replace(loss="hinge")
    units = sum(asked.hidden)
    if asked.noise < NOISE or units > UNITS:
        yield 1.0
        text = (
            f"This takes noise of {NOISE:g} or more (now {asked.noise:g}) and at most {UNITS} hidden units ({units})."
        )
        return Verdict(False, text)
    model = Model(asked, seeds=range(SEEDS))
    yield from trained(model, EPOCHS)
    met = margins.margin_met(Probe(model).look()[-1].a, model.data.y_train)
    rest = int(met.all(axis=-1).sum())
    text = (
        f"After {EPOCHS} epochs {rest} of {SEEDS} seeds have no hinge loss at any training point; "
        f"on average {met.mean():.1%} of the points have none."
    )
    return Verdict(rest >= ENOUGH, text)


EXPLAINED, MOST, LONG = 0.9, 16, 150


def check_waves(config: Config, settings: Settings) -> Generator[float, None, Verdict]:
    """The waves, explained by few hidden units."""
    asked = for_squares(PLANE, settings)
    units = sum(asked.hidden)
    if asked.dataset != "waves" or units > MOST:
        yield 1.0
        return Verdict(False, f"This is about the waves, with at most {MOST} hidden units; now there are {units}.")
    model = Model(asked, seeds=range(SEEDS))
    yield from trained(model, LONG)
    r2 = np.asarray(model.measures.test_score)
    good = int((r2 >= EXPLAINED).sum())
    text = f"{good} of {SEEDS} seeds have a test R² of {EXPLAINED:g} or more; the mean is {r2.mean():.2f}."
    return Verdict(good >= ENOUGH, text)


CHALLENGES = (
    Challenge(
        goal=f"Let p be (0.7, 0.2, 0.1). Find logits whose softmax q has a KL(p‖q) below {BITS:g} bits, by hand or by "
        "thinking; Play finds them too, but what it finds is not set above.",
        hint="The softmax undoes the logarithm: only differences of logits count, and e to that difference is the "
        "ratio of two probabilities.",
        solution={"view": "surprise", "pa": 0.7, "pb": 0.2, "pc": 0.1, "za": 1.9, "zb": 0.7, "zc": 0.0},
        check=check_match,
    ),
    Challenge(
        goal=f"Bring the hinge to rest on three blobs: after {EPOCHS} epochs no hinge loss at any training point, from "
        f"{ENOUGH} of {SEEDS} seeds, with noise of {NOISE:g} or more and at most {UNITS} hidden units.",
        hint="Where clouds overlap some point keeps a loss. Where they do not, straight borders are enough for the "
        "right answer; a margin of 1 for every point is easier with borders that bend.",
        solution={"view": "losses", "noise": 0.3, "units": 4},
        check=check_rest,
    ),
    Challenge(
        goal=f"A plane explains nothing of the waves. Explain them, with at most {MOST} hidden units in all: a test R² "
        f"of {EXPLAINED:g} or more after {LONG} epochs, from {ENOUGH} of {SEEDS} seeds.",
        hint="One layer of so many units is enough, if only just; two layers of half as many are better.",
        solution={"view": "squares", "target": "waves", "depth": 2, "width": 8},
        check=check_waves,
    ),
)
