"""The computational graph at three levels of detail, against the engine, differences and torch."""

from itertools import pairwise

import numpy as np
import pytest

from playground import Config
from playground.study import operations
from playground.study.graph import PointTrace, by_layers, by_units
from playground.study.graph_layout import place
from playground.study.labels import parameter_name, sub
from playground.study.tracing import OPERATIONS, measured
from playground.tables.activations import ACTIVATIONS
from playground.tables.losses import LOSSES
from tests.nets import KINDS, legal, random_run
from tests.pairs import each_pair
from tests.torch_peer import KNOWN

HEADS = [(loss, kind) for loss in LOSSES for kind in KINDS if legal(loss, kind)]
GRAINS = {"layers": by_layers, "units": by_units, "operations": operations.whole}
NORMS = pytest.mark.parametrize("batch_norm", [False, True])
EVERY = pytest.mark.parametrize(("loss", "kind"), HEADS)
NETS = each_pair("activation, loss, kind, batch_norm", ACTIVATIONS, HEADS, [False, True])

ROUNDING = 1e-12
"""Of numbers of order 1 that are made of a few hundred operations in another order; cancelling costs a few digits."""


def trace(activation="tanh", loss="cross-entropy", kind="binary", hidden=(3, 2), batch_norm=False, row=0, **said):
    """A row of random data through a net whose every parameter, running mean and variance is random."""
    rng = np.random.default_rng([len(activation), len(loss), KINDS[kind] or 0, batch_norm, row, *hidden])
    task = "classification" if KINDS[kind] else "regression"
    config = Config(task=task, loss=loss, activation=activation, hidden=hidden, batch_norm=batch_norm, **said)
    run = random_run(config, kind, rng)
    running = run.model.trainer.running
    running[0] = 0.5 * rng.standard_normal(running[0].shape)
    running[1] = rng.uniform(0.5, 2.0, running[1].shape)
    return PointTrace(run.model, run.data.x_train[row], run.data.y_train[row]), run


def leaves(graph, kinds=("parameter",)):
    return [gate for gate in graph.gates if gate.kind in kinds]


MEASURED = 1e-8
"""Where a local derivative is measured: a central difference is right to 1e-10, and weights make it larger."""


def close(found, expected, scale, graph=None):
    measured = graph and any("≈" in gate.label for gate in graph.gates)
    rounding = MEASURED if measured else ROUNDING
    return np.abs(np.asarray(found) - np.asarray(expected)).max(initial=0.0) <= rounding * max(scale, 1.0)


def floor(through):
    """What rounding leaves of a central difference: a loss is right to a few 1e-16 of itself, and h is 6e-6."""
    return 1e-10 * max(1.0, through.loss)


@NETS
def test_the_gradient_of_every_parameter_is_the_central_difference(activation, loss, kind, batch_norm):
    through, _ = trace(activation, loss, kind, batch_norm=batch_norm)
    found = through.differences(range(through.layout.size))
    assert np.abs(found - through.grad).max() < 1e-6 * np.abs(through.grad).max() + floor(through)


@NETS
def test_the_operations_give_the_engines_loss_and_gradient(activation, loss, kind, batch_norm):
    through, _ = trace(activation, loss, kind, batch_norm=batch_norm)
    graph = operations.whole(through)
    size = np.abs(through.grad).max()
    assert close(graph.gates[-1].value, through.loss, through.loss)
    met = {gate.parameters[0]: gate.upstream[0] for gate in leaves(graph)}
    assert set(met) == set(range(through.layout.size))
    assert close([met[k] for k in range(len(met))], through.grad, size, graph)


@NETS
def test_each_operations_local_is_the_central_difference_of_that_operation(activation, loss, kind, batch_norm):
    """Every gate on its own: its ufunc, nudged at each input in turn."""
    through, _ = trace(activation, loss, kind, batch_norm=batch_norm)
    graph = operations.whole(through)
    h = 1e-6
    for gate in graph.gates:
        edges = [graph.edges[k] for k in gate.edges_in]
        ufunc = getattr(np, gate.kind, None)
        if not edges or ufunc is None or gate.kind == "copy" or (len(edges) != ufunc.nin and gate.kind != "add"):
            continue  # an operation with a constant is met by the test of the whole
        x = np.array([edge.value[0] for edge in edges])
        give = np.sum if gate.kind == "add" else lambda x, ufunc=ufunc: ufunc(*x)
        for k, edge in enumerate(edges):
            nudge = h * np.eye(len(x))[k]
            difference = (give(x + nudge) - give(x - nudge)) / (2 * h)
            # A ufunc's value v is right to 1e-16·v, its difference to 1e-10·v.
            assert abs(edge.local - difference) < 1e-6 * max(1.0, abs(difference)) + 1e-9 * abs(gate.value[0])


@each_pair("grain, loss, kind, batch_norm", GRAINS, HEADS, [False, True])
def test_what_a_gate_gets_back_is_the_sum_over_all_that_it_feeds(grain, loss, kind, batch_norm):
    through, _ = trace("gelu", loss, kind, batch_norm=batch_norm)
    graph = GRAINS[grain](through)
    for number, gate in enumerate(graph.gates[:-1]):
        flows = [edge.gradient for edge in graph.edges if edge.source == number]
        assert close(np.sum(flows, axis=0), gate.upstream, np.abs(gate.upstream).max(initial=0.0))
        for edge in graph.edges:
            if edge.source == number:
                assert np.allclose(edge.value, gate.value, rtol=1e-15, atol=0)


@each_pair("grain, loss, kind, batch_norm", ["units", "operations"], HEADS, [False, True])
def test_a_gradient_on_an_edge_is_upstream_times_local(grain, loss, kind, batch_norm):
    through, _ = trace("swish", loss, kind, batch_norm=batch_norm)
    graph = GRAINS[grain](through)
    for edge in graph.edges:
        assert np.isclose(edge.gradient[0], graph.gates[edge.target].upstream[0] * edge.local, rtol=1e-14, atol=0)


@pytest.mark.parametrize("grain", GRAINS)
def test_gates_come_after_what_feeds_them_and_the_loss_comes_last(grain):
    through, _ = trace(batch_norm=True, hidden=(3, 2, 3))
    graph = GRAINS[grain](through)
    assert all(edge.source < edge.target for edge in graph.edges)
    assert graph.order == sorted(graph.order)
    assert graph.order[-1] == len(graph.gates) - 1
    assert graph.gates[-1].value[0] == pytest.approx(through.loss, rel=1e-14)


@NETS
def test_the_graphs_loss_is_the_runs_own(activation, loss, kind, batch_norm):
    _, run = trace(activation, loss, kind, batch_norm=batch_norm)
    rows = zip(run.data.x_test, run.data.y_test, strict=True)
    losses = [PointTrace(run.model, point, label).loss for point, label in rows]
    run._measures = None  # the parameters were set by hand behind its back
    assert np.mean(losses) == pytest.approx(run.loss("test"), rel=1e-12, abs=1e-14)


@each_pair("grain, loss, kind, batch_norm", GRAINS, HEADS, [False, True])
def test_every_gates_gradient_is_the_difference_of_the_loss_behind_it(grain, loss, kind, batch_norm):
    """For gates with parameters: the derivative of the loss in the parameters that only this gate has."""
    through, _ = trace("sigmoid", loss, kind, batch_norm=batch_norm)
    graph = GRAINS[grain](through)
    for gate in leaves(graph):
        found = through.differences(gate.parameters)
        assert np.abs(found - gate.upstream).max() < 1e-6 * np.abs(through.grad).max() + floor(through)


@NETS
def test_the_upstream_of_every_engine_gate_is_the_difference_of_the_loss(activation, loss, kind, batch_norm):
    """What a gate gave is nudged, number by number, and the engine's gates behind it work again."""
    through, _ = trace(activation, loss, kind, batch_norm=batch_norm)
    network, h = through.network, 6e-6
    gates = [gate for s in network.stages for gate in (s.affine, s.norm, s.activate) if gate]
    size = max(np.abs(through.back(gate)).max() for gate in gates)
    for k, stage in enumerate(network.stages):
        for gate in filter(None, (stage.affine, stage.norm, stage.activate)):
            for i in range(len(gate.out)):
                above, below = (loss_behind(network, k, gate, i, s * h) for s in (1, -1))
                assert abs((above - below) / (2 * h) - through.back(gate)[i]) < 1e-6 * size + floor(through)


def loss_behind(network, k, gate, i, shift):
    """The loss with number i of what a gate of layer k gives moved by `shift`."""
    network.forward()
    gate.out[i] += shift
    value, late = None, False
    for stage in network.stages[k:]:
        for one in filter(None, (stage.affine, stage.norm, stage.activate)):
            if late:
                one.test(value) if one is stage.norm else one.forward(stage.x if one is stage.affine else value)
            value, late = one.out, late or one is gate
    return network.loss()[0, 0]


@NORMS
def test_what_comes_back_to_the_point_is_the_difference_by_its_place(batch_norm):
    through, run = trace("gelu", "cross-entropy", "three classes", batch_norm=batch_norm)
    point, label, h = run.data.x_train[0], run.data.y_train[0], 6e-6
    for graph in (by_layers(through), by_units(through)):
        found = np.concatenate([gate.upstream for gate in leaves(graph, ("input",))])
        for k in range(2):
            above, below = (PointTrace(run.model, point + s * h * np.eye(2)[k], label).loss for s in (1, -1))
            assert abs(found[k] - (above - below) / (2 * h)) < 1e-6 * np.abs(found).max()


@each_pair("activation, batch_norm", ACTIVATIONS, [False, True])
def test_one_unit_in_operations_is_that_row_of_the_engines_gates(activation, batch_norm):
    through, _ = trace(activation, batch_norm=batch_norm)
    for k, stage in enumerate(through.network.stages):
        gate = stage.activate or stage.affine
        for i in range(stage.layer.fan_out):
            graph = operations.unit(through, k, i)
            assert close(graph.gates[-1].value, gate.out[i], 1.0)
            for leaf in leaves(graph):
                assert close(leaf.upstream, through.grad[list(leaf.parameters)], np.abs(through.grad).max(), graph)


@EVERY
def test_the_loss_in_operations_has_the_slope_of_its_head(loss, kind):
    through, _ = trace(loss=loss, kind=kind)
    graph = operations.loss(through)
    assert graph.gates[-1].value[0] == pytest.approx(through.loss, rel=1e-14)
    found = {gate.name: gate.upstream[0] for gate in leaves(graph, ("input",))}
    if len(through.slope) == len(found):  # a hinge may leave outputs out that play no part
        assert close(list(found.values()), through.slope, 1.0)


@pytest.mark.parametrize("name", OPERATIONS)
def test_the_rule_of_an_operation_is_what_would_be_measured(name):
    ufunc = getattr(np, name)
    for x in np.random.default_rng(0).uniform(0.3, 2.0, (20, ufunc.nin)):
        y = ufunc(*x)
        assert np.allclose(OPERATIONS[name].local(y, *x), measured(ufunc).local(y, *x), rtol=0, atol=MEASURED)


def test_the_slope_of_abs_is_minus_one_left_of_zero_and_at_it():
    assert [OPERATIONS["absolute"].local(abs(a), a) for a in (-2.0, 0.0, 2.0)] == [(-1.0,), (-1.0,), (1.0,)]


def test_a_sigmoid_is_four_operations():
    through, _ = trace("sigmoid", hidden=(1,))
    unit = operations.unit(through, 0, 0)
    labels = [gate.label for gate in unit.gates if gate.edges_in]
    assert labels[-4:] == ["× 0.5", "tanh", "× 0.5", "+ 0.5"]


def test_add_copies_multiply_swaps_copy_sums_and_max_routes():
    through, _ = trace("relu", hidden=(3,))
    graph = operations.whole(through)
    kinds = {gate.kind for gate in graph.gates}
    assert {"add", "multiply", "copy", "maximum"} <= kinds
    for number, gate in enumerate(graph.gates):
        edges = [graph.edges[k] for k in gate.edges_in]
        upstream = gate.upstream[0]
        if gate.kind == "add":
            assert all(edge.gradient[0] == upstream for edge in edges)
        if gate.kind == "multiply" and len(edges) == 2:
            assert [edge.local for edge in edges] == [edges[1].value[0], edges[0].value[0]]
        if gate.kind == "copy":
            out = [edge.gradient[0] for edge in graph.edges if edge.source == number]
            assert len(out) > 1
            assert edges[0].gradient[0] == pytest.approx(sum(out), rel=1e-15)
        if gate.kind == "maximum":
            assert edges[0].gradient[0] == (upstream if edges[0].value[0] > 0 else 0.0)


@each_pair(
    "activation, loss, kind, batch_norm",
    KNOWN["activation"], [head for head in HEADS if head[0] in KNOWN["loss"]], [False, True],
)  # fmt: skip
def test_the_gradient_is_torchs(activation, loss, kind, batch_norm):
    torch = pytest.importorskip("torch", reason="torch is not installed; differences are checked instead")
    through, _ = trace(activation, loss, kind, batch_norm=batch_norm)
    theta = torch.tensor(through.theta, requires_grad=True)
    running = torch.tensor(through.running)
    F = torch.nn.functional
    bends = {
        "linear": lambda z: z, "sigmoid": torch.sigmoid, "tanh": torch.tanh, "relu": F.relu,
        "leaky-relu": lambda z: F.leaky_relu(z, 0.01), "elu": F.elu, "softplus": F.softplus, "swish": F.silu,
        "gelu": lambda z: F.gelu(z, approximate="tanh"), "sin": torch.sin,
    }  # fmt: skip
    targets = len(through.batch) - through.layout.layers[0].fan_in - 1
    x, t, at = torch.tensor(through.batch[targets:-1].T), torch.tensor(through.batch[:targets].T), 0
    for layer in through.layout.layers:
        W = theta[layer.weights].reshape(layer.fan_out, layer.fan_in + 1)
        x = F.linear(x, W[:, :-1], W[:, -1])
        if layer.gamma:
            mean, variance = running[:, at : at + layer.fan_out]
            x = F.batch_norm(x, mean, variance, theta[layer.gamma], theta[layer.beta])
            at += layer.fan_out
        x = bends[layer.activation](x)
    if loss == "cross-entropy":
        value = F.binary_cross_entropy_with_logits(x, t) if t.shape[1] == 1 else F.cross_entropy(x, t.argmax(1))
    elif loss == "squared":
        value = 0.5 * ((x - t) ** 2).sum()
    elif t.shape[1] == 1:
        value = F.relu(1 - t * x).sum()
    else:
        value = F.multi_margin_loss(x, t.argmax(1)) * t.shape[1]  # torch divides by C
    value.backward()
    assert value.item() == pytest.approx(through.loss, rel=1e-12, abs=1e-14)
    assert close(through.grad, theta.grad.numpy(), np.abs(through.grad).max())


@pytest.mark.parametrize("hidden", [(), (1,), (12,), (2, 2, 2, 2, 2, 2, 2, 2)])
@pytest.mark.parametrize("features", [(), ("x1",), ("x1", "x2", "x1*x2")])
def test_every_shape_of_net_has_its_graphs(hidden, features):
    through, _ = trace(hidden=hidden, features=features)
    for build in GRAINS.values():
        graph = build(through)
        places = place(len(graph.gates), [(edge.source, edge.target) for edge in graph.edges])
        assert len(set(places)) == len(places)


@pytest.mark.parametrize("grain", GRAINS)
def test_gates_of_a_column_stand_apart_and_edges_go_right(grain):
    through, _ = trace("sigmoid", hidden=(3, 2), batch_norm=True)
    graph = GRAINS[grain](through)
    edges = [(edge.source, edge.target) for edge in graph.edges]
    places = place(len(graph.gates), edges)
    assert all(places[source][0] < places[target][0] for source, target in edges)
    assert min(row for _, row in places) == 0
    for column in {column for column, _ in places}:
        rows = sorted(row for c, row in places if c == column)
        assert all(b - a > 1 - 1e-9 for a, b in pairwise(rows))  # sums of ones and means


def test_looking_changes_nothing():
    _, run = trace(batch_norm=True)
    trainer = run.model.trainer
    before = [trainer.theta.copy(), trainer.running.copy(), trainer.grad.copy()]
    through = PointTrace(run.model, (1.0, 2.0), 1)
    by_layers(through), by_units(through), operations.whole(through), through.differences(range(3))
    assert all(
        np.array_equal(a, b) for a, b in zip(before, (trainer.theta, trainer.running, trainer.grad), strict=True)
    )


def test_names_of_parameters():
    through, _ = trace(hidden=(3, 12), batch_norm=True)
    names = [parameter_name(through.layout, k) for k in range(through.layout.size)]
    assert names[:4] == ["w¹₁₁", "w¹₁₂", "b¹₁", "w¹₂₁"]
    assert len(set(names)) == len(names)
    assert names[-1] == "β²₁₂"
    assert sub(12, 3) == "₁₂,₃"
    with pytest.raises(ValueError, match="index = 10000"):
        parameter_name(through.layout, 10_000)
