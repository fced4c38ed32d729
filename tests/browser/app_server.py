"""What the tests and the benchmark of the live view stand on: the server, the browser, and the view on its page."""

import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import urlopen

from playwright.sync_api import Browser, JSHandle, Locator, Page, Playwright, expect

from playground import Config

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
STARTS_WITHIN = 60.0

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",  # a container's root has no sandbox
    "--disable-gpu",  # the same drawing on every machine
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
)

UNIT_MAPS = "part => [...part.querySelectorAll('canvas')].map(canvas => canvas.toDataURL()).join()"

FIRST_OF_NEW = """root => {
  const inside = ({ shadowRoot }) => shadowRoot?.querySelector("[data-testid=live-view]");
  // On a busy machine Streamlit may take the element away at the end of a page's run, and make it anew at once.
  const present = () => (root.isConnected ? root : [...document.querySelectorAll("*")].map(inside).find(Boolean));
  let begun;
  const note = ({ timeStamp, type, buttons }) => (type === "keydown" || buttons) && (begun ??= timeStamp);
  for (const type of ["keydown", "pointermove"]) document.addEventListener(type, note, { capture: true });
  const before = root.dataset.gen;
  const done = new Promise((resolve, reject) => {
    const look = () => {
      // The mark changes with the first picture of another generation.
      const now = present()?.dataset.gen;
      if (performance.now() - begun > 20000) reject(new Error("no new picture"));
      else if (begun && now && now !== "0" && now !== before) return resolve(performance.now() - begun);
      requestAnimationFrame(look);
    };
    look();
  });
  return { done };
}"""
PROBE = (HERE / "probe.js").read_text(encoding="utf-8")


class Server:
    """The app, served by a process of its own on a free port."""

    def __init__(self):
        self.port = _free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._log = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115, closed in `stop`
        self.start()

    def start(self) -> None:
        """A process on its port."""
        options = {"port": self.port, "address": "127.0.0.1", "headless": "true", "fileWatcherType": "none"}
        arguments = [word for name, value in options.items() for word in (f"--server.{name}", str(value))]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "app.py", *arguments],
            cwd=ROOT,
            stdout=self._log,
            stderr=subprocess.STDOUT,
        )

    def wait(self) -> None:
        """Until it answers. Raises RuntimeError with what it wrote when it ends or takes too long."""
        until = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < until and self.process.poll() is None:
            with contextlib.suppress(OSError), urlopen(f"{self.address}/_stcore/health", timeout=5) as answer:
                if answer.status == 200:
                    return
            time.sleep(0.1)
        raise RuntimeError(f"the server did not start:\n{self.written()}")

    def written(self) -> str:
        """What it wrote to the terminal so far."""
        self._log.seek(0)
        return self._log.read()

    def kill(self) -> None:
        """End the process at once, as a crash would; `start` begins another one on the same port."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._log.close()


@contextlib.contextmanager
def serving() -> Iterator[Server]:
    """A server that has started, and is stopped at the end."""
    server = Server()
    try:
        server.wait()
        yield server
    finally:
        server.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def find_chromium(playwright: Playwright) -> str | None:
    """Path of the system's Chromium, else of Playwright's own, or None."""
    for name in CHROMIUMS:
        if found := shutil.which(name):
            return found
    own = playwright.chromium.executable_path
    return own if os.path.exists(own) else None


def launch(playwright: Playwright, path: str) -> Browser:
    return playwright.chromium.launch(executable_path=path, args=list(FLAGS))


def link(server: Server, config: Config | None = None, path: str = "", **query: str) -> str:
    """The address of a page with a Config, or any other query, in it."""
    return f"{server.address}/{path}?{urlencode((config.to_query() if config else {}) | query)}"


class View:
    """The live view on a page: its parts by role and name, and what they show."""

    def __init__(self, page: Page):
        self.page = page
        self.root = page.get_by_test_id("live-view")
        self.play, self.pause, self.reset = (self.button(name) for name in ("Play", "Pause", "Reset"))
        self.step = self.button("Step one epoch")
        self.speed = self.root.get_by_role("slider", name="Speed")
        self.counter = self.root.get_by_role("status")
        self.readout = self.root.get_by_role("table", name="Loss and score")
        self.network = self.root.get_by_role("region", name="Network")
        self.result = self.root.get_by_role("region", name="Result")
        self.map = self.result.get_by_role("img", name=re.compile("^What the network answers"))
        self.curve = self.result.get_by_role("slider", name=re.compile("^Curve"))

    def button(self, name: str) -> Locator:
        return self.root.get_by_role("button", name=name, exact=True)

    def unit(self, layer: int, unit: int) -> Locator:
        return self.button(f"unit {unit} of layer {layer}")

    def ready(self) -> "View":
        """Waits until the first frame is there; the first page of a server takes longest."""
        expect(self.play).to_be_enabled(timeout=30_000)
        return self

    def settled(self) -> "View":
        """Waits until its size has not changed for a third of a second: on arrival the sidebar is still opening."""
        self.page.wait_for_function(
            """root => {
              const size = `${root.clientWidth} ${root.clientHeight}`, now = performance.now();
              if (root.lastSize !== size) Object.assign(root, { lastSize: size, sizedAt: now });
              return now - root.sizedAt > 333;
            }""",
            arg=self.root.element_handle(),
        )
        return self

    # --- what it shows

    @property
    def epoch(self) -> int:
        return int(self.root.get_attribute("data-epoch"))

    @property
    def frames(self) -> int:
        return int(self.root.get_attribute("data-frames"))

    def value(self, measure: str, rows: str) -> str:
        """A number of the readout: value("Loss", "test")."""
        cells = self.readout.get_by_role("row", name=measure).get_by_role("cell")
        return cells.nth(("train", "test").index(rows)).inner_text()

    def picture(self) -> str:
        """The map's pixels."""
        return self.map.locator("canvas").first.evaluate("canvas => canvas.toDataURL()")

    def points(self) -> str:
        """The pixels of the points over the map."""
        return self.map.locator("canvas").last.evaluate("canvas => canvas.toDataURL()")

    def learned(self) -> dict[str, str]:
        """All that the run decides: epoch, losses, map, maps and biases of the units, weights of the links."""
        self.settled()
        return {
            "epoch": self.counter.inner_text(),
            "measures": self.readout.inner_text(),
            "map": self.picture(),
            "units": self.network.evaluate(UNIT_MAPS),
            "links": self.network.evaluate("part => part.querySelector('svg').outerHTML"),
        }

    # --- what is done to it

    def at(self, epoch: int) -> None:
        """Waits until this epoch is shown."""
        expect(self.root).to_have_attribute("data-epoch", str(epoch))

    def steps(self, count: int) -> None:
        """So many epochs on, one by one."""
        goal = self.epoch + count
        for _ in range(count):
            self.step.click()
        self.at(goal)

    def plays(self, *, past: int | None = None) -> None:
        """Waits until it plays, and until it is past an epoch."""
        expect(self.root).to_have_attribute("data-playing", "true")
        if past is not None:
            self.until(f"+root.dataset.epoch > {past}")

    def stands(self) -> None:
        expect(self.root).to_have_attribute("data-playing", "false")

    def until(self, condition: str, timeout: float = 30_000) -> None:
        """Waits until a condition on `root`, in JavaScript, holds."""
        self.page.wait_for_function(f"root => {condition}", arg=self.root.element_handle(), timeout=timeout)

    def refreshes(self, count: int) -> None:
        """Lets so many animation frames pass."""
        self.root.evaluate(
            """(_, count) => new Promise((done) => {
              const next = () => (count-- ? requestAnimationFrame(next) : done());
              next();
            })""",
            count,
        )

    def pause_time(self) -> float:
        """Clicks on Pause; milliseconds from the click, on the page's clock, to the last new picture."""
        probe = self.probe()
        self.pause.click()
        self.stands()
        self.refreshes(20)
        return probe.evaluate("probe => Math.max(0, probe.stop().seen.at(-1).time - probe.clicks.at(-1))")

    def change_time(self, change: Callable[[], None]) -> float:
        """Milliseconds, in play, from a key or a drag in `change` to the first picture under the new setting."""
        timer = self.root.evaluate_handle(FIRST_OF_NEW)
        change()
        return timer.evaluate("timer => timer.done")

    @contextlib.contextmanager
    def held(self, name: str) -> Iterator[tuple[Locator, Callable[..., None]]]:
        """The thumb of a slider of the page is held. Gives the slider, and what drags it to a share of its track."""
        mouse, group = self.page.mouse, self.page.get_by_role("group", name=name, exact=True)
        if not group.is_visible():
            self.page.get_by_role("button", name="More").click()
        thumb, track = group.locator("[style*=left]").first.bounding_box(), group.bounding_box()
        y = thumb["y"] + thumb["height"] / 2

        def drag(share: float, steps: int = 8) -> None:
            mouse.move(track["x"] + share * track["width"], y, steps=steps)

        mouse.move(thumb["x"] + thumb["width"] / 2, y)
        mouse.down()
        yield group.get_by_role("slider"), drag
        mouse.up()

    def probe(self) -> JSHandle:
        """Begins to watch which pictures are on the map, and when."""
        return self.root.evaluate_handle(PROBE)


def dark_or_light(page: Page) -> str:
    """Which of the two the theme is."""
    red, green, blue = page.get_by_test_id("stApp").evaluate(
        "app => getComputedStyle(app).backgroundColor.match(/[\\d.]+/g).slice(0, 3).map(Number)"
    )
    return "dark" if red + green + blue < 384 else "light"
