"""Layer statistics: the probe reads what the run computes, and finds dead, saturated and identical units."""

import numpy as np
import pytest

from playground import Config, Run
from playground.study.probes import MODES, Probe, flat_ends, identical, in_words, span, steepest
from playground.study.starts import SCHEMES, side_by_side
from playground.tables.activations import ACTIVATIONS
from tests.nets import KINDS, random_run, through_the_gates

PRODUCTS = 1e-12
"""Relative; the same sums in another order: 20 products of numbers below 100, each rounded to 1.1e-16."""


def run_of(activation="tanh", batch_norm=False, kind="binary", seed=0, n=40) -> Run:
    config = Config(
        hidden=(6, 5),
        activation=activation,
        batch_norm=batch_norm,
        task="regression" if KINDS[kind] is None else "classification",
    )
    return random_run(config, kind, np.random.default_rng(seed), n)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_layer_is_what_its_weights_say(activation, kind):
    run = run_of(activation, kind=kind)
    a = run.model.features(run.data.x_train)[:-1]
    for signal, (W, b) in zip(Probe(run.model).look(), run.layers(), strict=True):
        z = W @ a + b[:, None]
        np.testing.assert_allclose(signal.z, z, rtol=PRODUCTS, atol=PRODUCTS)
        a = ACTIVATIONS[signal.activation].value(z)
        np.testing.assert_allclose(signal.a, a, rtol=PRODUCTS, atol=PRODUCTS)


@pytest.mark.parametrize("loss", ["cross-entropy", "hinge", "squared"])
@pytest.mark.parametrize("batch_norm", [False, True])
def test_the_last_layer_is_what_the_run_predicts(loss, batch_norm):
    run = Run(Config(dataset="blobs", classes=3, loss=loss, hidden=(5,), batch_norm=batch_norm, samples=60))
    probe = Probe(run.model)
    run.advance(3)
    p = run.model.head.probabilities(probe.look()[-1].a)
    np.testing.assert_allclose(p.T, run.predict(run.data.x_train), rtol=PRODUCTS, atol=PRODUCTS)


def test_looking_in_either_mode_disturbs_nothing():
    config = Config(dataset="moons", hidden=(4,), batch_norm=True, samples=60, dropout=0.2)
    alone, looked_at = Run(config), Run(config)
    probes = [Probe(looked_at.model, mode) for mode in MODES]
    for _ in range(3):
        alone.advance()
        looked_at.advance()
        for probe in probes:
            probe.look()
    np.testing.assert_array_equal(looked_at.model.trainer.theta, alone.model.trainer.theta)
    np.testing.assert_array_equal(looked_at.model.trainer.running, alone.model.trainer.running)


def test_in_train_mode_each_pre_activation_has_mean_beta_and_deviation_gamma():
    run = run_of(batch_norm=True, n=200)
    theta, layout = run.model.trainer.theta, run.layout
    for signal, layer in zip(Probe(run.model, "train").look(), layout.hidden, strict=False):
        np.testing.assert_allclose(signal.z.mean(axis=-1), theta[layer.beta], atol=1e-12)  # rounding of a mean of 200
        # v / (v + ε) is not quite 1: with variances of 0.01 and more here, ε = 1e-5 takes at most 0.05 %.
        np.testing.assert_allclose(signal.z.std(axis=-1), theta[layer.gamma], rtol=5e-4)


def test_before_training_test_mode_normalizes_nothing_and_afterwards_it_agrees_with_train_mode():
    net = {"hidden": (6, 6), "activation": "tanh", "batch_norm": True, "initializer": "large"}
    run = Run(Config(dataset="circles", batch_size=5000, optimizer="sgd", rate=1e-5, **net))
    test, train = (Probe(run.model, mode) for mode in ("test", "train"))
    # Weights of deviation 3 on two features of deviation near 1: pre-activations of 3·√2, were they not normalized.
    assert test.look()[0].z.std() > 2.0
    assert train.look()[0].z.std() == pytest.approx(1.0, rel=1e-3)  # ε = 1e-5 of variances near 18, means near 0
    # All rows are one batch and the rate is next to nothing: what the averages follow stands still, and 0.9²⁰⁰ is 0.
    run.advance(200)
    for a, b in zip(test.look(), train.look(), strict=True):
        # The running variance is the unbiased one, 250/249 of the batch's: 0.2 % in the deviation of each layer.
        assert np.abs(a.z - b.z).max() < 0.01 * b.z.std()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("mode", MODES)
def test_loss_and_score_are_those_of_the_mode(mode, kind):
    run = run_of(batch_norm=True, kind=kind)
    trainer = run.model.trainer
    trainer.running[...] = np.random.default_rng(1).uniform(0.5, 1.5, trainer.running.shape)
    probe = Probe(run.model, mode)
    probe.look()
    test = run.model.evaluator.measure().train_loss
    train = through_the_gates(run, trainer.theta, np.ascontiguousarray(trainer.table.T)).loss
    assert probe.measures.train_loss == pytest.approx(test if mode == "test" else train, rel=PRODUCTS)
    assert train != pytest.approx(test, rel=1e-3), "or the modes could not be told apart"
    a, y = probe.look()[-1].a, run.data.y_train
    if KINDS[kind] is None:
        score = 1.0 - ((a[0] - y) ** 2).sum() / ((y - y.mean()) ** 2).sum()
    else:
        score = ((a[0] > 0.0 if len(a) == 1 else a.argmax(axis=0)) == y).mean()
    assert probe.measures.train_score == pytest.approx(score, rel=PRODUCTS)
    assert np.isnan([probe.measures.test_loss, probe.measures.test_score]).all()


@pytest.mark.parametrize("mode", MODES)
def test_a_stack_is_probed_as_its_nets_alone(mode):
    config = Config(dataset="moons", hidden=(4, 3), batch_norm=True, samples=60)
    model = side_by_side(config)
    model.trainer.train()
    probe = Probe(model, mode)
    for k, name in enumerate(SCHEMES):
        alone = Run(config.replace(initializer=name)).advance()
        for one, many in zip(Probe(alone.model, mode).look(), probe.look(), strict=True):
            # 25 steps of Adam apart: rounding of 1e-16 grown a thousandfold and more, still far below what is seen.
            np.testing.assert_allclose(many.a[k], one.a, rtol=1e-8, atol=1e-8)


def test_the_spread_is_that_of_each_unit_over_the_rows():
    run = run_of("tanh")
    signal = Probe(run.model).look()[0]
    deviations = [np.sqrt(((a - a.mean()) ** 2).mean()) for a in signal.a]
    root_mean_square = np.sqrt(np.mean(np.square(deviations)))
    assert signal.spread == pytest.approx(root_mean_square, rel=PRODUCTS)
    size = np.sqrt((signal.a**2).mean())
    assert signal.relative_spread == pytest.approx(root_mean_square / size, rel=PRODUCTS)


@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "softplus"])
def test_units_that_answer_alike_to_every_row_have_no_spread_however_much_they_differ(activation):
    run = run_of(activation)
    W = run.layout.W(run.model.trainer.theta, run.layout.hidden[0])
    W[:, :-1] = 0.0
    W[:, -1] = np.arange(6.0)
    signal = Probe(run.model).look()[0]
    assert np.ptp(signal.a) > 0.4
    # The mean of 40 equal numbers, rounded.
    assert signal.spread < 1e-14
    assert signal.relative_spread < 1e-14
    W[:, -1] = 0.0
    assert Probe(run.model).look()[0].relative_spread < 1e-14, "also where there is nothing that could have a share"


def test_an_unknown_mode_is_refused():
    with pytest.raises(ValueError, match="mode = 'both' must be one of train, test"):
        Probe(run_of().model, "both")


# -- dead, saturated, identical -------------------------------------------------------------------------


def test_dead_units_of_a_net_made_dead_by_hand_are_counted():
    run = run_of("relu")
    layer = run.layout.hidden[0]
    W = run.layout.W(run.model.trainer.theta, layer)
    W[[1, 4], :] = 0.0
    W[[1, 4], -1] = -1.0  # a bias below 0 and no weights: z = −1 on every row
    W[[0, 2, 3, 5], -1] = 50.0  # far to the right on every row
    signal = Probe(run.model).look()[0]
    health = signal.health()
    np.testing.assert_array_equal(np.flatnonzero(health.dead), [1, 4])
    np.testing.assert_array_equal(health.flat, [0, 1, 0, 0, 1, 0])
    assert not health.saturated.any(), "a ReLU is flat at one end only"
    # Dead is dead: no gradient reaches their weights.
    run.advance()
    after = run.layout.W(run.model.trainer.theta, layer)
    np.testing.assert_array_equal(after[[1, 4], :-1], 0.0)
    np.testing.assert_array_equal(after[[1, 4], -1], -1.0)


@pytest.mark.parametrize(("activation", "edge"), [("tanh", 3.0), ("sigmoid", 6.0)])
def test_a_squashing_unit_is_saturated_where_it_is_flat_on_more_than_half_of_the_rows(activation, edge):
    run = run_of(activation, n=100)
    layer = run.layout.hidden[0]
    W = run.layout.W(run.model.trainer.theta, layer)
    W[...] = 0.0
    W[:, -1] = [0.0, 0.98 * edge, 1.02 * edge, -1.02 * edge, 20.0, -20.0]
    health = Probe(run.model).look()[0].health()
    np.testing.assert_array_equal(health.saturated, [False, False, True, True, True, True])


def test_no_leaky_relu_and_no_linear_unit_is_ever_flat():
    for activation in ("leaky-relu", "linear"):
        run = run_of(activation)
        assert not Probe(run.model).look()[0].flat().any()


def test_which_activations_are_flat_where():
    ends = {
        (True, True): ("sigmoid", "tanh"),
        (True, False): ("relu", "elu", "softplus", "swish", "gelu"),
        (False, False): ("linear", "leaky-relu", "sin"),
    }
    for found, names in ends.items():
        assert {flat_ends(name) for name in names} == {found}


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_values_between_minus_three_and_three_lie_within_the_span(activation):
    low, high = span(activation)
    values = np.clip(ACTIVATIONS[activation].value(np.linspace(-3.0, 3.0, 601)), -4.0, 4.0)
    assert low - 1e-6 <= values.min()  # the dip of swish and gelu lies between two points of the grid
    assert values.max() <= high + 1e-6
    assert steepest(activation) > 0


def test_with_zeros_all_units_are_identical_and_stay_so():
    for activation in ("tanh", "sigmoid", "relu"):
        run = Run(Config(dataset="circles", hidden=(5, 3), activation=activation, initializer="zeros", samples=60))
        probe = Probe(run.model)
        for _ in range(3):
            first, second, _ = probe.look()
            assert in_words(first.identical(), 1, 5) == "all 5 units of layer 1 are identical"
            assert in_words(second.identical(), 2, 3) == "all 3 units of layer 2 are identical"
            run.advance(5)


def test_twins_made_by_hand_are_named():
    run = run_of("relu")
    W = run.layout.W(run.model.trainer.theta, run.layout.hidden[0])
    W[[1, 4]] = W[0]
    W[5] = W[3]
    groups = Probe(run.model).look()[0].identical()
    assert groups == [[0, 1, 4], [3, 5]]
    assert in_words(groups[:1], 1, 6) == "units 1, 2 and 5 of layer 1 are identical"
    assert in_words(groups, 1, 6) == "units 1, 2 and 5; 4 and 6 of layer 1 are identical"
    assert in_words([], 1, 6) == ""


def test_identical_agrees_with_comparing_all_pairs():
    rng = np.random.default_rng(1)
    for _ in range(200):
        kinds = rng.normal(size=(rng.integers(1, 5), 7)) * 10.0 ** rng.integers(-3, 4)
        z = kinds[rng.integers(0, len(kinds), rng.integers(1, 9))]
        z = z * (1.0 + 1e-14 * rng.normal(size=z.shape))
        same = np.abs(z[:, None] - z[None]).max(axis=-1) < 1e-10 * np.abs(z).max()
        groups = {tuple(np.flatnonzero(row)) for row in same if row.sum() > 1}
        assert identical(z) == sorted(list(map(int, group)) for group in groups)


def test_dead_units_with_weights_of_their_own_are_not_identical():
    z = np.array([[-1.0, -2.0], [-3.0, -1.0]])
    assert identical(z) == []


def test_a_net_that_diverged_is_told_and_not_counted():
    assert identical(np.array([[np.nan, 1.0], [np.nan, 1.0]])) == []
    run = run_of()
    run.model.trainer.theta[...] = np.nan
    signal = Probe(run.model).look()[0]
    assert not signal.finite
    assert not signal.health().dead.any()
    assert signal.identical() == []


def test_side_by_side_each_net_starts_and_learns_as_alone():
    config = Config(dataset="moons", hidden=(4,), activation="tanh", samples=60, init_seed=3)
    model = side_by_side(config)
    for k, name in enumerate(SCHEMES):
        alone = Run(config.replace(initializer=name))
        np.testing.assert_array_equal(model.trainer.theta[k], alone.model.trainer.theta)
    model.trainer.train()
    loss = model.evaluator.measure().train_loss
    for k, name in enumerate(SCHEMES):
        # Three steps' worth of rounding, grown by Adam's division: nowhere near the 1e-3 that a chart shows.
        assert loss[k] == pytest.approx(Run(config.replace(initializer=name)).advance().loss(), rel=1e-8)
