"""`python -m tests.bench.lessons`: the lessons in Chromium, measured from inside the page. Prints a Markdown table.

Opening is measured on a server that has shown the page before, with a browser that has not: from the request to the
first picture; and as a learner goes from page to page, from the click to the first picture. Times of effects are those
of the page's own clock.
"""

import argparse
import sys
import time
from collections.abc import Iterator

import numpy as np
from playwright.sync_api import Browser, expect, sync_playwright

from playground import Config
from playground.engine.model import Model
from playground.lessons.course import COURSE
from playground.study.surface import Landscape
from tests.bench.live import Line, heading
from tests.browser.app_server import Server, find_chromium, launch, link, serving
from tests.browser.conftest import WIDE
from tests.browser.lesson_page import SceneView

OPENS, MOVES, RACE = 5, 12, 200

BOOT = """window.WebSocket = class extends WebSocket {
  constructor(...options) { super(...options); window.booted ??= performance.now(); }
};"""
FIRST_WORD = "window.booted"


def opening(browser: Browser, server: Server, name: str) -> Iterator[Line]:
    """From the request to the first picture, by a link and by a click."""
    by_link, by_click, boots = [], [], []
    for index in range(OPENS + 1):
        context = browser.new_context(viewport=WIDE)
        context.add_init_script(BOOT)
        page = context.new_page()
        began = time.perf_counter()
        page.goto(link(server, path=name))
        SceneView(page).ready()
        took = [time.perf_counter() - began]
        booted = page.evaluate(FIRST_WORD) / 1000
        title, other = (next(each.title for each in COURSE if (each.name == name) is same) for same in (True, False))
        page.get_by_role("link", name=other).click()
        expect(page.get_by_role("heading", name=other, level=1)).to_be_visible()
        SceneView(page).ready()
        page.wait_for_timeout(500)
        began = time.perf_counter()
        page.get_by_role("link", name=title).click()
        expect(page.get_by_role("heading", name=title, level=1)).to_be_visible()
        SceneView(page).ready()
        took.append(time.perf_counter() - began)
        context.close()
        if index:  # the first of all brings in what the lesson needs
            by_link.append(took[0])
            by_click.append(took[1])
            boots.append(booted)
    boot = f", of it {np.median(boots):.2f} s until Streamlit's own page has loaded and asks the server"
    for how, times, more in (("by a link in a new browser", by_link, boot), ("from another lesson", by_click, "")):
        figures = f"median {np.median(times):.2f} s, longest {max(times):.2f} s{more}"
        yield f"opening {name} {how}", figures, "≤ 1.5 s", max(times) <= 1.5


def effects(browser: Browser, server: Server, name: str) -> Line | None:
    """From a slider's move to the picture that follows from it; every slider of the page as it opens."""
    context = browser.new_context(viewport=WIDE)
    scene = SceneView(context.new_page())
    scene.page.goto(link(server, path=name))
    scene.ready()
    times = []
    for slider in scene.sliders.all():
        if slider.is_disabled():
            continue
        most = int(slider.get_attribute("max"))
        for move in range(MOVES // 2):
            before = int(slider.input_value())
            stop = before + 1 if before < most and move % 2 == 0 else max(0, before - 1)
            times.append(scene.effect_time(slider, stop))
            scene.refreshes(6)
    context.close()
    if not times:
        return None
    text = f"median {np.median(times):.0f} ms, longest {max(times):.0f} ms of {len(times)}"
    return f"a slider's effect, {name}", text, "≤ 200 ms", max(times) <= 200


def race(browser: Browser, server: Server) -> Line:
    """Pictures a second of six optimizers at once, at the highest speed offered."""
    context = browser.new_context(viewport=WIDE)
    scene = SceneView(context.new_page())
    scene.page.goto(link(server, path="optimizers"))
    scene.ready().prepared()
    scene.root.get_by_role("button", name="All six").click()
    scene.refreshes(30)
    scene.prepared()
    scene.root.get_by_role("combobox", name="Speed").select_option("60")
    scene.play.click()
    scene.plays_past(scene.frames + 20)
    frames, began = scene.frames, time.perf_counter()
    scene.plays_past(frames + RACE)
    rate = (scene.frames - frames) / (time.perf_counter() - began)
    racers = scene.root.locator(".panel.map").count() - 1
    context.close()
    return (
        f"a race of {racers}, with its maps, ways, surface and curves",
        f"{rate:.1f} pictures/s",
        "≥ 30/s",
        rate >= 30,
    )


def surface() -> Line:
    """A loss surface of 61 × 61 thetas of a 2-8-8-1 net on 250 rows, on one core."""
    model = Model(Config(hidden=(8, 8), activation="tanh"))
    rng = np.random.default_rng(0)
    thetas = model.trainer.theta + rng.normal(size=(61 * 61, 2)) @ rng.normal(size=(2, model.layout.size))
    times = {}
    for dtype in (np.float32, np.float64):
        landscape = Landscape(model, dtype)
        laps = []
        for _ in range(5):
            began = time.process_time()
            landscape.losses(thetas, model.trainer.running)
            laps.append(time.process_time() - began)
        times[dtype.__name__] = np.median(laps)
    figures = ", ".join(f"{took:.2f} s in {name}" for name, took in times.items())
    return "a loss surface, 61 × 61, 2-8-8-1, 250 rows", figures, "≤ 0.5 s", times["float32"] <= 0.5


def lines(browser: Browser, server: Server) -> Iterator[Line]:
    yield surface()
    for entry in COURSE:
        yield from opening(browser, server, entry.name)
    for entry in COURSE:
        if line := effects(browser, server, entry.name):
            yield line
    yield race(browser, server)


def main(arguments: list[str] | None = None) -> int:
    """Measure and print. Gives 0, whether the figures are reached or not: they depend on the machine."""
    parser = argparse.ArgumentParser("python -m tests.bench.lessons", description="Measures the lessons in Chromium.")
    parser.parse_args(arguments)
    with serving() as server, sync_playwright() as playwright:
        path = find_chromium(playwright)
        if not path:
            parser.error("no Chromium was found")
        browser = launch(playwright, path)
        print(f"{heading(browser)}\n\n| work | measured | to reach | reached |\n|---|---|---|---|", flush=True)
        for text, figures, goal, reached in lines(browser, server):
            print(f"| {text} | {figures} | {goal} | {'yes' if reached else '**no**'} |", flush=True)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
