"""A lesson's page for its tests: its scene by role and name, and what it shows."""

from playwright.sync_api import Locator, Page, expect

PICTURES = """root => [...root.querySelectorAll(".panels canvas")].map(canvas => canvas.toDataURL()).join()
  + [...root.querySelectorAll(".panels svg, .panels table, .panels .words")].map(part => part.innerHTML).join()"""

EFFECT = """(root, [input, value]) => new Promise((done, fail) => {
  const frames = root.dataset.frames, began = performance.now();
  input.value = value;
  input.dispatchEvent(new Event("input", { bubbles: true }));
  const look = () => {
    if (performance.now() - began > 20000) fail(new Error("nothing changed"));
    else if (root.dataset.gen !== gen) done(performance.now() - began);
    else requestAnimationFrame(look);
  };
  const gen = root.dataset.gen;
  look();
})"""


class SceneView:
    """The scene on a lesson's page."""

    def __init__(self, page: Page):
        self.page = page
        self.root = page.get_by_test_id("scene")
        self.play, self.pause, self.reset, self.step = (
            self.root.get_by_role("button", name=name, exact=True) for name in ("Play", "Pause", "Reset", "Step")
        )
        self.settings = self.root.get_by_role("group", name="Settings")
        self.sliders = self.settings.get_by_role("slider")

    def ready(self) -> "SceneView":
        """Waits for the first picture; the first page of a server takes longest."""
        expect(self.root).not_to_have_attribute("data-frames", "0", timeout=30_000)
        return self

    def prepared(self) -> "SceneView":
        """Waits until the first picture is whole."""
        expect(self.root).to_have_attribute("data-preparing", "false", timeout=30_000)
        return self

    @property
    def frames(self) -> int:
        return int(self.root.get_attribute("data-frames"))

    @property
    def position(self) -> float:
        return float(self.root.get_attribute("data-position"))

    @property
    def moves(self) -> bool:
        """Whether there is anything to play."""
        return self.play.or_(self.pause).is_visible()

    def pictures(self) -> str:
        """All that the panels show."""
        return self.root.evaluate(PICTURES)

    def plays_past(self, frames: int) -> None:
        """Waits until so many pictures have been shown."""
        self.page.wait_for_function(
            "([root, frames]) => +root.dataset.frames >= frames || root.dataset.playing === 'false'",
            arg=[self.root.element_handle(), frames],
        )

    def stands(self) -> None:
        expect(self.root).to_have_attribute("data-playing", "false")

    def refreshes(self, count: int) -> None:
        """Lets so many animation frames pass."""
        self.root.evaluate(
            "(_, n) => new Promise(done => { const next = () => n-- ? requestAnimationFrame(next) : done(); next(); })",
            count,
        )

    def effect_time(self, slider: Locator, stop: int) -> float:
        """Moves a slider to one of its stops; milliseconds until the picture that follows from it is shown."""
        return self.root.evaluate(EFFECT, [slider.element_handle(), stop])
