"""Optimizers: the races, its pictures and its challenges."""

import json
from dataclasses import replace

import numpy as np
import pytest

from playground import Config, Run
from playground.fields import fields_of, needs_restart
from playground.lessons.optimization import LESSON
from playground.lessons.optimization.plots import bands, mesh, on_relief, relief, stretch, thinned, view
from playground.lessons.optimization.settings import (
    LINES,
    SURFACES,
    Settings,
    entry,
    field_of,
    racers,
    tuned,
    tuning,
)
from playground.lessons.optimization.words import PRESETS, numbered, quantiles, standing
from playground.scene.server import SceneServer
from playground.study.race import ENTRANTS, MOST
from playground.study.surface import Window
from playground.study.terrain import TERRAINS
from tests.scene_client import SceneClient, ask

SHORT = Settings(length=50)
FIELDS = fields_of(Settings)


def play(show):
    """All pictures to the end: {slot: last value}, and the positions."""
    values, positions = {**show.static(), **show.update()}, [show.position]
    while show.advance():
        values |= show.update()
        positions.append(show.position)
    return values, positions


def ready(show):
    """A show that has looked ahead, however slow this machine is."""
    while not show._dry_run.known:
        show.advance()
    return show


@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize(
    "more", [{}, {"plane": "random"}, {"racers": tuple(ENTRANTS)}, {"racers": ()}, {"noise": 0.3}], ids=str
)
def test_every_race_is_run_to_its_end(surface, more):
    settings = replace(SHORT, surface=surface, **more)
    show = LESSON.show(LESSON.default, settings)
    layout = show.layout()
    values, positions = play(show)
    assert sorted(positions) == positions
    assert positions[-1] == 50
    panels = {panel.id for row in layout.rows for panel in row}
    assert {name.partition(".")[0] for name in values} <= panels
    plain = {name: value for name, value in values.items() if not isinstance(value, np.ndarray)}
    json.dumps(plain, allow_nan=False)
    styles = {panel.id: len(panel.styles) for row in layout.rows for panel in row if hasattr(panel, "styles")}
    for name in ("plane", "space"):
        used = values[f"{name}.paths"][:, -1]
        assert used.max() < styles[name]


@pytest.mark.parametrize(
    "config",
    [
        Config(dataset="plane", hidden=(3,)),
        Config(dataset="blobs", classes=3, hidden=()),
        Config(dataset="xor", hidden=(3, 3), batch_norm=True, dropout=0.2, initializer="zeros"),
        Config(dataset="circles", features=(), hidden=()),
        Config(dataset="spiral", hidden=(128,) * 3, samples=5000, activation="relu", batch_size=1),
    ],
    ids=lambda config: config.dataset,
)
def test_a_learners_own_net_is_raced(config):
    show = ready(LESSON.show(config, replace(SHORT, racers=("sgd", "adam"))))
    for _ in range(3):
        assert show.advance()
        show.update()
    assert max(show.config.hidden, default=0) <= 32
    assert show.config.dataset == config.dataset


@pytest.mark.parametrize("surface", ["net", "himmelblau"])
@pytest.mark.parametrize("hurry", [True, False])
def test_a_browser_that_knows_nothing_is_told_of_every_panel(surface, hurry, monkeypatch):
    if hurry:  # the first picture comes before the race is known
        monkeypatch.setattr("playground.lessons.optimization.net_show.AT_ONCE", 0.0)
    server = SceneServer(LESSON, LESSON.default, replace(SHORT, surface=surface))
    panels = server.show.layout().panels.keys()
    while server.show.preparing:
        ask(server, kind="next", n=1)
    for _ in range(5):
        ask(server, kind="next", n=1)
        header, ((_, values),) = ask(server, kind="hello", gen=0)
        assert header["scene"]["fresh"]  # what an earlier show has drawn there is not to stay
        assert {name.partition(".")[0] for name in values} == panels
        assert {"loss.rows", "factor.rows", "spread.rows", "space.paths", "seen.text"} <= values.keys()


def test_the_pictures_show_the_runs_that_they_name():
    settings = replace(SHORT, racers=("sgd", "momentum", "adam"), look="momentum", momentum_mu=0.5, momentum_rate=0.04)
    show = ready(LESSON.show(LESSON.default, settings))
    values, _ = play(show)
    assert (show.config.optimizer, show.config.mu, show.config.rate) == ("momentum", 0.5, 0.04)
    # The page's link opens the run that is tuned; stacked products add in another order, as in test_race.
    loss = Run(show.config).advance_batches(50).loss()
    assert np.isclose(values["loss.row"][2], loss, rtol=0, atol=1e-9)
    assert dict(map(tuple, values["seen.numbers"]))["Momentum"] == f"{loss:.2f}"


def test_the_way_gone_is_the_way_that_was_announced():
    show = ready(LESSON.show(LESSON.default, SHORT))
    announced = show.update()["plane.paths"]
    values, _ = play(show)
    gone, count = values["plane.paths"], len(racers(SHORT))
    for k in range(count):
        thin, bold = announced[announced[:, 2] == k, :2], gone[gone[:, 2] == count + k, :2]
        assert np.allclose(thin, bold, atol=1e-12, equal_nan=True)


def test_another_plane_is_laid_under_the_same_race():
    client = SceneClient(ready(LESSON.show(LESSON.default, SHORT)))
    client.advance(7)
    before = client.values
    client.change(replace(SHORT, plane="random"))
    after = client.values
    assert client.show.position == 7
    assert (after["loss.rows"] == before["loss.rows"]).all()
    assert not np.array_equal(after["plane.field"], before["plane.field"])
    assert needs_restart(SHORT, replace(SHORT, plane="random", length=60))


def test_who_diverged_is_named_and_does_not_spoil_the_picture():
    settings = replace(SHORT, racers=("sgd", "adam"), sgd_rate=10.0, look="sgd")
    config = LESSON.default.replace(activation="relu", dataset="plane")
    show = ready(LESSON.show(config, settings))
    values, positions = play(show)
    assert positions[-1] == 50
    assert "SGD diverged" in values["seen.text"]
    assert np.isfinite(show._dry_run.relief).all()
    assert np.ptp(values["net1.field"]) > 0


@pytest.mark.parametrize("plane", ["pca", "random"])
def test_a_race_that_all_lose_is_shown_as_far_as_it_goes(plane):
    settings = replace(SHORT, racers=("sgd", "momentum"), sgd_rate=10.0, momentum_rate=10.0, plane=plane)
    show = ready(LESSON.show(LESSON.default.replace(activation="relu", dataset="plane"), settings))
    values, positions = play(show)
    assert positions[-1] < 50
    assert values["seen.text"] == "SGD and Momentum diverged: their rates are too large here."
    assert np.isfinite(values["plane.box"]).all()


def test_all_diverged_is_the_end_of_a_race():
    settings = replace(SHORT, surface="rosenbrock", racers=("sgd",), sgd_rate=1.0)
    _, positions = play(LESSON.show(LESSON.default, settings))
    assert positions[-1] < 50


# -- settings ---------------------------------------------------------------------------------------------


def test_every_rule_has_a_line_a_rate_on_every_ground_and_settings():
    assert LINES.keys() == ENTRANTS.keys()
    assert SURFACES.keys() == {"net", *TERRAINS}
    for name, rule in ENTRANTS.items():
        settings = Settings(racers=(name,))
        for surface in SURFACES:
            FIELDS["sgd_rate"].check(entry(name, Config(), replace(settings, surface=surface)).rate)
        tuned = {control.name for control in tuning(Config(), settings)}
        assert len(tuned) == 2 + len({*rule.parameters} - {"eps"})
        assert tuned <= FIELDS.keys()


def test_the_usual_rates_get_somewhere():
    for surface in TERRAINS:
        settings = Settings(surface=surface, racers=tuple(ENTRANTS)[:MOST])
        show = LESSON.show(LESSON.default, settings)
        heights = show._descent.heights - show._lowest
        assert (heights[-1] < 0.1 * heights[0]).all()


def test_unsaid_settings_are_those_of_the_experiment():
    config = Config(optimizer="momentum", rate=0.2, mu=0.7, beta1=0.5)
    entries = dict(zip(racers(Settings()), field_of(config, Settings()), strict=True))
    assert entries["momentum"].rate == 0.2
    assert entries["momentum"].rule.mu == 0.7
    assert entries["adam"].rule.beta1 == 0.5
    assert tuned(config, Settings()) == "momentum"
    assert tuned(config, Settings(racers=("sgd", "adam"))) == "adam"
    assert tuned(config, Settings(look="nesterov")) == "momentum"


def test_at_most_six_take_part_and_never_nobody():
    assert len(racers(Settings(racers=tuple(ENTRANTS)))) == MOST
    assert len(racers(Settings(racers=()))) == 1


def test_buttons_set_what_is_legal():
    for sets in PRESETS.values():
        for name, value in sets.items():
            FIELDS[name].check(value)


def test_the_start_is_dragged_and_stays_in_the_picture():
    server = SceneServer(LESSON, Config(), replace(SHORT, surface="ravine"))
    server.answer({"kind": "set", "values": {"start_x": 6.0, "start_y": -1.5}})
    assert server.show.static()["plane.crosses"].tolist() == [[5.0, -1.5]]
    server.answer({"kind": "set", "values": {"start_x": None, "start_y": None}})
    assert server.show.static()["plane.crosses"].tolist() == [list(TERRAINS["ravine"].start)]


# -- pictures ---------------------------------------------------------------------------------------------


def test_a_relief_goes_from_0_to_1_and_keeps_the_order():
    heights = np.random.default_rng(0).lognormal(0, 3, (9, 7))
    for begins in (None, 0.01, 0.1):
        shares = relief(heights, begins)
        assert (shares.min(), shares.max()) == (0.0, 1.0)
        assert (shares.ravel().argsort() == heights.ravel().argsort()).all()
    heights[0, 0] = np.inf
    assert relief(heights)[0, 0] == 1.0
    assert (relief(np.ones((3, 3))) == 0.0).all()


def test_stretching_keeps_a_slope_straight():
    slope = np.arange(5.0)[:, None] * np.ones(3)
    fine = stretch(slope, 0)
    assert fine.shape == (20, 3)
    assert np.allclose(fine[2:-2, 0], np.arange(16) / 4 + 0.125)
    assert bands(slope / 4).shape == (20, 12)


def test_a_way_lies_on_the_relief():
    window = Window((-1.0, 0.0), (3.0, 2.0))
    shares = np.random.default_rng(0).random((6, 6))
    grid = window.grid(6)
    assert np.allclose(on_relief(shares, window, grid)[..., 2], shares)
    assert np.isnan(on_relief(shares, window, np.array([[-1.1, 1.0], [0.0, 2.1], [np.nan, 1.0]]))).all()
    surface, shade = mesh(shares, window)
    assert np.allclose(on_relief(shares, window, surface[..., :2])[..., 2], surface[..., 2])
    assert shade.shape == (6, 6)


def test_the_start_is_at_the_back_of_the_landscape():
    window = Window((-2.0, -1.0), (2.0, 1.0))
    for start in ([-2.0, 1.0], [1.0, -0.2], [0.0, 0.7]):
        turn, _ = view(window, np.array(start))
        u, v = np.array(start) / [4.0, 2.0]
        # As the panel projects: sideways u·cos − v·sin, away from the eye u·sin + v·cos.
        assert np.isclose(u * np.cos(turn) - v * np.sin(turn), 0.0, atol=1e-12)
        assert u * np.sin(turn) + v * np.cos(turn) > 0.0


def test_the_start_is_on_the_left_at_the_top_of_the_plane():
    for draw in range(4):
        show = ready(LESSON.show(LESSON.default, replace(SHORT, plane="random", seed=draw)))
        a, b = show._dry_run.places[0, 0]
        assert a <= 0.0 <= b


def test_lines_are_packed_with_gaps_and_numbers():
    packed = numbered([np.zeros((2, 2)), np.ones((1, 2))], first=3)
    assert packed[:, 2].tolist() == [3, 3, 3, 4, 4]
    assert np.isnan(packed[[2, 4], :2]).all()
    assert thinned(np.arange(100)[:, None], 4).ravel().tolist() == [0, 33, 66, 99]


def test_quantiles_leave_out_what_is_no_positive_number():
    values = np.array([[3.0, np.nan, 1.0, 0.0, 2.0, np.inf], [np.nan] * 6])
    found = quantiles(values, (0.0, 0.5, 1.0))
    assert found[0].tolist() == [1.0, 2.0, 3.0]
    assert np.isnan(found[1]).all()


def test_the_standing_names_the_lowest_the_highest_and_the_lost():
    text = standing(["A", "B", "C"], np.array([0.5, 0.1, np.nan]), 7)
    assert text == "After 7 steps B is lowest, at loss 0.10; A is at 0.50. C diverged: its rate is too large here."
    assert standing(["A"], np.array([np.nan]), 7) == "A diverged: its rate is too large here."
    assert standing(["A"], np.array([1e-20]), 7, "height") == "After 7 steps A is at height < 1e−9."


# -- challenges -------------------------------------------------------------------------------------------


def verdict(challenge, settings):
    work = challenge.check(LESSON.show(LESSON.default, settings).config, settings)
    while True:
        try:
            assert 0.0 <= next(work) <= 1.0
        except StopIteration as end:
            return end.value


EACH = pytest.mark.parametrize("challenge", LESSON.challenges, ids=lambda challenge: challenge.check.__name__)


@EACH
def test_a_challenge_is_solved_by_its_solution_and_by_nothing_less(challenge):
    assert verdict(challenge, replace(Settings(), **challenge.solution)).solved
    assert not verdict(challenge, Settings()).solved
    surface = challenge.solution["surface"]
    assert not verdict(challenge, Settings(surface=surface)).solved
    assert not verdict(challenge, Settings(surface="himmelblau")).solved


def test_only_the_largest_rate_solves_the_ravine():
    challenge = LESSON.challenges[0]
    found = [rate for rate in (0.032, 0.04, 0.05, 0.063, 0.08, 0.1)
             if verdict(challenge, replace(Settings(), **challenge.solution | {"sgd_rate": rate})).solved]  # fmt: skip
    assert found == [0.063]


def test_without_noise_nobody_leaves_the_ridge():
    challenge = LESSON.challenges[1]
    settings = replace(Settings(), **challenge.solution | {"noise": 0.0, "racers": tuple(ENTRANTS)[:MOST]})
    assert not verdict(challenge, settings).solved


def note_of_the_surface(**options):
    show = LESSON.show(LESSON.default.replace(**options), Settings())
    return show.layout().panels["plane"].note


def test_the_surface_says_in_what_it_is_not_the_loss_that_is_gone_down():
    """With batch normalization it was 0.183 under the head of the net whose own loss was 0.038, without a word."""
    assert "running averages" not in note_of_the_surface()
    assert "penalty" not in note_of_the_surface()
    assert "the running averages of the best net's end" in note_of_the_surface(batch_norm=True)
    assert "The penalty is not in it." in note_of_the_surface(regularizer="l2")
