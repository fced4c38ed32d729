"""Losses: slopes, probabilities and targets of every head, and what two other libraries say."""

import decimal

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.metrics import hinge_loss, log_loss, mean_squared_error

from playground.tables.activations import ACTIVATIONS
from playground.tables.losses import LOSSES

HEADS = {
    f"{name}-{task}-{classes}": (loss.head(task, classes), classes)
    for name, loss in LOSSES.items()
    for task, classes in [("classification", 2), ("classification", 3), ("classification", 5), ("regression", None)]
    if loss.head(task, classes)
}
EACH = pytest.mark.parametrize(("head", "classes"), HEADS.values(), ids=HEADS)
CLASSIFIERS = pytest.mark.parametrize(
    ("head", "classes"),
    [pytest.param(*case, id=name) for name, case in HEADS.items() if case[1]],
)

H = 6e-6
EPS = np.finfo(float).eps


def outputs(head, classes):
    """How many outputs the net has in front of this head."""
    return 1 if head.one_output else classes


def logits(head, classes, size=10.0, n=1):
    """Draws (outputs, n) of what stands behind the output's activation."""
    high = 1.0 if head.activation == "tanh" else size
    return arrays(np.float64, (outputs(head, classes), n), elements=st.floats(-high, high))


def targets(head, classes, data, n=1):
    if classes is None:
        labels = data.draw(arrays(np.float64, n, elements=st.floats(-2, 2)))
    else:
        labels = data.draw(arrays(np.int64, n, elements=st.integers(0, classes - 1)))
    return head.encode(labels, classes)


@EACH
@given(data=st.data())
def test_the_slope_is_the_derivative_of_the_value(head, classes, data):
    o, t = data.draw(logits(head, classes)), targets(head, classes, data)
    k = data.draw(st.integers(0, len(o) - 1))
    step = np.zeros_like(o)
    step[k] = H
    below, at, above = (head.slope(x, t)[k, 0] for x in (o - step, o, o + step))
    # A slope that moves by more than its steepest bend (1 per unit) allows has a kink between: no derivative there.
    assume(abs(above - below) <= 4 * H)
    difference = (head.value(o + step, t) - head.value(o - step, t))[0, 0] / ((o + step) - (o - step))[k, 0]
    # Truncation h²·|f‴|/6 with |f‴| < 1; values of at most 100 (five outputs up to 10 apart by 20) to four roundings.
    assert abs(difference - at) <= H**2 + 4 * EPS * max(1.0, head.value(o, t)[0, 0]) / H


@EACH
@given(data=st.data())
def test_no_loss_is_negative(head, classes, data):
    o, t = data.draw(logits(head, classes, n=4)), targets(head, classes, data, n=4)
    # log Σ e^z − z_y is a difference of numbers up to 10 + log 5, each right to a rounding.
    assert (head.value(o, t) >= -16 * EPS).all()


@EACH
def test_leading_axes_are_replicas(head, classes):
    rng = np.random.default_rng(0)
    o = rng.uniform(-1, 1, (3, outputs(head, classes), 6))
    t = head.encode(rng.integers(0, classes or 2, 6), classes)
    assert head.value(o, t).shape == (3, 1, 6)
    assert head.slope(o, t).shape == o.shape
    for k in range(3):
        assert np.array_equal(head.value(o, t)[k], head.value(o[k], t))
        assert np.array_equal(head.slope(o, t)[k], head.slope(o[k], t))
        assert np.array_equal(head.probabilities(o)[k], head.probabilities(o[k]))


@EACH
def test_the_output_has_a_known_activation(head, classes):
    assert head.activation in ACTIVATIONS


@CLASSIFIERS
@given(data=st.data())
def test_probabilities_sum_to_one_and_agree_with_the_predicted_class(head, classes, data):
    o = data.draw(logits(head, classes, size=1e3, n=3))
    p = head.probabilities(o)
    assert p.shape == (classes, 3)
    assert ((p >= 0) & (p <= 1)).all()
    assert np.allclose(p.sum(axis=0), 1, rtol=0, atol=(classes + 1) * EPS)
    if head.one_output:
        predicted, clear = (o[0] > 0).astype(int), np.abs(o[0])
    else:
        top = np.sort(o, axis=0)
        predicted, clear = o.argmax(axis=0), top[-1] - top[-2]
    decided = clear > 1e-9  # closer than that, rounding may make both equally likely
    assert np.array_equal(p.argmax(axis=0)[decided], predicted[decided])


@CLASSIFIERS
def test_the_right_class_far_ahead_costs_next_to_nothing(head, classes):
    labels = np.arange(classes)
    t = head.encode(labels, classes)
    far = 1.0 if head.activation == "tanh" else 50.0
    o = far * (2 * labels[None] - 1.0) if head.one_output else far * (2 * np.eye(classes) - 1)
    assert np.allclose(head.value(o, t), 0, atol=1e-15)
    assert np.allclose(head.slope(o, t), 0, atol=1e-15)
    assert (head.value(-o, t) > 1).all()


# Label 1 of (1000, −1000, −1000): log(e²⁰⁰⁰ + 2) = 2000 to the last bit; max(0, 2001) + max(0, 1) = 2002.
@pytest.mark.parametrize(("name", "right", "wrong"), [("cross-entropy", 0, 2000), ("hinge", 0, 2002)])
def test_extreme_scores_give_the_exact_loss(name, right, wrong):
    head = LOSSES[name].multiclass
    o = np.array([[1e3, 1e3], [-1e3, -1e3], [-1e3, -1e3]])
    t = head.encode(np.array([0, 1]), 3)
    assert head.value(o, t).tolist() == [[right, wrong]]
    assert np.isfinite(head.slope(o, t)).all()


@pytest.mark.parametrize(("name", "right", "wrong"), [("cross-entropy", 0, 1000), ("hinge", 0, 1001)])
def test_extreme_scores_of_two_classes_give_the_exact_loss(name, right, wrong):
    head = LOSSES[name].binary
    t = head.encode(np.array([0, 1, 0, 1]), 2)
    o = np.array([[-1e3, 1e3, 1e3, -1e3]])
    assert head.value(o, t).tolist() == [[right, right, wrong, wrong]]
    assert head.slope(o, t).tolist() == [[0, 0, 1, -1]]


@given(z=st.floats(-1e3, 1e3), label=st.integers(0, 1))
def test_with_two_classes_softmax_is_the_sigmoid(z, label):
    one, two = LOSSES["cross-entropy"].binary, LOSSES["cross-entropy"].multiclass
    label = np.array([label])
    single, pair = np.array([[z]]), np.array([[0.0], [z]])
    # Numbers up to 1000 in both; each form rounds a handful of times.
    close = {"rtol": 8 * EPS, "atol": 8 * EPS * max(1.0, abs(z))}
    assert np.allclose(one.value(single, one.encode(label, 2)), two.value(pair, two.encode(label, 2)), **close)
    assert np.allclose(one.probabilities(single), two.probabilities(pair), rtol=0, atol=4 * EPS)


@given(shift=st.floats(-100, 100), data=st.data())
def test_softmax_ignores_what_all_scores_have_in_common(shift, data):
    head = LOSSES["cross-entropy"].multiclass
    o, t = data.draw(logits(head, 4, n=2)), targets(head, 4, data, n=2)
    assert np.allclose(head.value(o + shift, t), head.value(o, t), rtol=0, atol=16 * EPS * (110 + abs(shift)))


def test_a_hinge_asks_only_for_a_margin_of_one():
    head = LOSSES["hinge"].multiclass
    t = head.encode(np.array([0]), 3)
    assert head.value(np.array([[1.5], [0.5], [0.5]]), t) == 0
    assert head.value(np.array([[1.5], [0.75], [0.5]]), t) == 0.25


# -- libraries that we did not write ---------------------------------------------------------------------

RNG = np.random.default_rng(1)
LABELS = {classes: np.concatenate([np.arange(classes), RNG.integers(0, classes, 200)]) for classes in (2, 3, 5)}
SCORES = {classes: RNG.normal(0, 3, (classes, len(labels))) for classes, labels in LABELS.items()}
MEAN = 1e-13
"""Means of 200 numbers of at most 20: an ulp each, gathered in another order, is 200·20·1e-16 at the very worst."""


@pytest.mark.parametrize("classes", [2, 3, 5])
def test_cross_entropy_is_scikit_learns_log_loss(classes):
    head = LOSSES["cross-entropy"].head("classification", classes)
    o = SCORES[classes][: outputs(head, classes)]
    ours = head.value(o, head.encode(LABELS[classes], classes)).mean()
    # Scikit-learn wants rows that sum to 1 within its own tolerance, and takes their logarithm.
    theirs = log_loss(LABELS[classes], head.probabilities(o).T, labels=np.arange(classes))
    assert np.isclose(ours, theirs, rtol=0, atol=1e-11)  # p near 1 − 1e-8 has lost 8 digits of 1 − p


def test_hinge_of_two_classes_is_scikit_learns():
    head = LOSSES["hinge"].binary
    ours = head.value(SCORES[2][:1], head.encode(LABELS[2], 2)).mean()
    assert np.isclose(ours, hinge_loss(LABELS[2], SCORES[2][0]), rtol=0, atol=MEAN)


def test_squared_error_is_half_of_scikit_learns():
    head, target = LOSSES["squared"].regression, SCORES[3][1]
    ours = head.value(SCORES[3][:1], head.encode(target, None)).mean()
    assert np.isclose(ours, mean_squared_error(target, SCORES[3][0]) / 2, rtol=1e-13)


def test_losses_are_torchs():
    torch = pytest.importorskip("torch", reason="torch is not installed")
    functional = torch.nn.functional
    for classes in (3, 5):
        scores = torch.tensor(SCORES[classes].T)
        labels = torch.tensor(LABELS[classes])
        for name, theirs in (
            ("cross-entropy", functional.cross_entropy(scores, labels)),
            ("hinge", functional.multi_margin_loss(scores, labels) * classes),  # torch divides by C
        ):
            head = LOSSES[name].multiclass
            ours = head.value(SCORES[classes], head.encode(LABELS[classes], classes)).mean()
            assert np.isclose(ours, theirs.item(), rtol=0, atol=MEAN)
    head = LOSSES["cross-entropy"].binary
    ours = head.value(SCORES[2][:1], head.encode(LABELS[2], 2)).mean()
    theirs = functional.binary_cross_entropy_with_logits(
        torch.tensor(SCORES[2][0]), torch.tensor(LABELS[2], dtype=torch.float64)
    )
    assert np.isclose(ours, theirs.item(), rtol=0, atol=MEAN)


def surprise(scores, right):
    """−log p of the class `right`, in 700 digits: log Σ e^(z_j − z_y)."""
    with decimal.localcontext(prec=700):
        z = [decimal.Decimal(float(score)) for score in scores]
        return float(sum((score - z[right]).exp() for score in z).ln())


SURE = st.lists(st.floats(-700, 700), min_size=2, max_size=5)


@given(scores=SURE, data=st.data())
def test_cross_entropy_has_all_its_digits_however_sure_the_net_is(scores, data):
    """Of z = 30 the loss of a right row was 1.3 % off, from 34 on it was exactly 0."""
    right = data.draw(st.integers(0, len(scores) - 1))
    head = LOSSES["cross-entropy"].head("classification", 3)
    found = head.value(np.array(scores)[:, None], np.eye(len(scores))[:, [right]])[0, 0]
    # z_j − z_y of up to 1400 are rounded to 2⁻⁵³ of that, which e^ makes a share of the result.
    assert found == pytest.approx(surprise(scores, right), rel=1e-12, abs=1e-300)
    z = scores[0]
    binary = LOSSES["cross-entropy"].head("classification", 2)
    for label in (0, 1):
        found = binary.value(np.array([[z]]), np.array([[float(label)]]))[0, 0]
        assert found == pytest.approx(surprise([0.0, z], label), rel=1e-12, abs=1e-300)


@pytest.mark.parametrize("classes", [2, 3])
def test_single_precision_keeps_the_digits_of_small_losses(classes):
    head = LOSSES["cross-entropy"].head("classification", classes)
    z = np.random.default_rng(0).uniform(15, 40, (1, 50)) * ([[1]] if classes == 2 else [[1], [-1], [0]])
    t = np.ones((1, 50)) if classes == 2 else np.repeat([[1.0], [0.0], [0.0]], 50, axis=1)
    exact, rough = head.value(z, t), head.value(z.astype("f4"), t.astype("f4"))
    assert rough.dtype == np.float32
    assert np.allclose(rough, exact, rtol=1e-5, atol=0)  # 2⁻²⁴ of z of up to 80, as a share of e^−z
