"""Takes the screenshots of the README anew: `python -m tests.screenshots`. Each shows a preset at a stated epoch."""

from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, sync_playwright

from playground import Config
from playground.presets import PRESETS
from tests.browser.app_server import Server, View, find_chromium, launch, link, serving

FOLDER = Path(__file__).parent.parent / ".github" / "screenshots"

LECTURE = (1280, 720)


class Shot(NamedTuple):
    """A picture of the main page: its experiment, the epoch up to which it has played, and the window."""

    config: Config
    epoch: int
    size: tuple[int, int]
    scheme: str = "light"
    present: bool = False


SPIRAL, FIVE = Config(), Config(dataset="spiral", classes=5)

SHOTS = {
    "playing-light": Shot(SPIRAL, 60, (1400, 900)),
    "playing-dark": Shot(FIVE, 60, (1400, 900), "dark"),
    "lecture-1280x720": Shot(SPIRAL, 60, LECTURE),
    "lecture-1366x768": Shot(SPIRAL, 60, (1366, 768)),
    "lecture-1920x1080": Shot(SPIRAL, 60, (1920, 1080)),
    "present": Shot(PRESETS["spiral"].config, 100, LECTURE, present=True),
    "xor-1-linear-data": Shot(PRESETS["line"].config, 0, LECTURE),
    "xor-2-a-line-is-enough": Shot(PRESETS["line"].config, 10, LECTURE),
    "xor-3-a-line-fails": Shot(PRESETS["line-fails"].config, 40, LECTURE),
    "xor-4-one-new-feature": Shot(PRESETS["new-feature"].config, 10, LECTURE),
    "xor-5-hidden-layer-before": Shot(PRESETS["learned-features"].config, 0, LECTURE),
    "xor-6-hidden-layer-learned": Shot(PRESETS["learned-features"].config, 50, LECTURE),
}


def take(browser: Browser, server: Server, name: str, shot: Shot) -> None:
    """Play to the epoch step by step, so that the picture is the same each time."""
    width, height = shot.size
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=shot.scheme)
    page.add_init_script("localStorage.setItem('playground.callouts', 'seen')")
    page.goto(link(server, shot.config))
    view = View(page).ready().settled()
    if shot.present:
        page.keyboard.press("f")
        view.settled()
    for epoch in range(shot.epoch):
        page.keyboard.press("ArrowRight")
        view.at(epoch + 1)
    page.mouse.move(width - 1, height - 1)
    page.screenshot(path=FOLDER / f"{name}.png")
    page.close()


def main() -> None:
    with serving() as server, sync_playwright() as playwright:
        browser = launch(playwright, str(find_chromium(playwright)))
        for name, shot in SHOTS.items():
            take(browser, server, name, shot)
        browser.close()


if __name__ == "__main__":
    main()
