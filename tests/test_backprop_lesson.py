"""Backpropagation: the steps through the graph, the other two views, and the challenges with their solutions."""

from dataclasses import replace

import numpy as np
import pytest

from playground import Config
from playground.fields import needs_restart
from playground.lessons.backprop import LESSON, words
from playground.lessons.backprop.depth import DepthShow, _power
from playground.lessons.backprop.figures import drawn
from playground.lessons.backprop.point import PointShow
from playground.lessons.backprop.settings import GRAINS, VIEWS, Settings, backprop_config
from playground.lessons.backprop.slopes import SlopesShow
from playground.scene.server import SceneServer
from playground.study.flow import Flow
from playground.study.graph import PointTrace
from playground.tables.activations import ACTIVATIONS

CONFIGS = {
    "default": LESSON.default,
    "four classes": Config(dataset="blobs", classes=4, hidden=(8, 4), activation=("relu", "gelu")),
    "regression": Config(dataset="plane", hidden=(3,)),
    "no hidden layer": Config(dataset="xor", hidden=()),
    "no feature": Config(dataset="xor", features=()),
    "batch norm": Config(dataset="circles", hidden=(4, 3), batch_norm=True, dropout=0.2, loss="squared"),
    "zeros": Config(dataset="xor", hidden=(3,), initializer="zeros", loss="hinge"),
    "wide": Config(dataset="spiral", hidden=(40, 64), samples=1000),
}
LOOKS = [*(("point", grain) for grain in GRAINS), ("slopes", "units"), ("depth", "units")]
GRAIN = pytest.mark.parametrize("grain", GRAINS)


def run(check, config, settings):
    """The verdict, and the fractions reported before it."""
    work, told = check(config, settings), []
    while True:
        try:
            told.append(next(work))
        except StopIteration as end:
            return end.value, told


@pytest.mark.slow
@pytest.mark.parametrize("challenge", LESSON.challenges, ids=lambda c: c.check.__name__)
def test_a_challenge_is_solved_by_its_solution_and_not_by_the_page_as_it_opens(challenge):
    solution = replace(Settings(), **challenge.solution)
    verdict, told = run(challenge.check, backprop_config(LESSON.default, solution), solution)
    assert verdict.solved, verdict.text
    assert all(0 <= share <= 1 for share in told)
    for view in VIEWS:
        settings = Settings(view=view)
        verdict, _ = run(challenge.check, backprop_config(LESSON.default, settings), settings)
        assert not verdict.solved, verdict.text


@pytest.mark.parametrize("name", CONFIGS)
@pytest.mark.parametrize(("view", "grain"), LOOKS)
def test_every_net_can_be_looked_at(name, view, grain):
    for walk in ("gates", "epochs"):
        server = SceneServer(LESSON, CONFIGS[name], Settings(view=view, grain=grain, walk=walk))
        for seq in range(3):
            server.answer({"kind": "next", "gen": server.gen, "seq": seq + 1, "n": 2})
        server.answer({"kind": "set", "values": {"gate": 2}})
        server.answer({"kind": "set", "values": {"at_x1": -3.0}})
        assert len(server.payload) < 300_000


@pytest.mark.parametrize(
    ("settings", "config", "text"),
    [
        # All points are learned, and the loss is 0 to the last digit.
        (
            Settings(view="depth", depth=8, width=16, activation="relu", initializer="large"),
            LESSON.default,
            "there is no gradient",
        ),
        # Learned as well, and what is left of the gradient fades on its way.
        (Settings(view="depth", depth=4, width=16, activation="tanh"), LESSON.default.replace(rate=0.03), "hardly any"),
        (Settings(view="depth", depth=3, activation="tanh"), Config(dataset="plane"), "hardly any"),
    ],
)
def test_a_net_that_has_learned_all_is_not_said_to_have_failed(settings, config, text):
    show = DepthShow(config, settings)
    for _ in range(300):
        show.advance()
        if show.run.measures.train_loss <= 1e-4:
            break
    seen = show.update()
    assert seen["seen.tone"] == "yes"
    assert seen["seen.text"].startswith("All training points are learned")
    assert text in seen["seen.text"]


def test_a_net_that_cannot_learn_is_said_to_have_failed():
    show = DepthShow(LESSON.default, Settings(view="depth", activation="relu", initializer="zeros"))
    assert show.update()["seen.tone"] == "no"
    assert "nothing can be learned" in show.update()["seen.text"]


@GRAIN
def test_forward_fills_the_values_and_backward_the_gradients(grain):
    show = PointShow(LESSON.default, Settings(grain=grain))
    show.static()
    count = len(show.order)
    seen = [show.update()["graph.edges"]]
    while show.advance():
        seen.append(show.update()["graph.edges"])
    assert len(seen) == 2 * count + 1
    known = np.array([np.isfinite(edges).sum(axis=0) for edges in seen])
    assert (np.diff(known, axis=0) >= 0).all()
    # The loss itself leaves on no edge, so all are there one gate earlier.
    assert known[count - 1, 0] == len(show.graph.edges)
    assert (known[: count + 1, 1] == 0).all()
    assert (known[-1] == len(show.graph.edges)).all()
    assert show.position == 2 * count


def test_going_epoch_by_epoch_shows_the_net_as_it_stands():
    show = PointShow(LESSON.default, Settings(walk="epochs"))
    before = show.update()
    for _ in range(3):
        show.advance()
    after = show.update()
    assert not np.allclose(before["graph.edges"], after["graph.edges"])
    fresh = PointTrace(show.model, (show.settings.at_x1, show.settings.at_x2), show.label)
    told = dict(after["seen.numbers"])
    assert told["Loss"] == words.num(fresh.loss)


def test_the_table_sets_each_gradient_beside_its_difference():
    show = PointShow(LESSON.default, Settings(walk="epochs"))
    frame = show.update()
    assert len(frame["check.lines"]) == show.model.layout.size
    gradients, checks = frame["check.values"][:, 1], frame["check.values"][:, 2]
    assert np.allclose(gradients, checks, rtol=1e-6, atol=1e-9)
    assert np.allclose(gradients, show.trace.grad / np.abs(show.trace.grad).max())


def test_a_large_net_is_drawn_by_layers_and_opened_unit_by_unit():
    config = CONFIGS["wide"]
    show = PointShow(config, Settings(grain="units"))
    assert "too many" in show.drawn.about
    assert len(show.graph.gates) < 20
    one = PointShow(config, Settings(grain="operations", part=2, unit=5))
    assert one.drawn.part == (1, 4)
    assert "36 of its products" in one.drawn.about  # 40 inputs, 4 drawn
    assert one.graph.gates[-1].value[0] == pytest.approx(one.trace.network.stages[1].activate.out[4, 0], rel=1e-12)


def test_a_gate_can_be_opened():
    show = PointShow(LESSON.default, Settings(gate=4))
    (button,) = show.layout().buttons
    assert not button.disabled
    opened = replace(show.settings, **button.sets)
    part = drawn(show.trace, opened).part
    gate = show.graph.gates[4]
    layer = show.model.layout.layers[part[0]]
    assert gate.parameters[0] == layer.weights.start + part[1] * (layer.fan_in + 1)


def test_what_was_picked_is_forgotten_as_the_walk_goes_on():
    show = PointShow(LESSON.default, Settings())
    picked = replace(show.settings, gate=3)
    show.change(picked)
    assert show.update()["graph.now"]["node"] == "g3"
    show.advance()
    first = f"g{show.order[0]}"
    assert show.update()["graph.now"]["node"] == first
    show.change(replace(picked, at_x1=-1.0))
    assert show.update()["graph.now"]["node"] == first
    assert show.steps == 1


def test_another_cut_acts_from_the_next_step_on():
    show = DepthShow(LESSON.default, Settings(view="depth"))
    for _ in range(3):
        show.advance()
    position, largest = show.position, show.counted.run.gradient_norm / 2
    show.change(replace(show.settings, clip_norm=largest))
    assert (show.position, show.config.clip_norm) == (position, largest)
    assert needs_restart(show.settings, replace(show.settings, depth=3))
    show.advance()
    assert 0 < show.counted.cut <= show.counted.taken
    assert show.static()["steps.cut"] == largest
    assert dict(show.update()["seen.numbers"])["Steps that were cut"] == f"{show.counted.share:.0%}"


def test_the_bars_are_the_norms_of_the_net_as_it_stands():
    show = DepthShow(LESSON.default, Settings(view="depth", depth=4, activation="sigmoid"))
    for _ in range(2):
        show.advance()
    expected = Flow(show.run.model).norms()
    assert np.allclose(show.update()["norms.values"], np.stack([expected.weights, expected.outputs]), rtol=1e-12)


def test_the_dots_lie_on_the_curves():
    show = SlopesShow(LESSON.default, Settings(view="slopes", activation="gelu", layer=2))
    show.advance()
    static, frame = show.static(), show.update()
    for panel in ("value", "slope"):
        rows, dots = static[f"{panel}.rows"], frame[f"{panel}.dots"]
        # The curve is a polyline over steps of 0.05; a parabola under a curvature of about 1 is h²/8 from its chord.
        assert np.abs(np.interp(dots[:, 0], rows[:, 0], rows[:, 1]) - dots[:, 1]).max() < 5e-4


def test_the_slopes_of_a_net_that_diverges_stand_at_the_last_finite_ones():
    wild = Config(dataset="plane", hidden=(8, 8), activation="relu", optimizer="sgd", rate=10.0)
    show = SlopesShow(wild, Settings(view="slopes"))
    assert not all(show.advance() for _ in range(20))
    frame = show.update()
    assert frame["seen.text"] == show.run.error
    assert np.isfinite(frame["mean.values"]).all()


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_each_operation_is_written_out_in_its_numbers(activation):
    """What stands before the = is worked out again, with the rounded numbers as they stand."""
    show = PointShow(
        LESSON.default.replace(activation=activation, batch_norm=True), Settings(grain="operations", part=1)
    )
    functions = {**vars(np), "max": max, "min": min}
    for number in show.order:
        text = words.forward(show.graph, number, show.trace.theta)
        if show.graph.gates[number].kind == "copy":
            continue
        for sign, code in {"×": "*", "−": "-", "÷": "/", "√": "sqrt", "^": "**", "≈ ": ""}.items():
            text = text.replace(sign, code)
        left, right = text.split(" = ")
        # Each number is right to half a unit of its third digit; there are two, or a sum of three, of up to about 3.
        assert eval(left, functions) == pytest.approx(float(right), rel=0.01, abs=0.01)


@pytest.mark.slow
@pytest.mark.parametrize("dataset", ["circles", "spiral", "waves"])
def test_the_solutions_hold_for_other_experiments(dataset):
    config = Config(dataset=dataset, hidden=(4, 3))
    for challenge in LESSON.challenges:
        solution = replace(Settings(), **challenge.solution)
        verdict, _ = run(challenge.check, backprop_config(config, solution), solution)
        assert verdict.solved, verdict.text


@pytest.mark.parametrize(
    ("norm", "text"), [(0.0, "0"), (np.inf, "–"), (np.nan, "–"), (0.25, "0.2"), (3e-7, "3e−7"), (4e12, "4e12")]
)
def test_a_norm_that_is_no_number_is_not_written_as_zero(norm, text):
    assert _power(norm) == text
