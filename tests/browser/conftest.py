"""One server and one browser for all these tests, and a new context for each. A page that complains fails its test."""

import os
from collections.abc import Callable, Iterator

import pytest

sync_api = pytest.importorskip("playwright.sync_api")

from playground import Config  # noqa: E402
from tests.browser.stage import TAP, Server, View, find_chromium, launch, link, serving  # noqa: E402

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
def visit(browser, server) -> Iterator[Callable[..., sync_api.Page]]:
    """Opens an address in a new context: visit("reference"), visit(config=…), visit(rate="0.3", color_scheme="dark")."""
    contexts, complaints = [], []

    def visit(path: str = "", config: Config | None = None, *, at: Server = server, viewport=WIDE, **more) -> sync_api.Page:
        looks = {name: more.pop(name) for name in CONTEXT_OPTIONS & more.keys()}
        context = browser.new_context(viewport=viewport, **looks)
        contexts.append(context)
        context.add_init_script(TAP)
        page = context.new_page()
        _listen(page, complaints)
        page.goto(link(at, config, path, **more))
        return page

    yield visit
    found = list(complaints)  # before the contexts close and cut off what is on its way
    for context in contexts:
        context.close()
    assert not found, "\n".join(found)


CONTEXT_OPTIONS = {"color_scheme", "reduced_motion", "device_scale_factor", "permissions", "has_touch"}


@pytest.fixture
def open_view(visit) -> Callable[..., View]:
    """As `visit`, for the main page, and waits for the live view."""
    return lambda *args, **more: View(visit(*args, **more)).ready()


def _listen(page: sync_api.Page, complaints: list[str]) -> None:
    page.on("console", lambda said: said.type in ("error", "warning") and complaints.append(f"{said.type}: {said.text}"))
    page.on("pageerror", lambda error: complaints.append(f"page error: {error}"))
    page.on("requestfailed", lambda request: complaints.append(f"failed: {request.url} {request.failure}"))
    page.on("response", lambda answer: answer.status >= 400 and complaints.append(f"{answer.status}: {answer.url}"))
