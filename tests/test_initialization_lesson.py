"""Initialization: the statements of the page about its six nets hold."""

import dataclasses

import numpy as np
import pytest

from playground import Config, Run
from playground.fields import needs_restart
from playground.lessons.budget import train_a_picture
from playground.lessons.format import short
from playground.lessons.initialization import LESSON
from playground.lessons.initialization.settings import DEFAULT, Settings
from playground.study.probes import Probe
from playground.study.starts import SCHEMES


def show_of(config=DEFAULT, **settings):
    return LESSON.show(config, Settings(**settings))


def seen(config=DEFAULT, **settings):
    values = show_of(config, **settings).update()
    return values["seen.text"], dict(values["seen.numbers"])


def test_the_histograms_integrate_to_one_however_much_lies_beyond():
    for settings in (
        {},
        {"activation": "relu", "inside": True},
        {"batch_norm": True, "mode": "test", "activation": "gelu"},
    ):
        show = show_of(**settings)
        show.advance()
        values = {**show.static(), **show.update()}
        for name in SCHEMES:
            width = np.diff(values[f"{name}.edges"])
            for kind in ("density", "outline"):
                # 40 bins, each rounded to 1e-16.
                np.testing.assert_allclose((values[f"{name}.{kind}"] * width).sum(axis=1), 1.0, rtol=1e-12)


def test_the_outline_is_what_was_before_the_first_step_also_when_it_is_asked_for_later():
    fresh, later = show_of(batch_norm=True), show_of(batch_norm=True)
    for _ in range(3):
        later.advance()
    for settings in (Settings(batch_norm=True), Settings(batch_norm=True, mode="test", inside=True)):
        for show in (fresh, later):
            show.change(settings)
        a, b = fresh.static(), later.static()
        for name in SCHEMES:
            np.testing.assert_array_equal(a[f"{name}.outline"], fresh.update()[f"{name}.density"])
            np.testing.assert_array_equal(a[f"{name}.outline"], b[f"{name}.outline"])


def test_what_ails_each_start_is_said():
    assert (
        seen(initializer="zeros")[0]
        == "Zeros: in every layer all units are identical: each layer is one unit, many times."
    )
    assert "the signal dies" in seen(initializer="small")[0]
    assert "saturated" in seen(initializer="large")[0]
    assert "the signal explodes" in seen(initializer="large", activation="relu")[0]
    for scheme in ("uniform", "xavier", "he"):
        assert "the signal gets through" in seen(initializer=scheme)[0]
    assert "the signal gets through" in seen(initializer="small", batch_norm=True)[0]


def train_mode(show, name):
    """Loss and accuracy of the net `name` over the training points, normalized as one batch, layer by layer."""
    model, k = show._model, SCHEMES.index(name)
    theta, layout, data = model.trainer.theta[k], model.layout, model.data
    a = model.features(data.x_train)
    for layer in layout.hidden:
        z = layout.W(theta, layer) @ a
        z = (z - z.mean(axis=1, keepdims=True)) / np.sqrt(z.var(axis=1, keepdims=True) + 1e-5)
        z = theta[layer.gamma][:, None] * z + theta[layer.beta][:, None]
        a = np.concatenate([np.maximum(z, 0.0), np.ones((1, len(data.x_train)))])
    z = (layout.W(theta, layout.layers[-1]) @ a)[0]
    return np.logaddexp(0.0, (1 - 2 * data.y_train) * z).mean(), ((z > 0) == data.y_train).mean()


def test_loss_and_accuracy_are_those_of_the_mode_that_is_shown():
    show = show_of(initializer="large", activation="relu", batch_norm=True)
    settings = show.settings
    for _ in range(3):
        found = {}
        for mode in ("train", "test"):
            show.change(dataclasses.replace(settings, mode=mode))
            values = show.update()
            found[mode] = values["loss.row"][1 + SCHEMES.index("large")], dict(values["seen.numbers"])["Accuracy"]
        loss, accuracy = train_mode(show, "large")
        # Sums of 250 points and of 16 units in another order: rounding of 1e-16, and 1e-13 after the division by √v.
        assert found["train"][0] == pytest.approx(loss, rel=1e-10)
        assert found["train"][1] == f"{accuracy:.1%}"
        measures = show._model.evaluator.measure()
        assert found["test"][0] == pytest.approx(measures.train_loss[SCHEMES.index("large")], rel=1e-10)
        assert found["test"][1] == f"{measures.train_score[SCHEMES.index('large')]:.1%}"
        show.advance()


def test_normalized_by_the_batch_a_net_of_large_weights_starts_with_a_small_loss():
    """By the running averages, which know nothing yet, the same net has a loss of 10⁵."""
    show = show_of(initializer="large", activation="relu", batch_norm=True)
    assert show.update()["loss.row"][1 + SCHEMES.index("large")] < 10
    show.change(dataclasses.replace(show.settings, mode="test"))
    assert show.update()["loss.row"][1 + SCHEMES.index("large")] > 1e4


def test_the_curve_of_another_mode_begins_at_the_beginning():
    show = show_of(batch_norm=True)
    for _ in range(3):
        show.advance()
    curves = {}
    for mode in ("train", "test", "train"):
        show.change(Settings(batch_norm=True, mode=mode))
        rows = show.static()["loss.rows"]
        assert rows[:, 0].tolist() == [0.0, 1.0, 2.0, 3.0]
        np.testing.assert_array_equal(rows, curves.setdefault(mode, rows))
    assert (curves["train"][:, 1:] != curves["test"][:, 1:]).any()


def test_looking_in_either_mode_leaves_the_training_alone():
    show, alone = show_of(batch_norm=True), show_of(batch_norm=True)._model
    for _ in range(2):
        show.advance()
        train_a_picture(alone)
    np.testing.assert_array_equal(show._model.trainer.theta, alone.trainer.theta)
    np.testing.assert_array_equal(show._model.trainer.running, alone.trainer.running)


def test_a_layer_that_answers_alike_to_every_point_is_dead_however_much_its_units_differ():
    """Five layers of sigmoid from Xavier's weights: the units of the last layer differ by 0.1, each over the points by
    less than a thousandth."""
    text, numbers = seen(initializer="xavier", activation="sigmoid")
    assert "the signal dies" in text
    run = Run(show_of(initializer="xavier", activation="sigmoid").config)
    a, spreads, shares = run.model.features(run.data.x_train)[:-1], [], []
    for W, b in run.layers()[:-1]:
        a = 1.0 / (1.0 + np.exp(-(W @ a + b[:, None])))
        spreads.append(np.sqrt(a.var(axis=1).mean()))
        shares.append(spreads[-1] / np.sqrt((a * a).mean()))
    assert a.std() > 0.1
    assert spreads[-1] < 1e-3
    assert numbers["Spread, first and last layer"] == f"{short(spreads[0])}, {short(spreads[-1])}"
    assert numbers["As a share of the outputs' size"] == f"{shares[0]:.1%}, {shares[-1]:.1%}"


def test_of_a_net_that_diverged_no_number_is_made_up():
    show = show_of(DEFAULT.replace(optimizer="sgd", rate=10.0), initializer="large", activation="linear", depth=8)
    show.advance()
    values = show.update()
    assert values["seen.text"].startswith("Large: the numbers grew beyond")
    assert "–, –" in dict(values["seen.numbers"])["As a share of the outputs' size"]


def test_dead_units_are_counted_as_the_run_alone_has_them():
    _, numbers = seen(initializer="he", activation="relu", width=2, depth=8)
    run = Run(show_of(initializer="he", activation="relu", width=2, depth=8).config)
    dead = sum(int(signal.health().dead.sum()) for signal in Probe(run.model).look()[:-1])
    assert numbers["Dead units"] == f"{dead} of 16"


def test_the_config_is_the_net_that_is_looked_at():
    show = show_of(initializer="he", depth=3, width=4, activation="elu", batch_norm=True, init_seed=7)
    assert show.config == DEFAULT.replace(
        hidden=(4,) * 3, activation="elu", batch_norm=True, init_seed=7, initializer="he"
    )
    show.change(dataclasses.replace(show.settings, initializer="small", mode="test"))
    assert show.config.initializer == "small"
    train_loss = show.update()["loss.row"][1 + SCHEMES.index("small")]
    assert train_loss == pytest.approx(Run(show.config).loss(), rel=1e-12)  # the same sums in another order


def test_the_learners_own_net_is_the_one_that_is_shown():
    own = Config(dataset="moons", hidden=(5, 3), activation=("relu", "tanh"), optimizer="sgd", rate=0.1)
    assert show_of(own).config == own.replace(initializer="xavier")  # what auto takes in front of the last layer
    assert show_of(own.replace(initializer="uniform")).config.initializer == "uniform"
    assert show_of(own, activation="elu").config.initializer == "he"
    assert show_of(own.replace(hidden=(128, 5), samples=5000)).config.hidden == (32, 5)
    assert show_of(own.replace(hidden=())).config.hidden == DEFAULT.hidden


def test_what_is_cut_from_the_learners_net_is_told():
    told = {
        "": Config(hidden=(32, 5)),
        "reduced to 32 units per layer.": Config(hidden=(128, 5)),
        "reduced to 32 units per layer and 500 points.": Config(hidden=(33,), samples=510),
    }
    for sentence, config in told.items():
        assert sentence in show_of(config).update()["seen.formula"]
    assert "reduced" not in show_of(told[""]).update()["seen.formula"]


def test_another_look_keeps_the_nets_and_another_net_does_not():
    show = show_of()
    show.change(Settings(initializer="zeros", mode="test", inside=True))
    assert needs_restart(show.settings, dataclasses.replace(show.settings, depth=2))


def test_a_large_net_is_trained_by_parts_of_an_epoch_that_never_overrun_it():
    run = Run(Config(hidden=(64,) * 8, batch_size=50, samples=5000))
    places = []
    while run.epoch < 2:
        train_a_picture(run.model)
        places.append(run.position)
    assert len(places) > 2
    assert {1.0, 2.0} <= set(places)


@pytest.mark.slow
def test_the_start_decides_what_is_learned():
    """After 30 epochs the good starts have solved the circle, zeros nothing: from each of 20 fresh seeds."""
    shares = {name: [] for name in SCHEMES}
    for seed in range(100, 120):
        show = show_of(DEFAULT.replace(init_seed=seed))
        for _ in range(30):
            show.advance()
        assert show.position == 30
        for name, score in zip(SCHEMES, show._model.evaluator.measure().train_score, strict=True):
            shares[name].append(score)
    assert max(shares["zeros"]) <= 0.55
    assert min(min(shares["xavier"]), min(shares["he"]), min(shares["uniform"])) >= 0.95
    assert np.mean(shares["small"]) < 0.9
    assert np.mean(shares["large"]) < 0.95
