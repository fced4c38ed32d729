"""A server that is killed and started again: every page that was open goes on, playing or at rest."""

import pytest
from playwright.sync_api import expect

from playground.lessons.course import COURSE
from tests.browser.app_server import View, link, serving
from tests.browser.conftest import BOTH_WAYS, WIDE, refuse_line
from tests.browser.lesson_page import SceneView

LESSONS = [entry.name for entry in COURSE]


@pytest.fixture
def open_page(browser, way):
    """Opens a page without listening for complaints: a lost connection is one."""
    context = browser.new_context(viewport=WIDE)

    def open_page(server, path):
        page = context.new_page()
        if way == "fragment":
            refuse_line(page)
        page.goto(link(server, path=path))
        return SceneView(page).ready() if path else View(page).ready()

    yield open_page
    context.close()


def shows(view, condition: str) -> None:
    """Waits for pictures: a condition in JavaScript on `data`, those of the view that is on the page now."""
    view.page.wait_for_function(SHOWN.format(condition), timeout=60_000)


SHOWN = """() => {{
  const inside = ({{ shadowRoot }}) => shadowRoot?.querySelector("[data-testid=live-view], [data-testid=scene]");
  const data = [...document.querySelectorAll("*")].map(inside).find(Boolean)?.dataset;
  return data && ({});
}}"""


PAGES = pytest.mark.parametrize("paths", [pytest.param(("", ""), id="main"), pytest.param(LESSONS, id="lessons")])


@pytest.mark.slow
@BOTH_WAYS
@PAGES
def test_pages_go_on_after_the_server_was_started_again(open_page, paths):
    with serving() as server:
        views = [open_page(server, path) for path in paths]
        moving = [view for view in views if view.play.is_visible()]
        playing, at_rest = moving[0::2], moving[1::2]
        for view in playing:
            view.play.click()
            shows(view, "+data.frames > 4")
        server.kill()
        before = [view.root.evaluate("root => ({ ...root.dataset })") for view in views]
        server.start()
        server.wait()
        for view, data in zip(views, before, strict=True):
            shows(view, f"data.gen !== '{data['gen']}'")
        for view in at_rest:
            expect(view.root).to_have_attribute("data-playing", "false")
            before[views.index(view)]["frames"] = view.root.get_attribute("data-frames")
            view.play.click()
        for view in moving:
            shows(view, f"+data.frames > {int(before[views.index(view)]['frames']) + 3}")


@pytest.mark.slow
def test_the_page_says_that_it_waits_for_the_server_and_that_it_was_restarted(open_page):
    """In its own words, which Streamlit's dialog about the connection does not cover."""
    with serving() as server:
        view = open_page(server, "")
        view.play.click()
        shows(view, "+data.frames > 4")
        message = view.root.get_by_role("paragraph")
        server.kill()
        expect(message.filter(has_text="Waiting for the server")).to_be_visible()
        theirs = view.page.get_by_role("dialog", include_hidden=True).filter(has_text="Connection error")
        theirs.wait_for(state="attached")
        expect(theirs).to_be_hidden()
        server.start()
        server.wait()
        expect(view.page.get_by_text("The server was restarted: same start again.")).to_be_visible(timeout=60_000)
        shows(view, "+data.frames > 8")
