"""Capacity and regularization: what it shows is the engine's; its challenges can be solved, and are not yet."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st
from threadpoolctl import threadpool_limits

from playground import Config, Run
from playground.data import make_data
from playground.fields import fields_of, needs_restart
from playground.lessons.capacity import LESSON
from playground.lessons.capacity.ensemble_map import GHOST
from playground.lessons.capacity.settings import DEPTHS, FEW, WIDTHS, Settings, regularized
from playground.query import read
from playground.scene.server import SceneServer
from tests.scene_client import SceneClient
from tests.strategies import LEGAL, configs

REGRESSION = Config(task="regression", dataset="waves", hidden=(5,))
FOUR = Config(dataset="blobs", classes=4, hidden=(6, 6), activation="relu", samples=80)
BARE = Config(hidden=(), samples=60)


@pytest.fixture(autouse=True, scope="module")
def one_thread():
    """As in the app: threads of a BLAS that wait for each other take ten times as long on a busy machine."""
    with threadpool_limits(1, "blas"):
        yield


SHORT = {"nets": 4, "length": 50}


def shown(settings, config=FEW):
    show = LESSON.show(config, settings)
    return show, SceneClient(show).values


def played(show, most=100_000):
    for _ in range(most):
        if not show.advance():
            break
    return show


def outcome(challenge, settings):
    work = challenge.check(LESSON.show(LESSON.default, settings).config, settings)
    shares = []
    while True:
        try:
            shares.append(next(work))
        except StopIteration as end:
            assert all(0.0 <= share <= 1.0 for share in shares)
            return end.value


@pytest.mark.parametrize("config", [FEW, REGRESSION, FOUR, BARE], ids=lambda config: config.dataset)
@pytest.mark.parametrize("view", ["sizes", "brakes", "line"])
def test_every_view_plays_for_every_kind_of_experiment(view, config):
    show, values = shown(Settings(view=view), config)
    for name, value in {**values, **show.update()}.items():
        if isinstance(value, np.ndarray) and not name.endswith((".paths", ".values", ".rows")):
            assert np.isfinite(value).all(), name
    for _ in range(12):
        assert show.advance()
        show.update()


@pytest.mark.slow
@pytest.mark.parametrize("number", range(3))
def test_the_solution_solves_and_the_page_as_it_opens_does_not(number):
    challenge = LESSON.challenges[number]
    assert not outcome(challenge, Settings()).solved
    verdict = outcome(challenge, replace(Settings(), **challenge.solution))
    assert verdict.solved, verdict.text


def test_the_table_fills_to_the_end_and_says_what_its_cells_are():
    show, _ = shown(Settings(**SHORT, sample="few"))
    played(show)
    values = show.update()
    assert values["grid.values"].shape == (len(DEPTHS), len(WIDTHS))
    assert np.isfinite(values["grid.values"]).all()
    assert show.position == 4 * len(DEPTHS) * len(WIDTHS)
    runs = [Run(FEW.replace(hidden=(2, 2), init_seed=seed)).advance(50) for seed in range(4)]
    # Accuracies of 204 points: a rounding could at most turn a point that lies on the boundary itself.
    assert values["grid.values"][1, 1] == pytest.approx(np.mean([run.accuracy("test") for run in runs]), abs=1e-12)


def test_another_number_or_cell_leaves_the_table_as_it_is():
    settings = Settings(**SHORT, sample="few")
    client = SceneClient(LESSON.show(FEW, settings))
    while client.show.position < 12:
        client.advance()
    before = client.values["grid.values"]
    for change in ({"line": 0, "column": 0}, {"shown": "train"}, {"bar": 0.6}, {"line": -1, "column": -1}):
        settings = replace(settings, **change)
        client.change(settings)
    client.change(replace(settings, shown="test"))
    assert np.array_equal(client.values["grid.values"], before, equal_nan=True)
    assert needs_restart(settings, replace(settings, nets=8))


def test_a_cell_that_is_clicked_trains_again_and_ends_where_it_was():
    settings = Settings(**SHORT, sample="few")
    client = SceneClient(LESSON.show(FEW, settings))
    while client.show.position < 4:
        client.advance()
    client.change(replace(settings, line=0, column=0))
    at_rest = client.values["map.field"]
    epochs = []
    while not epochs or client.values["map.caption"] != epochs[0]:
        epochs.append(client.values["map.caption"])
        client.advance()
    assert len(set(epochs)) > 10  # it was seen on its way
    assert np.array_equal(client.values["map.field"], at_rest)
    assert client.show.config.hidden == (1,)


def test_a_cell_that_is_not_there_yet_comes_next():
    settings = Settings(**SHORT, sample="few")
    show, _ = shown(settings)
    show.advance()
    show.change(replace(settings, line=2, column=7))
    while show.position < 8:
        show.advance()
    assert np.isfinite(show.update()["grid.values"][2, 7])


def test_both_nets_start_alike_and_only_one_is_held_back():
    client = SceneClient(LESSON.show(FEW, Settings(view="brakes")))
    assert np.array_equal(client.values["map0.field"], client.values["map1.field"])
    assert client.show.config == FEW.replace(regularizer="l2", penalty=0.001, dropout=0.2)
    client.advance(60)
    rows = client.values["curve0.rows"]
    run = Run(FEW).advance(int(rows[-1, 0]))
    assert np.array_equal(rows[:, 1:], run.history.rows[rows[:, 0].astype(int), :2])


def test_the_best_epoch_is_marked_and_shown_with_one_click():
    settings = Settings(view="brakes")
    show, _ = shown(settings)
    played(show, 80)
    losses = Run(FEW).advance(int(show.update()["curve0.row"][0])).history.test_loss
    best = int(losses.argmin())
    assert show.update()["curve0.marks"] == [[best, f"best {best}"]]
    (button,) = show.layout().buttons
    show.change(replace(settings, **button.sets))
    seen = show.update()
    assert seen["gap.values"][0, 1] == losses[best]
    assert f"epoch {best}:" in seen["curve0.caption"]


def test_penalty_and_dropout_act_in_mid_run():
    settings = Settings(view="brakes", dropout=0.0)
    show, _ = shown(settings)
    played(show, 20)
    at = show.position
    assert (show.update()["map1.paths"][:, 2] != GHOST).all()
    show.change(replace(settings, regularizer="l1", penalty=0.1, dropout=0.5))
    assert show.position == at
    assert show.config == regularized(FEW, show.settings)
    assert (show.update()["map1.paths"][:, 2] == GHOST).any()


@pytest.mark.parametrize("activation", ["relu", "tanh", "sigmoid"])
def test_what_the_units_add_is_what_the_net_says(activation):
    show, _ = shown(Settings(view="line", activation=activation, units=5))
    played(show, 10)
    values = show.update()
    units = values["units.paths"][:, 1].reshape(5, -1)[:, :-1]
    net = values["fit.paths"][:, 1].reshape(2, -1)[1, :-1]
    offset = float(values["units.caption"].split()[1].replace("−", "-"))
    assert np.allclose(units.sum(axis=0) + offset, net, rtol=0, atol=0.0051)  # the caption has two digits


def test_another_width_keeps_what_is_known_of_all_widths():
    settings = Settings(view="line")
    show, _ = shown(settings)
    while not len(show.update()["widths.dots"]):
        show.advance()
    before = show.update()["widths.dots"]
    show.change(replace(settings, units=8))
    assert np.array_equal(show.update()["widths.dots"], before)
    assert needs_restart(settings, replace(settings, activation="tanh"))


def test_the_experiment_of_a_view_can_be_opened_in_the_playground():
    show, _ = shown(Settings(line=1, column=5), FOUR)
    assert show.config == FOUR.replace(hidden=(8, 8))
    assert make_data(show.config).classes == 4
    assert LESSON.show(FOUR, Settings(view="line")).config == FOUR


def test_a_net_that_diverged_does_not_hold_up_the_other():
    wild = Config(dataset="waves", samples=80, optimizer="sgd", rate=10.0, activation="relu", hidden=(6, 6))
    tame = Settings(view="brakes", regularizer="l2", penalty=1.0)
    show, _ = shown(tame, wild.replace(clip_norm=0.0))
    played(show, 40)
    epochs = [show.update()[f"curve{k}.row"][0] for k in (0, 1)]
    assert show.position >= max(epochs)
    if show.advance():
        assert max(epochs) > 20
    assert show.update()["seen.text"].startswith("Training diverged after epoch")


def test_a_net_without_weights_has_an_empty_histogram():
    show, values = shown(Settings(view="brakes"), Config(features=(), hidden=(), samples=60))
    assert not values["weights.density"].any()
    assert values["weights.notes"] == ["no weights"] * 2
    assert show.advance()


def test_the_units_on_a_line_bend_in_a_way_that_can_be_built_by_hand():
    """Nets of all widths are compared with constructed nets, so other activations are not a choice here."""
    for bend in fields_of(Settings)["activation"].table:
        show, _ = shown(Settings(view="line", activation=bend, initializer="built"))
        assert all(show.advance() for _ in range(3))
    assert read(Settings, {"capacity.view": "line", "capacity.activation": "gelu"})[0] == Settings(view="line")


FIELDS = fields_of(Settings)
LEGAL_SETTINGS = st.fixed_dictionaries(
    {},
    optional={
        name: st.none() | LEGAL[field.kind](field) if field.default is None else LEGAL[field.kind](field)
        for name, field in FIELDS.items()
    },
)


@limits(max_examples=60, derandomize=True)
@given(configs(), LEGAL_SETTINGS)
def test_every_legal_setting_of_every_experiment_can_be_shown_and_played(config, said):
    server = SceneServer(LESSON, config, Settings(**said))
    for _ in range(2):
        if not server.show.advance():
            break
        server.show.update()
    assert server.show.update()
