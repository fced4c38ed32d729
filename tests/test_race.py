"""A race: each entry equals the run with its rule and rate, whatever the other entries are."""

import json
from pathlib import Path

import numpy as np
import pytest

from playground import Config, Run
from playground.engine.model import Model
from playground.study.race import ENTRANTS, EffectiveSteps, Entry, PerReplica, Race, Trail, UncorrectedAdam
from playground.tables.optimizers import OPTIMIZERS, Adam
from tests.torch_peer import CASES, STEPS, TORCH_CONFIGS, load

CLOSE = {"rtol": 0, "atol": 1e-9}
"""A stacked product adds in another order: some roundings of 1e-16 a step. In 40 steps of a training that still moves
they grow by a factor of a thousand or so, and rules that divide by small gradients take another thousand."""

SMALL = Config(samples=76, hidden=(5, 4))  # 38 rows: three batches of 10 and one of 8
RATES = {"sgd": 0.3, "momentum": 0.05, "nesterov": 0.05, "adagrad": 0.1, "rmsprop": 0.01, "adam": 0.02}
FIELD = [Entry(OPTIMIZERS[name](), rate) for name, rate in RATES.items()]

STORED = Path(__file__).parent / "data" / "torch"


def stored(name):
    return json.loads((STORED / f"{name}.json").read_text(encoding="utf-8"))["cases"]


def alone(config, entry):
    """The run of one entry: its rule and rate set in the config."""
    name = next(name for name, rule in OPTIMIZERS.items() if rule is type(entry.rule))
    said = {parameter: getattr(entry.rule, parameter) for parameter in entry.rule.parameters}
    return Run(config.replace(optimizer=name, rate=entry.rate, **said))


def check(config, entries, steps):
    race = Race(config, entries).advance(steps)
    for k, entry in enumerate(entries):
        run = alone(config, entry).advance_batches(steps)
        assert np.allclose(race.theta[k], run.model.trainer.theta, **CLOSE)
        assert np.allclose(race.running[k], run.model.trainer.running, **CLOSE)
        assert np.allclose([m[k] for m in race.measures], run.measures, **CLOSE)
        assert race.position == run.position


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"activation": "tanh", "loss": "squared"},
        {"dropout": 0.3},
        {"batch_norm": True},
        {"batch_norm": True, "batch_size": 37},  # one row left over: it joins the batch before it
        {"batch_size": 1},
        {"batch_size": 5000},
        {"hidden": ()},
        {"dataset": "plane"},
        {"dataset": "blobs", "classes": 3, "regularizer": "l1", "clip_norm": 0.5, "schedule": "cosine", "period": 10},
    ],
    ids=lambda options: ", ".join(options) or "plain",
)
def test_each_entry_is_the_run_of_its_rule_and_rate(options):
    check(SMALL.replace(**options), FIELD, steps=18)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_rule_of_the_table_races_as_it_trains_alone(name):
    check(SMALL, [Entry(OPTIMIZERS[name](), RATES.get(name, 0.001)), FIELD[0]], steps=9)


def test_entries_of_one_rule_keep_their_own_hyper_parameters():
    adams = [{"beta1": 0.9, "beta2": 0.999, "eps": 1e-8}, {"beta1": 0.0, "beta2": 0.5, "eps": 1e-3}]
    entries = [Entry(OPTIMIZERS["momentum"](mu=mu), 0.05) for mu in (0.0, 0.5, 0.95)]
    check(SMALL, [*entries, *(Entry(Adam(**hyper), 0.01) for hyper in adams)], steps=18)


def test_the_configs_own_optimizer_and_rate_do_not_count():
    other = SMALL.replace(optimizer="momentum", rate=3.0)
    assert (Race(SMALL, FIELD).advance(9).theta == Race(other, FIELD).advance(9).theta).all()


def test_pausing_changes_nothing():
    at_once, piecewise = Race(SMALL, FIELD).advance(23), Race(SMALL, FIELD)
    for steps in (1, 2, 1, 1, 7, 11):
        piecewise.advance(steps)
    assert piecewise.steps == at_once.steps == 23
    assert (piecewise.theta == at_once.theta).all()
    assert (piecewise.factors == at_once.factors).all()


def test_a_race_set_back_goes_on_as_before():
    race = Race(SMALL, FIELD).advance(7)
    trainer = race.trainer
    moment, then = trainer.snapshot(), race.advance(6).theta.copy()
    trainer.restore(moment)
    assert not (race.theta == then).all()
    assert (race.advance(6).theta == then).all()


def test_a_race_rewound_runs_as_the_first_time():
    race = Race(SMALL.replace(batch_norm=True), FIELD)
    first, running = race.advance(13).theta.copy(), race.running.copy()
    start = race.rewind().theta.copy()
    assert race.steps == race.position == 0
    assert (start == Race(SMALL.replace(batch_norm=True), FIELD).theta).all()
    assert (race.moved == 0.0).all()
    assert (race.advance(13).theta == first).all()
    assert (race.running == running).all()


def test_an_entry_that_diverged_leaves_the_others_alone():
    entries = [FIELD[0], Entry(OPTIMIZERS["sgd"](), 1e200), FIELD[5]]
    race = Race(SMALL.replace(activation="relu"), entries).advance(18)
    assert race.finite.tolist() == [True, False, True]
    calm = Race(SMALL.replace(activation="relu"), [FIELD[0], FIELD[5]]).advance(18)
    assert np.allclose(race.theta[[0, 2]], calm.theta, **CLOSE)


def test_a_field_that_is_too_small_or_too_large_is_named():
    for count in (0, 7):
        with pytest.raises(ValueError, match=f"entries are {count}; a race has 1 to 6"):
            Race(SMALL, FIELD[:1] * count)


def test_rates_and_rules_that_do_not_fit_are_named():
    trainer = Model(SMALL, seeds=(0, 0)).trainer
    with pytest.raises(ValueError, match=r"rates has the shape \(3,\); it must be \(2,\)"):
        trainer.use_rule(FIELD[0].rule, np.ones(3))

    class Greedy(Adam):
        label, memory = "Greedy", 5

    with pytest.raises(ValueError, match="Greedy has memory = 5; it must be at most 2"):
        trainer.use_rule(Greedy(), np.ones(2))


# -- against torch ----------------------------------------------------------------------------------------

MATCHED = [name for name, (_, config) in CASES.items() if name == f"{config.optimizer}"]


@pytest.mark.parametrize("name", MATCHED)
def test_an_entrys_training_is_the_one_stored_by_torch(name):
    case = stored("trainings")[name]
    run = load(case)
    config, trainer = run.config, run.model.trainer
    rule = OPTIMIZERS[config.optimizer].from_config(config)
    race = Race(config, [FIELD[0], Entry(rule, config.rate), FIELD[4]], run.data)
    race.trainer.theta[...] = trainer.theta
    theirs = race.trainer
    theirs._order = lambda: np.array(case["orders"][theirs.epoch])
    race.advance(30)
    # As in test_torch: thirty steps that divide by roots of squared gradients leave 1e-10 at the worst.
    assert np.allclose(race.theta[1], case["found"]["theta"], rtol=0, atol=1e-8)


def test_a_team_walks_the_paths_stored_by_torch():
    paths = stored("optimizers")
    configs = [TORCH_CONFIGS[name] for name in paths]
    per_replica = PerReplica(tuple(OPTIMIZERS[config.optimizer].from_config(config) for config in configs))
    theta = np.array([path["start"] for path in paths.values()])
    grads = np.array([path["grads"] for path in paths.values()])
    memory, clock = np.zeros((per_replica.memory, *theta.shape)), per_replica.clock(np.arange(1, STEPS + 1))
    for t in range(STEPS):
        theta = theta - np.array([[config.rate] for config in configs]) * per_replica.step(
            grads[:, t], *memory, clock=clock[t]
        )
        # Theta reaches tens on gradients of a thousand, whose steps are right to 1e-13 each: relative there.
        assert np.allclose(theta, [path["found"][t] for path in paths.values()], rtol=1e-10, atol=1e-10)


# -- Adam's correction ------------------------------------------------------------------------------------


def test_the_correction_is_the_factor_that_the_paper_names():
    rng = np.random.default_rng(0)
    # ε is nothing against gradients of order 1, so that the two differ by (1 − β₁ᵗ) / √(1 − β₂ᵗ) alone.
    corrected, raw = Adam(eps=1e-12), UncorrectedAdam(eps=1e-12)
    memory = {rule: np.zeros((2, 5)) for rule in (corrected, raw)}
    for t in range(1, 200):
        grad = rng.choice([-1.0, 1.0], 5) * rng.uniform(0.5, 2.0, 5)
        clock = np.array([t])
        one, other = (rule.step(grad, *memory[rule], clock=rule.clock(clock)[0]) for rule in (corrected, raw))
        assert np.allclose(other, one * (1 - 0.9**t) / np.sqrt(1 - 0.999**t), rtol=1e-9, atol=0)
        if t == 1:
            assert np.allclose(np.abs(one), 1.0, rtol=1e-11)
            assert np.allclose(np.abs(other), 0.1 / np.sqrt(0.001), rtol=1e-10)


def test_a_race_knows_adam_without_correction_and_the_table_does_not():
    assert set(ENTRANTS) - set(OPTIMIZERS) == {"adam-raw"}
    with_, without = Race(SMALL, [Entry(Adam(), 0.01), Entry(UncorrectedAdam(), 0.01)]).advance(1).moved
    large = np.abs(with_) > 0.0099  # of tiny gradients ε takes a share
    assert large.sum() > 30
    assert np.allclose((without / with_)[large], 0.1 / np.sqrt(0.001), rtol=1e-2)


# -- effective steps --------------------------------------------------------------------------------------


def test_the_effective_step_of_plain_descent_is_its_rate_throughout():
    race = Race(SMALL, FIELD[:1])
    for _ in range(9):
        race.advance()
        large = np.abs(race.trainer.grad) > 1e-6
        # A step is the difference of two thetas of order 1: 1e-16 against 0.3 · 1e-6.
        assert np.allclose(race.factors[large], 0.3, rtol=1e-8, atol=0)


def test_adagrads_effective_step_only_shrinks_and_that_of_rmsprop_does_not():
    race = Race(SMALL, FIELD[3:5])
    factors = np.array([race.advance().factors for _ in range(200)])
    adagrad, rmsprop = factors[:, 0], factors[:, 1]
    known = np.isfinite(adagrad).all(axis=0) & (adagrad.min(axis=0) > 0.0)
    assert known.sum() > 30
    # Rounding of a difference of thetas, as above, on gradients down to 1e-7 of a rate.
    assert (np.diff(np.median(adagrad[:, known], axis=1)) <= 1e-6).all()
    assert np.nanmedian(adagrad[-20:]) < 0.3 * np.nanmedian(adagrad[:1])
    assert (np.diff(np.nanmedian(rmsprop, axis=1)) > 0.0).sum() > 50


def test_a_parameter_without_gradient_has_no_effective_step():
    race = Race(SMALL.replace(initializer="zeros", activation="tanh"), FIELD[:2]).advance()
    first = race.layout.layers[0].weights
    assert np.isnan(race.factors[:, first]).all()


def test_smoothed_effective_steps_begin_with_the_first_step_and_lie_between_those_that_were():
    race, effective, seen = Race(SMALL, FIELD), EffectiveSteps(), []
    for _ in range(20):
        race.advance()
        smooth = effective.note(race.moved, race.grad)
        seen.append(race.factors)
        if race.steps == 1:
            assert np.allclose(smooth, race.factors, rtol=1e-12, equal_nan=True)
    known = np.isfinite(seen).all(axis=0)
    assert known.mean() > 0.9
    assert (smooth[known] <= np.max(seen, axis=0)[known] * (1 + 1e-12)).all()
    assert (smooth[known] >= np.min(seen, axis=0)[known] * (1 - 1e-12)).all()


# -- trails -----------------------------------------------------------------------------------------------


def test_a_trail_that_is_full_keeps_every_second_moment():
    race = Race(SMALL, FIELD[:2])
    trail, all_of_them = Trail(race, most=8), [race.theta.copy()]
    for _ in range(40):
        race.advance()
        trail.note()
        all_of_them.append(race.theta.copy())
    assert trail.stride == 8
    assert trail.steps == [0, 8, 16, 24, 32, 40]
    assert (trail.thetas == np.array(all_of_them)[trail.steps]).all()


def test_a_trail_of_large_nets_has_fewer_moments():
    assert Trail(Race(SMALL, FIELD[:2])).most == 1024
    assert Trail(Race(SMALL.replace(hidden=(128,) * 8), FIELD)).most == 11
