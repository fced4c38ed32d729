"""Every page and every entry of every table, run by Streamlit's own test runner; widgets are found by their key."""

import base64
import itertools

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from playground.config import FIELDS, TASKS, Config
from playground.data import make_data
from playground.figures import entries
from playground.tables.datasets import DATASETS, HALF
from playground.tables.optimizers import OPTIMIZERS
from playground.tables.schedules import SCHEDULES
from playground.ui.controls import MIXED, plain
from playground.ui.experiment import KEY
from playground.ui.frame import PAGES
from playground.ui.reference import SECTIONS
from playground.ui.thumbnails import POINTS, pictures
from tests.page_client import config, go, opened, put, run, widget

PATHS = [page.path for page in PAGES]


@pytest.fixture(scope="module")
def page() -> AppTest:
    """The main page, shared by the tests that begin with a change of their own."""
    return opened()


@pytest.fixture
def main(page: AppTest) -> AppTest:
    go(page)
    assert config(page) == Config()
    return page


@pytest.mark.parametrize("path", PATHS)
def test_each_page_works_as_the_first_request(path):
    assert config(opened(path, rate="0.3")) == Config(rate=0.3)


CHOICES = [
    (name, entry)
    for name, field in FIELDS.items()
    if field.kind == "choice" and name != "dataset"
    for entry in TASKS["classification"].legal.get(name, field.table)
]


@pytest.mark.parametrize(("name", "entry"), CHOICES)
def test_each_entry_can_be_chosen(main, name, entry):
    put(main, name, entry)
    assert getattr(config(main), name) == entry


@pytest.mark.parametrize("name", DATASETS)
def test_each_dataset_can_be_chosen(main, name):
    # The thumbnails are drawn in the browser; this is what their callback does.
    main.session_state[KEY].request_change(dataset=name)
    run(main)
    assert config(main) == Config(dataset=name)
    for parameter in DATASETS[name].parameters:
        assert widget(main, parameter).value == getattr(Config(), parameter)


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("noise", [0.0, 1.5])
def test_thumbnails_are_the_sets_themselves_with_their_noise_and_classes(task, noise):
    shaped = Config(task=task, noise=noise, label_noise=0.1, classes=5, cells=3, samples=POINTS)
    sets = pictures(shaped.replace(rate=0.3))
    assert [each["name"] for each in sets] == list(TASKS[task].legal["dataset"])
    for each in sets:
        rows = np.frombuffer(base64.b64decode(each["points"]), np.uint8).reshape(-1, 3)
        data = make_data(shaped.replace(dataset=each["name"]))
        points, labels = np.concatenate([data.x_train, data.x_test]), np.concatenate([data.y_train, data.y_test])
        inside = (np.abs(points) <= HALF).all(axis=1)
        assert len(rows) == inside.sum()
        # A byte has 255 steps over the 12 units of the square, so it is off by half a step at most.
        assert np.abs(rows[:, :2] * (2 * HALF / 255) - HALF - points[inside]).max() <= HALF / 255 + 1e-12
        if task == "classification":
            assert (rows[:, 2] == labels[inside]).all()


def test_thumbnails_are_computed_once_for_each_noise_and_number_of_classes():
    assert pictures(Config(rate=0.3, samples=100, data_seed=3)) is pictures(Config(hidden=(3,)))
    assert pictures(Config(noise=0.3)) is not pictures(Config())


USED_BY = (
    {name: {} for name, field in FIELDS.items() if field.kind in ("number", "integer")}
    | {p: {"dataset": name} for name, entry in DATASETS.items() for p in entry.parameters}
    | {p: {"schedule": name} for name, entry in SCHEDULES.items() for p in entry.parameters}
    | {p: {"optimizer": name} for name, rule in OPTIMIZERS.items() for p in rule.parameters}
)


@pytest.mark.parametrize("end", ["low", "high"])
@pytest.mark.parametrize("name", USED_BY)
def test_each_number_reaches_both_ends_of_its_range(main, name, end):
    main.session_state[KEY].request_change(**USED_BY[name], regularizer="l2")
    run(main)
    value = getattr(FIELDS[name], end)
    put(main, name, value)
    assert getattr(config(main), name) == value


@pytest.mark.parametrize("name", [name for name, field in FIELDS.items() if field.kind == "switch"])
def test_each_switch_switches(main, name):
    usual = getattr(Config(), name)
    put(main, name, not usual)
    assert getattr(config(main), name) is not usual


LINKS = [
    Config(dataset="rings", hidden=(), features=(), noise=0.123, label_noise=0.07),
    Config(dataset="blobs", classes=5, loss="hinge", activation=("relu", "tanh", "sin"), hidden=(4, 3, 2)),
    Config(dataset="waves", rate=0.0123, schedule="warmup-cosine", period=77, warmup=3, samples=123),
    Config(
        optimizer="adam", beta2=0.99999, eps=3.3e-12, penalty=1e-7, regularizer="l1", shuffle=False, batch_norm=True
    ),
]


@pytest.mark.parametrize("linked", LINKS)
def test_a_link_is_the_experiment(linked):
    at = opened(**linked.to_query())
    assert config(at) == linked
    assert config(run(at)) == linked


@pytest.mark.parametrize("linked", LINKS)
def test_widgets_show_the_config_as_it_is(linked):
    at = opened(**linked.to_query())
    penalty = () if linked.regularizer == "none" else ("penalty",)
    for name in ("rate", *penalty, "noise", "label_noise", "train_share"):
        assert widget(at, name).value == getattr(linked, name)
    for name in ("samples", "batch_size", "data_seed"):
        assert widget(at, name).value == getattr(linked, name)


def test_a_wrong_value_in_a_link_gives_a_note_and_the_default():
    at = opened(rate="fast", noise="0.5", unheard="<b>*of*</b>")
    assert config(at) == Config(noise=0.5)
    notes = [text.value for text in at.text]
    assert any("rate" in note and "fast" in note and note.endswith("starts with 0.01.") for note in notes)
    assert any("unheard" in note for note in notes)
    assert not any("fast" in text.value for text in at.markdown)  # what a link says is never taken as markup


def test_a_dismissed_note_does_not_come_back():
    at = opened(rate="fast")
    at.button(key="problems.dismiss").click()
    assert not run(at).text
    go(at, rate="fast")
    assert not at.text
    go(at, rate="slow")
    assert at.text


@pytest.mark.parametrize("path", PATHS[1:])
def test_the_config_survives_a_change_of_page(path):
    at = opened()
    put(at, "rate", 0.3)
    run(at.switch_page(path))
    assert config(at) == Config(rate=0.3)
    assert config(run(at.switch_page("app.py"))) == Config(rate=0.3)
    assert widget(at, "rate").value == 0.3


def test_the_penalty_comes_with_a_regularizer(main):
    assert not [each for each in main.get("select_slider") if each.key.startswith("penalty")]
    put(main, "regularizer", "l2")
    assert widget(main, "penalty").value == Config().penalty


def test_layers_may_have_activations_of_their_own(main):
    put(main, "activation.1", "relu")
    assert config(main).activation == ("gelu", "relu")
    assert widget(main, "activation").value == MIXED
    put(main, "activation", "tanh")
    assert config(main).activation == "tanh"
    assert widget(main, "activation.0").value == "tanh"


@pytest.mark.parametrize("name", ["data_seed", "init_seed"])
def test_a_button_takes_the_next_seed(main, name):
    widget(main, f"{name}.next").click()
    run(main)
    assert config(main) == Config(**{name: 1})


@pytest.mark.parametrize("about", SECTIONS, ids=lambda about: about.field)
def test_the_reference_shows_every_entry(about):
    at = opened("pages/reference.py")
    at.session_state["section"] = about.title
    run(at)
    headings, formulas = [text.value for text in at.header], [text.value for text in at.text]
    captions = " ".join(text.value for text in at.caption)
    table = FIELDS[about.field].table
    for entry in table.values():
        assert entry.label in headings
        assert entry.formula in {*formulas, entry.label}
        assert all(FIELDS[name].label in captions for name in getattr(entry, "parameters", ()))
    assert len(at.get("plotly_chart")) == len(table)


def test_every_table_is_in_the_reference():
    tables = {name for name, field in FIELDS.items() if field.table and name != "task"}
    assert {about.field for about in SECTIONS} == tables


@pytest.mark.parametrize("name", [name for name, field in FIELDS.items() if field.log])
def test_log_sliders_rest_at_one_and_three_of_each_decade(name):
    field = FIELDS[name]
    inside = field.stops()
    assert inside[0] == field.low
    assert inside[-1] == field.high
    assert len({plain(stop) for stop in inside}) == len(inside)
    assert all(float(plain(stop)) == stop for stop in inside)
    ratios = [b / a for a, b in itertools.pairwise(inside) if a > 0]
    assert max(ratios) < 3.4


def test_pictures_of_optimizers_end_lower_than_they_began():
    for rule in OPTIMIZERS.values():
        way = next(trace for trace in entries.optimizer(rule).data if trace.name == "steps")
        assert len(way.x) == 41
        assert way.x[-1] ** 2 + way.y[-1] ** 2 < way.x[0] ** 2 + way.y[0] ** 2
