"""`python -m tests.bench.live`: the live view in Chromium, measured from inside the page. Prints a Markdown table.

A picture counts when the pixels of the map differ from those of the animation frame before. Times of the page are those
of its own clock; processor shares are of one core.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version

import numpy as np
import psutil
from playwright.sync_api import Browser, Error, sync_playwright

from playground import Config
from playground.tables.features import FEATURES
from tests.bench.machine import describe
from tests.browser.app_server import Server, View, find_chromium, launch, link, serving

# Neither net can fit the spiral for good at once, so that the map goes on changing.
NETS = {
    "2-4-2-1": Config(hidden=(4, 2), activation="tanh"),
    "9-8×6-1": Config(hidden=(8,) * 6, activation="tanh", features=tuple(FEATURES)),
}
SIXTY, FASTEST = "5", "8"
"""Stops of the speed slider."""

WARM_UP = 3.0
SLICE = 0.1
"""Seconds over which the server's processor time is looked at; the system counts it in hundredths."""


@dataclass(frozen=True)
class Bench:
    """Where to measure: one browser and one server for all, a new page for each."""

    browser: Browser
    server: Server
    seconds: float
    rounds: int
    soak: float

    @contextmanager
    def page(self, config: Config, ratio: float = 1.0, speed: str = SIXTY) -> Iterator[View]:
        """The view, playing at a speed and warm."""
        context = self.browser.new_context(viewport={"width": 1400, "height": 900}, device_scale_factor=ratio)
        try:
            page = context.new_page()
            page.goto(link(self.server, config))
            view = View(page).ready()
            view.speed.fill(speed)
            view.play.click()
            view.plays(past=2)
            page.wait_for_timeout(1000 * WARM_UP)
            yield view
        finally:
            context.close()  # whatever happened: what plays on would be measured with the next part

    @property
    def process(self) -> psutil.Process:
        return psutil.Process(self.server.process.pid)


Line = tuple[str, str, str, bool | None]
"""What was measured, the figures, what is to be reached, and whether it was."""


def frames(bench: Bench) -> Iterator[Line]:
    """Pictures a second and the gaps between them."""
    goals = {("2-4-2-1", 1): 58, ("9-8×6-1", 1): 57, ("2-4-2-1", 2): 50, ("9-8×6-1", 2): 50}
    found: dict[tuple, list] = {case: [] for case in goals}
    for _ in range(bench.rounds):
        for net, ratio in goals:
            with bench.page(NETS[net], ratio) as view:
                found[net, ratio].append(_play(bench, view))
    for (net, ratio), goal in goals.items():
        rate, drawn, refreshed, gap, server, browser = np.median(found[net, ratio], axis=0)
        yield (
            f"{net} at 60 epochs/s, ratio {ratio}",
            f"{rate:.1f} distinct pictures/s ({drawn:.1f} drawn, {refreshed:.1f} refreshes of the display); p95 gap "
            f"{gap:.1f} ms; server {server:.0%}, browser {browser:.0%} of a core",
            f"≥ {goal}/s" + (", ≤ 22 ms" if ratio == 1 else ""),
            bool(rate >= goal and (gap <= 22 or ratio != 1)),
        )


def _play(bench: Bench, view: View) -> tuple[float, ...]:
    probe = view.probe()
    processes = [bench.process], _browser_processes(bench)
    before, began = [_processor_time(each) for each in processes], time.perf_counter()
    view.page.wait_for_timeout(1000 * bench.seconds)
    took = time.perf_counter() - began
    shares = [(_processor_time(each) - was) / took for each, was in zip(processes, before, strict=True)]
    seen, refreshes = probe.evaluate("probe => [probe.stop().seen, probe.refreshes]")
    at = np.array([picture["frame"] for picture in seen])
    seconds = (at[-1] - at[0]) / 1000
    drawn = seen[-1]["frames"] - seen[0]["frames"]
    return (len(seen) - 1) / seconds, drawn / seconds, refreshes / took, np.quantile(np.diff(at), 0.95), *shares


def _browser_processes(bench: Bench) -> list[psutil.Process]:
    server = bench.server.process.pid
    children = psutil.Process().children(recursive=True)
    return [child for child in children if child.pid != server and "chrom" in child.name()]


def _processor_time(processes: list[psutil.Process]) -> float:
    total = 0.0
    for process in processes:
        try:
            used = process.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += used.user + used.system
    return total


def pause(bench: Bench) -> Iterator[Line]:
    """From the click on Pause to the last new picture."""
    for net, config in NETS.items():
        times = []
        with bench.page(config) as view:
            for _ in range(9):
                times.append(view.pause_time())
                view.play.click()
                view.plays(past=view.epoch + 10)
        yield _times(f"click on Pause to the last picture, {net}", times, 100)


def change(bench: Bench) -> Iterator[Line]:
    """From a key on the slider of the rate to the first picture computed with it."""
    for net, config in NETS.items():
        times = []
        with bench.page(config) as view:
            slider = view.page.get_by_role("group", name="Learning rate").get_by_role("slider")
            epochs = view.root.evaluate_handle(EPOCHS)
            for key in ("ArrowRight", "ArrowLeft") * 5:
                slider.focus()
                times.append(view.change_time(lambda key=key: view.page.keyboard.press(key)))
                view.plays(past=view.epoch + 10)
            missed = np.diff(epochs.json_value()) != 1
        text, figures, goal, reached = _times(f"slider of the rate to the first picture, {net}", times, 300)
        yield text, f"{figures}; epochs missed or shown twice: {missed.sum()}", goal, reached and not missed.any()


SLIDERS = ("Learning rate", "Penalty", "Batch size", "Dropout", "β₁", "β₂", "ε", "Noise", "Training share")


def drag(bench: Bench) -> Iterator[Line]:
    """From a move of the pointer that holds a slider to the first picture under its new stop; the next move waits."""
    for name in SLIDERS:
        times = []
        with bench.page(NETS["2-4-2-1"].replace(regularizer="l2")) as view, view.held(name) as (_, move):
            for share in (0.8, 0.6, 0.4, 0.2, 0.4, 0.6) * 4:
                times.append(view.change_time(lambda share=share: move(share, steps=1)))
                view.refreshes(15)
        median, late = np.quantile(times, (0.5, 0.95))
        text = f"{name} dragged to another stop, to the first picture"
        yield text, f"median {median:.0f} ms, p95 {late:.0f} ms of {len(times)}", "p95 ≤ 60 ms", bool(late <= 60)


EPOCHS = """root => {
  const epochs = [+root.dataset.epoch];
  const note = () => +root.dataset.epoch === epochs.at(-1) || epochs.push(+root.dataset.epoch);
  new MutationObserver(note).observe(root, { attributeFilter: ["data-epoch"] });
  return epochs;
}"""


def _times(text: str, times: list[float], most: float) -> Line:
    figures = f"median {np.median(times):.0f} ms, longest {max(times):.0f} ms of {len(times)}"
    return text, figures, f"≤ {most} ms", max(times) <= most


def close(bench: Bench) -> Iterator[Line]:
    """How long the server goes on working when the tab is closed at full speed."""
    with bench.page(NETS["9-8×6-1"], speed=FASTEST) as view:
        playing = _slices(bench, 2.0)
        view.page.close()
        after = _slices(bench, 3.0)
    idle = np.mean(after[-10:])
    busy = (idle + np.mean(playing)) / 2
    last = max((index + 1 for index, share in enumerate(after) if share > busy), default=0) * SLICE
    yield (
        "closing the tab at full speed to the end of training",
        f"≤ {max(last, SLICE):.1f} s; server {np.mean(playing):.0%} of a core before, {idle:.0%} after",
        "≤ 1 s",
        bool(last <= 1.0 and idle < 0.25 * np.mean(playing)),
    )


def _slices(bench: Bench, seconds: float) -> list[float]:
    """The server's share of a core in each slice of some seconds."""
    shares, used, at = [], _processor_time([bench.process]), time.perf_counter()
    for _ in range(round(seconds / SLICE)):
        time.sleep(SLICE)
        now_used, now = _processor_time([bench.process]), time.perf_counter()
        shares.append((now_used - used) / (now - at))
        used, at = now_used, now
    return shares


def soak(bench: Bench) -> Iterator[Line]:
    """Growth of memory over minutes of playing, after a tenth of that time as a warm-up."""
    for net, config in NETS.items():
        with bench.page(config) as view:
            session = view.page.context.new_cdp_session(view.page)
            session.send("Performance.enable")
            view.page.wait_for_timeout(6000 * bench.soak)
            first, epoch = _memory(bench, session), view.epoch
            view.page.wait_for_timeout(60_000 * bench.soak)
            last, epochs = _memory(bench, session), view.epoch - epoch
        server, heap, nodes, listeners = (after - before for before, after in zip(first, last, strict=True))
        yield (
            f"{bench.soak:g} minutes of playing, {net}: growth of memory",
            f"server {server / 1e6:+.1f} MB, page {heap / 1e6:+.1f} MB, {nodes:+.0f} nodes, {listeners:+.0f} listeners "
            f"in {epochs} epochs; server at {last[0] / 1e6:.0f} MB, page at {last[1] / 1e6:.0f} MB",
            "≤ 20 MB each" if bench.soak >= 10 else "(10 minutes are asked for)",
            bool(max(server, heap) <= 20e6) if bench.soak >= 10 else None,
        )


def _memory(bench: Bench, session) -> tuple[float, ...]:
    """Bytes of the server; bytes, nodes and listeners of the page. The least of some moments: frames come and go."""
    found = []
    for _ in range(5):
        session.send("HeapProfiler.collectGarbage")
        metrics = {each["name"]: each["value"] for each in session.send("Performance.getMetrics")["metrics"]}
        rss = bench.process.memory_info().rss
        found.append((rss, metrics["JSHeapUsedSize"], metrics["Nodes"], metrics["JSEventListeners"]))
        time.sleep(0.2)
    return tuple(np.min(found, axis=0))


PARTS: dict[str, Callable[[Bench], Iterator[Line]]] = {
    "frames": frames,
    "pause": pause,
    "change": change,
    "drag": drag,
    "close": close,
    "soak": soak,
}


def main(arguments: list[str] | None = None) -> int:
    """Measure and print. Gives 0, whether the figures are reached or not: they depend on the machine."""
    parser = argparse.ArgumentParser("python -m tests.bench.live", description="Measures the live view in Chromium.")
    parser.add_argument("--only", action="append", choices=PARTS, metavar="PART", help=f"one of {', '.join(PARTS)}")
    parser.add_argument("--seconds", type=float, default=10.0, help="of playing in each round of `frames`")
    parser.add_argument("--rounds", type=int, default=3, help="of `frames`, interleaved; the median is shown")
    parser.add_argument("--soak", type=float, default=10.0, metavar="MINUTES", help="of playing, for the memory")
    chosen = parser.parse_args(arguments)
    with serving() as server, sync_playwright() as playwright:
        path = find_chromium(playwright)
        if not path:
            parser.error("no Chromium was found")
        browser = launch(playwright, path)
        print(f"{heading(browser)}\n\n| work | measured | to reach | reached |\n|---|---|---|---|", flush=True)
        bench = Bench(browser, server, chosen.seconds, chosen.rounds, chosen.soak)
        for part in chosen.only or PARTS:
            try:
                for text, figures, goal, reached in PARTS[part](bench):
                    verdict = "–" if reached is None else "yes" if reached else "**no**"
                    print(f"| {text} | {figures} | {goal} | {verdict} |", flush=True)
            except Error as error:  # the page stood still, or fell over: the other parts can still be measured
                print(f"| {part} | {error.message.splitlines()[0][:200]} | – | **no** |", flush=True)
        browser.close()
    return 0


def heading(browser: Browser) -> str:
    """On what it was measured."""
    processor = describe()[0].split(";")[0]
    load = f"load {os.getloadavg()[0]:.1f} before" if hasattr(os, "getloadavg") else "load unknown"
    programs = f"Streamlit {version('streamlit')}, headless Chromium {browser.version}, drawing in software"
    return f"{processor}; {programs}; {load}"


if __name__ == "__main__":
    sys.exit(main())
