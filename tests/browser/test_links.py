"""The experiment in the address: links, pages, and what is wrong in a link."""

import re
from pathlib import PurePath

import pytest
from playwright.sync_api import expect

from playground import Config
from playground.ui.frame import PAGES
from tests.browser.app_server import View, serving

pytestmark = pytest.mark.browser

TITLES = {PurePath(page.path): page.title for page in PAGES}
FIRST = [pytest.param(path, id=str(path), marks=[] if k < 2 else [pytest.mark.slow]) for k, path in enumerate(TITLES)]
"""Each on a server of its own, which takes seconds; the lessons begin alike, so one of them stands for all."""
RICH = Config(
    dataset="pinwheel",
    classes=3,
    samples=260,
    train_share=0.6,
    noise=0.1,
    label_noise=0.02,
    data_seed=11,
    features=("x1", "x1*x2", "cos(x2)"),
    hidden=(5, 3),
    activation=("tanh", "swish"),
    initializer="he",
    init_seed=5,
    optimizer="rmsprop",
    rho=0.95,
    rate=0.02,
    schedule="step",
    period=2,
    batch_size=7,
    regularizer="l2",
    penalty=0.003,
    dropout=0.1,
    batch_norm=True,
    clip_norm=1.5,
)


def test_a_copied_link_gives_the_same_run_bit_for_bit(visit, open_view):
    view = open_view(config=RICH, permissions=["clipboard-read", "clipboard-write"])
    view.page.get_by_role("button", name="Copy link").click()
    copied = view.page.evaluate("navigator.clipboard.readText()")
    view.steps(3)
    other = open_view(address=copied)
    assert other.page.url == copied
    other.steps(3)
    assert other.learned() == view.learned()
    assert other.points() == view.points()


@pytest.mark.slow
def test_a_link_follows_what_is_changed_and_gives_it_to_others(open_view):
    view = open_view()
    view.button("Remove a hidden layer").click()
    expect(view.page).to_have_url(re.compile("hidden=8"))
    view.page.get_by_role("radio", name="Moons").click()
    expect(view.page).to_have_url(re.compile("dataset=moons"))
    expect(view.network.get_by_text("1 hidden layer", exact=True)).to_be_visible()
    view.at(0)
    other = open_view(address=view.page.url)
    assert other.learned() == view.learned()
    assert other.points() == view.points()


THERE = "#activation=relu&dataset=xor&learningRate=0.1&networkShape=4,2&xTimesY=true&noise=10&discretize=true"
HERE = "dataset=xor&label_noise=0.008&features=x1,x2,x1*x2&raw_features=true&hidden=4,2&activation=relu"


def shows_the_experiment_from_there(page):
    expect(page.get_by_text("From TensorFlow Playground, with other points")).to_be_visible()
    expect(page).to_have_url(
        re.compile(re.escape(HERE.replace("^", "%5E")).replace(",", "(,|%2C)").replace(r"\*", r"(\*|%2A)"))
    )


def test_an_address_of_tensorflow_playground_is_pasted(open_view):
    page = open_view().page
    page.get_by_role("button", name="Open link").click()
    field = page.get_by_role("textbox", name="A link of this page or of TensorFlow Playground")
    expect(field).to_be_focused()
    field.fill(f"https://playground.tensorflow.org/{THERE}")
    page.keyboard.press("Enter")
    shows_the_experiment_from_there(page)


@pytest.mark.slow
def test_an_address_of_tensorflow_playground_is_opened(visit, server):
    page = visit(address=f"{server.address}/{THERE}")
    shows_the_experiment_from_there(page)
    assert "#" not in page.url
    page.get_by_role("button", name="Dismiss").click()
    expect(page.get_by_text("From TensorFlow Playground")).to_be_hidden()


@pytest.mark.slow
def test_the_page_works_where_the_browser_keeps_nothing(browser, server):
    """As in a frame of another site, where reading `localStorage` raises."""
    context = browser.new_context()
    context.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('', 'SecurityError'); } });"
    )
    page, errors = context.new_page(), []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{server.address}/")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_enabled()
    page.get_by_role("button", name="Switch between light and dark").click()
    expect(page.get_by_role("button", name="Experiments")).to_be_visible()
    context.close()
    assert not errors


@pytest.mark.slow
def test_of_many_problems_three_are_shown(open_view):
    page = open_view(**{f"unheard{k}": "1" for k in range(11)}).page
    expect(page.get_by_text("in this link is not a setting").locator("visible=true")).to_have_count(3)
    page.get_by_role("button", name="8 more").click()
    expect(page.get_by_text("in this link is not a setting").locator("visible=true")).to_have_count(11)


@pytest.mark.slow
def test_a_key_that_stands_twice_in_a_link_is_told_and_taken_out_of_the_address(visit, server):
    page = visit(address=f"{server.address}/?dataset=xor&dataset=moons")
    expect(page.get_by_text("This link sets dataset 2 times; the last value, ‘moons’, is used.")).to_be_visible()
    expect(page).to_have_url(re.compile(r"\?dataset=moons$"))


def test_a_wrong_value_in_a_link_gives_a_note_and_the_default(open_view):
    view = open_view(hidden="4", **{"rate": "fast", "<i>color</i>": "red"})
    page = view.page
    expect(page.get_by_text("the playground starts with 0.01.")).to_be_visible()
    # As text, never as markup.
    expect(page.get_by_text("‘<i>color</i>’ in this link is not a setting")).to_be_visible()
    expect(page).to_have_url(re.compile(r"\?hidden=4$"))
    expect(view.unit(1, 4)).to_be_visible()
    page.get_by_role("button", name="Dismiss").click()
    expect(page.get_by_text("not a setting")).to_be_hidden()
    view.steps(1)


@pytest.mark.slow
def test_a_change_of_page_and_back_keeps_the_experiment(open_view):
    view = open_view(rate="0.3")
    view.steps(2)
    before = view.learned()
    page = view.page
    page.get_by_role("link", name="Reference").click()
    expect(page.get_by_role("heading", name="Reference")).to_be_visible()
    expect(page).to_have_url(re.compile(r"reference\?rate=0.3"))
    expect(view.root).to_be_hidden()
    page.get_by_role("link", name="Playground").click()
    view.ready()
    view.at(2)
    assert view.learned() == before
    expect(page).to_have_url(re.compile(r"/\?rate=0.3"))
    view.steps(1)


@pytest.mark.parametrize("path", FIRST)
def test_each_page_works_as_the_first_request_to_a_server(visit, path):
    with serving() as fresh:
        page = visit("" if path.name == "app.py" else path.stem, at=fresh, rate="0.3")
        expect(page.get_by_role("link", name="Playground")).to_be_visible(timeout=30_000)
        if path.name == "app.py":
            View(page).ready()
        else:
            expect(page.get_by_role("heading", name=TITLES[path], level=1)).to_be_visible()
        expect(page.get_by_test_id("stStatusWidget")).to_be_hidden()
        expect(page.get_by_test_id("stException")).to_have_count(0)
        assert "rate=0.3" in page.url
        assert "Traceback" not in fresh.written()
