"""One server and one browser for all these tests, and empty storage for each. A page that complains fails its test."""

import os
import re
from collections.abc import Callable, Iterator

import pytest

sync_api = pytest.importorskip("playwright.sync_api")

from playground import Config  # noqa: E402
from tests.browser.app_server import Server, View, find_chromium, launch, link, serving  # noqa: E402

WIDE = {"width": 1400, "height": 900}
NARROW = {"width": 420, "height": 900}

sync_api.expect.set_options(timeout=20_000)


@pytest.fixture(scope="package")
def browser() -> Iterator[sync_api.Browser]:
    # Of the package, not of the session: while Playwright runs, no other test could run an event loop.
    with sync_api.sync_playwright() as playwright:
        path = find_chromium(playwright)
        if not path:
            (pytest.fail if os.environ.get("CI") else pytest.skip)("no Chromium was found")
        browser = launch(playwright, path)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def server() -> Iterator[Server]:
    with serving() as server:
        yield server
        assert "Traceback" not in server.written(), server.written()


@pytest.fixture
def way(request) -> str:
    """ "socket", or "fragment" as where a host passes no WebSocket. For `parametrize(…, indirect=True)`."""
    return getattr(request, "param", "socket")


def refuse_line(page: sync_api.Page) -> None:
    """Let the page's own WebSocket be closed before it says anything."""
    page.route_web_socket(re.compile("/playground/socket$"), lambda socket: socket.close())


FRAGMENT = pytest.param("fragment", marks=pytest.mark.slow)
BOTH_WAYS = pytest.mark.parametrize("way", ["socket", FRAGMENT], indirect=True)
"""Everything that is played is played by both; by the second way it waits for -m slow, but for one test."""


@pytest.fixture(scope="package")
def warm(browser) -> Iterator[sync_api.BrowserContext]:
    """A context that has the app's files in its cache, which saves a third of the time that a page takes to open."""
    context = browser.new_context(viewport=WIDE)
    context.add_init_script(BEEN_HERE)
    yield context
    context.close()


@pytest.fixture
def visit(browser, server, warm, way) -> Iterator[Callable[..., sync_api.Page]]:
    """Opens a page as a new visitor: visit("reference"), visit(config=…), visit(rate="0.3"), visit(address=a link)."""
    contexts, pages, complaints = [], [], []

    def visit(path: str = "", config: Config | None = None, *, address="", at: Server = server, viewport=WIDE, **more):
        looks = {name: more.pop(name) for name in CONTEXT_OPTIONS & more.keys()}
        if pages or looks:
            first = looks.pop("first_visit", False)
            contexts.append(browser.new_context(viewport=viewport, **looks))
            if not first:
                contexts[-1].add_init_script(BEEN_HERE)
            page = contexts[-1].new_page()
        else:
            page = warm.new_page()
            page.set_viewport_size(viewport)
        pages.append(page)
        if way == "fragment":
            refuse_line(page)
        _listen(page, complaints)
        page.goto(address or link(at, config, path, **more))
        return page

    yield visit
    found = list(complaints)  # before the contexts close and cut off what is on its way
    for page in warm.pages:
        page.evaluate("localStorage.clear(), sessionStorage.clear()")
        page.close()
    for context in contexts:
        context.close()
    assert not found, "\n".join(found)


CONTEXT_OPTIONS = {
    "color_scheme",
    "device_scale_factor",
    "first_visit",
    "forced_colors",
    "has_touch",
    "is_mobile",
    "permissions",
    "reduced_motion",
}

BEEN_HERE = "try { localStorage.setItem('playground.callouts', 'seen'); } catch {}"
"""Run in every page: the callouts of a first visit stay away, unless `first_visit` is asked for."""


@pytest.fixture
def open_view(visit) -> Callable[..., View]:
    """As `visit`, for the main page, and waits for the live view."""
    return lambda *args, **more: View(visit(*args, **more)).ready()


def _listen(page: sync_api.Page, complaints: list[str]) -> None:
    def hear(said: sync_api.ConsoleMessage) -> None:
        if said.type in ("error", "warning") and not EXCUSED.search(said.text + said.location["url"]):
            complaints.append(f"{said.type}: {said.text}")

    def answered(answer: sync_api.Response) -> None:
        if answer.status >= 400 and not EXCUSED.search(answer.url):
            complaints.append(f"{answer.status}: {answer.url}")

    page.on("console", hear)
    page.on("response", answered)
    page.on("pageerror", lambda error: complaints.append(f"page error: {error}"))
    page.on("requestfailed", lambda request: complaints.append(f"failed: {request.url} {request.failure}"))


EXCUSED = re.compile(r"/\w+/_stcore/(health|host-config)$|^Unexpected state: Multiple different fragmentIds")
"""What Streamlit itself says when nothing is wrong. Under a page's own address it first looks for the server there, and
is told 404. And when a widget is used in the very moment in which the live view asks, one message carries both."""
