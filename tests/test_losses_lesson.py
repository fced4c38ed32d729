"""Loss functions: each number on the page is what its label says."""

import numpy as np
import pytest
import scipy.stats

from playground import Config, Run
from playground.lessons.losses import LESSON
from playground.lessons.losses.pair import PAIR, measured
from playground.lessons.losses.settings import BLOBS, PLANE, Settings, for_losses, for_squares
from playground.study.least_squares import best_linear
from playground.tables.losses import LOSSES
from playground.web.encode import levels


def show_of(view, config=LESSON.default, **settings):
    return LESSON.show(config, Settings(view=view, **settings))


def played(show, pictures):
    for _ in range(pictures):
        if not show.advance():
            break
    return show.update()


# -- surprise -------------------------------------------------------------------------------------------


def test_the_three_numbers_are_those_of_scipy():
    values = show_of("surprise", pa=0.5, pb=0.3, pc=0.1, za=1.0, zb=-1.0, zc=0.3).update()
    p, q = values["both.values"]
    np.testing.assert_allclose(p, np.array([5, 3, 1]) / 9)
    np.testing.assert_allclose(q, scipy.special.softmax([1.0, -1.0, 0.3]))
    entropy, divergence = scipy.stats.entropy(p, base=2), scipy.stats.entropy(p, q, base=2)
    np.testing.assert_allclose(values["three.values"], [entropy, divergence, entropy + divergence])


def test_play_goes_down_to_the_entropy_of_p_and_no_further():
    show = show_of("surprise")
    course = [show.update()["three.values"]]
    while show.advance():
        course.append(show.update()["three.values"])
    entropy, divergence, cross = np.array(course).T
    assert (np.diff(cross) < 0).all()
    assert (entropy == entropy[0]).all()
    assert divergence[-1] < 1e-5
    assert len(course) > 10


def test_a_sure_thing_costs_what_q_gives_it():
    values = show_of("surprise", pa=0.0, pb=1.0, pc=0.0, za=2.0).update()
    q = scipy.special.softmax([2.0, 0.0, 0.0])
    assert values["three.values"] == pytest.approx([0.0, -np.log2(q[1]), -np.log2(q[1])])
    assert values["seen.text"].startswith("B is a sure thing, 0 bits, and q gives it 10.7%")


def test_the_button_makes_q_equal_to_p():
    (button,) = [button for button in show_of("surprise").layout().buttons if button.label == "q = p"]
    show = show_of("surprise", **button.sets)
    # Logits in steps of 0.1 are off by 0.05 at most: p·log p/q is then at most ½·0.05² nats.
    assert show.update()["three.values"][1] < 0.5 * 0.05**2 / np.log(2)


# -- the pair -------------------------------------------------------------------------------------------


def test_accuracy_jumps_where_the_loss_hardly_moves():
    (before, loss0, right0), (after, loss, right) = measured(0.0), measured(PAIR)
    np.testing.assert_allclose([before, after], [(0.35, 0.33, 0.32), (0.33, 0.35, 0.32)], rtol=1e-12)
    assert (right0, right) == (0.0, 1.0)
    assert (loss0, loss) == (pytest.approx(-np.log(0.33)), pytest.approx(-np.log(0.35)))
    assert "5.3% less" in show_of("pair", shift=PAIR).update()["seen.text"]


# -- two losses -----------------------------------------------------------------------------------------


def test_both_nets_start_alike_and_learn_as_the_runs_alone():
    show = show_of("losses")
    first = [model.trainer.theta.copy() for model in show.models.values()]
    np.testing.assert_array_equal(*first)
    values = played(show, 4)
    assert show.position == 4
    for key, loss in (("ce", "cross-entropy"), ("hinge", "hinge")):
        run = Run(show.config.replace(loss=loss)).advance(4)
        np.testing.assert_array_equal(show.models[key].trainer.theta, run.model.trainer.theta)
        assert dict(values["seen.numbers"])[f"{loss}, accuracy"] == f"{run.accuracy():.1%}"


def test_ringed_are_the_points_without_hinge_loss():
    show = show_of("losses")
    values = played(show, 10)
    x, y = show.data.x_train, show.data.y_train
    head = LOSSES["hinge"].multiclass
    for key, model in show.models.items():
        zero = head.value(model.outputs(x), head.encode(y, 3))[0] == 0.0
        assert 0 < zero.sum() < len(x)
        np.testing.assert_array_equal(values[f"{key}.rings"], x[zero])


def test_the_bars_are_the_softmax_of_the_nets_at_the_cross():
    show = show_of("losses", at_x1=1.5, at_x2=-2.0)
    values = played(show, 3)
    for row, model in zip(values["asked.values"], show.models.values(), strict=True):
        np.testing.assert_allclose(row, model.predict([[1.5, -2.0]])[0], rtol=1e-12)


def test_the_map_has_the_predicted_class_in_the_right_place():
    show = show_of("losses")
    field = played(show, 20)["ce.field"]
    at = 6.0 * ((2.0 * np.arange(48) + 1.0) / 48 - 1.0)
    x1, x2 = np.meshgrid(at, -at)  # row 0 is the top
    predicted = show.models["ce"].predict(np.stack([x1.ravel(), x2.ravel()], axis=1)).argmax(axis=1)
    # A cell is the mean of its corners: along the boundary, some 3·48 cells of 2304, that may be another class.
    assert (field.ravel() // (levels(3)) == predicted).mean() > 0.98


def test_scores_grow_under_cross_entropy_where_hinge_is_at_rest():
    """On 20 fresh seeds, without noise: at epoch 100 the hinge loss is 0, and its scores no longer change."""
    for seed in range(100, 120):
        show = show_of("losses", BLOBS.replace(init_seed=seed), noise=0.0)
        ce_before, hinge_before = played(show, 60)["size.row"][1:]
        values = played(show, 40)
        ce, hinge = values["size.row"][1:]
        assert values["rest.row"][2] == 1.0
        assert hinge == pytest.approx(hinge_before, rel=1e-3)  # what is left of Adam's momentum
        assert ce > 1.05 * ce_before
        assert ce > 2.0 * hinge


def test_an_experiment_with_enough_classes_is_the_one_that_is_trained():
    own = Config(dataset="pinwheel", classes=4, hidden=(6,), rate=0.02)
    assert for_losses(own, Settings()) == own
    for other in (own.replace(classes=2), own.replace(dataset="xor"), Config(dataset="plane")):
        assert for_losses(other, Settings()) == BLOBS
    assert for_losses(own, Settings(units=0, noise=0.5)) == own.replace(hidden=(), noise=0.5)


# -- a number -------------------------------------------------------------------------------------------


def test_linear_regression_arrives_at_least_squares():
    show = show_of("squares")
    values = played(show, 60)
    best = best_linear(Run(PLANE).model)
    assert show.static()["loss.cut"] == best.train_loss
    assert "has arrived" in values["seen.text"]
    assert values["loss.row"][1] == pytest.approx(best.train_loss, abs=1e-4)


def test_no_plane_explains_the_waves_and_hidden_units_do():
    linear, bent = show_of("squares", target="waves"), show_of("squares", target="waves", depth=2, width=8)
    for show in (linear, bent):
        played(show, 150)
    assert linear._measures.test_score < 0.05
    assert bent._measures.test_score > 0.9


def test_a_regression_of_the_learners_is_the_one_that_is_trained():
    own = Config(dataset="waves", hidden=(6, 4), rate=0.02)
    assert for_squares(own, Settings()) == own
    assert for_squares(own, Settings(depth=3)).hidden == (6, 4, 4)
    assert for_squares(Config(), Settings(depth=2)).hidden == (8, 8)
    assert for_squares(Config(), Settings()) == PLANE
