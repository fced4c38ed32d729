"""The main page fits the window: in its width at any width, and as a whole on a projector and on a laptop."""

import pytest
from playwright.sync_api import expect

from playground import Config
from playground.tables.features import FEATURES

pytestmark = pytest.mark.browser

SIZES = [(1280, 720), (1366, 768), (1536, 864), (1440, 900), (1920, 1080), (2560, 1440)]
"""Of the window, where all is on one screen."""

LEAST_CURVE = 120
BUSY = Config(features=tuple(FEATURES), hidden=(8, 16, 8, 8, 8, 8), regularizer="l2", dataset="checkerboard")
DIVERGING = Config(dataset="plane", optimizer="sgd", rate=10)
WIDEST = {"td span, dd": "−8.8e−88", ".batch": "batch\u00a00500 of\u00a05000", ".reached": "reached 30.0/s"}
"""Of what is written in play, by where."""

# The slide of the sidebar, and then the frame in which the view draws itself for its new size.
SETTLED = """
  const frame = () => new Promise(requestAnimationFrame);
  do await frame(); while (document.getAnimations().length);
  await frame();
  await frame();
"""

CUT = (
    "async (root, widest) => {"
    + SETTLED
    + """
  for (const [cells, text] of Object.entries(widest)) {
    for (const cell of root.querySelectorAll(cells)) cell.textContent = text;
  }
  const found = [], nameOf = (part) => part.getAttribute("class") ?? part.tagName;
  const beyond = (box, { left, right }) => box.width && (box.left < left - 0.5 || box.right > right + 0.5);
  const look = (box, name, clips) => clips.forEach(([by, room]) => beyond(box, room) && found.push(`${name}: ${by}`));
  const walk = (part, clips) => {
    // The net scrolls in a box of its own; the announcer is not for the eye.
    if (part.matches(".plane, .announcer") || !part.checkVisibility()) return;
    const box = part.getBoundingClientRect(), { overflowX, contain } = getComputedStyle(part);
    look(box, nameOf(part), clips);
    if (overflowX !== "visible" || contain !== "none") clips = [...clips, [nameOf(part), box]];
    for (const child of part.childNodes) {
      if (child.nodeType === Node.ELEMENT_NODE) walk(child, clips);
      if (child.nodeType !== Node.TEXT_NODE || !child.data.trim()) continue;
      const range = document.createRange();
      range.selectNode(child);
      look(range.getBoundingClientRect(), child.data, clips);
    }
  };
  for (const part of root.children) walk(part, [["window", { left: 0, right: innerWidth }]]);
  const groups = [".drive > *", ".drive, .speed, .readings, .readout", ".speed-words, .reached",
                  ".map-title, .legend, .switch", ".network h2, .depth, .dash", ".metric, .log, .keys"];
  for (const group of groups) {
    const boxes = [...root.querySelectorAll(group)].map((part) => [nameOf(part), part.getBoundingClientRect()]);
    boxes.forEach(([name, a], index) => boxes.slice(0, index).forEach(([other, b]) => {
      const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (across > 0.5 && down > 0.5) found.push(`${name} lies over ${other}`);
    }));
  }
  const main = document.querySelector("[data-testid=stMain]");
  return found.concat(main.scrollWidth > main.clientWidth ? ["the page scrolls across"] : []);
}"""
)

OUT_OF_SIGHT = (
    "async (root) => {"
    + SETTLED
    + """
  const nameOf = (part) => part.getAttribute("class") || part.dataset.name;
  const view = [".transport", ".epoch output", ".readout", ".network", ".feature", ".head", ".foot", ".map", ".axes",
                ".legend", ".switch", ".metric", ".keys", ".curve"];
  const page = ["", "-common"].map((key) => `.stSidebar .stElementContainer, .st-key${key} .stElementContainer`);
  const hosts = [...document.querySelectorAll(".st-key-dataset *")];
  const sets = hosts.flatMap(({ shadowRoot }) => [...(shadowRoot?.querySelectorAll("[role=radio]") ?? [])]);
  const parts = [...root.querySelectorAll(view), ...document.querySelectorAll(page), ...sets];
  const outside = parts.filter((part) => {
    const { left, top, right, bottom } = part.getBoundingClientRect();
    return left < -0.5 || top < -0.5 || right > innerWidth + 0.5 || bottom > innerHeight + 0.5;
  });
  const boxes = [...document.querySelectorAll("[data-testid=stMain], [data-testid=stSidebarContent]")];
  const scrolling = [...boxes, root.querySelector(".box")].filter((box) => box.scrollHeight > box.clientHeight);
  return {
    hidden: [...outside, ...scrolling].map(nameOf),
    sets: sets.length,
    curve: root.querySelector(".curve").clientHeight,
    map: root.querySelector(".map").clientHeight,
  };
}"""
)


@pytest.mark.slow
def test_nothing_is_cut_off_at_any_width(open_view):
    view = open_view(config=Config(hidden=(2,)), viewport={"width": 2560, "height": 720})
    root, found = view.root.element_handle(), {}
    # From wide to narrow: Streamlit closes its sidebar on a phone, and a closed one stays closed.
    for width in range(2560, 319, -20):
        view.page.set_viewport_size({"width": width, "height": 720})
        if cut := root.evaluate(CUT, WIDEST):
            found[width] = cut
    assert not found


@pytest.mark.parametrize("link", [{}, {"config": BUSY, "unheard": "of"}], ids=["usual", "busy, with an unknown key"])
def test_all_is_seen_without_scrolling(open_view, link):
    view = open_view(**link).settled()
    for width, height in SIZES:
        view.page.set_viewport_size({"width": width, "height": height})
        seen = view.root.evaluate(OUT_OF_SIGHT)
        assert seen["hidden"] == [], f"{width} × {height}"
        assert seen["sets"] == 10
        assert seen["curve"] >= LEAST_CURVE
        assert seen["map"] > 0.4 * height


def place(part):
    return part.evaluate("part => Object.values(part.getBoundingClientRect().toJSON())")


def test_a_penalty_and_a_problem_move_nothing(open_view):
    width, height = SIZES[0]
    view = open_view(config=DIVERGING, viewport={"width": width, "height": height}).settled()
    parts = (view.network, view.map, view.curve)
    before = [place(part) for part in parts]
    view.page.get_by_role("combobox", name="Regularization").click()
    view.page.get_by_role("option", name="L2", exact=True).click()
    expect(view.page.get_by_role("group", name="Penalty")).to_be_in_viewport(ratio=1)
    assert [place(part) for part in parts] == before
    view.play.click()
    expect(view.play).to_be_disabled()
    assert [place(part) for part in parts] == before


def test_a_closed_sidebar_leaves_its_room_to_the_net(open_view):
    width, height = SIZES[0]
    view = open_view(viewport={"width": width, "height": height}).settled()
    before = view.network.bounding_box()
    view.page.get_by_role("button", name="Experiments").hover()  # which shows the button
    view.page.get_by_role("button", name="Collapse sidebar").click()
    view.until(f"root.clientWidth > {0.9 * width}")
    after = view.settled().network.bounding_box()
    assert after["width"] > before["width"] + 200
    assert (after["y"], after["height"]) == (before["y"], before["height"])


@pytest.mark.slow
@pytest.mark.parametrize("percent", [110, 125, 150, 175, 200, 400])
def test_nothing_is_cut_off_when_a_laptop_is_zoomed(open_view, percent):
    """A browser that is zoomed has a smaller window with more pixels to each of its own (WCAG 1.4.10 at 400 %)."""
    viewport = {"width": 1280 * 100 // percent, "height": 720 * 100 // percent}
    view = open_view(viewport=viewport, device_scale_factor=percent / 100).settled()
    assert view.root.evaluate(CUT, WIDEST) == []
    expect(view.play).to_be_in_viewport(ratio=1)
    view.curve.scroll_into_view_if_needed()
    expect(view.curve).to_be_in_viewport(ratio=0.9)


SPACING = """*, *::before, *::after {
  line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important;
}
p { margin-bottom: 2em !important; }"""

INTO_EVERYTHING = """style => {
  const add = (root) => {
    root.append(Object.assign(document.createElement("style"), { textContent: style }));
    for (const { shadowRoot } of root.querySelectorAll("*")) if (shadowRoot) add(shadowRoot);
  };
  add(document.documentElement);
}"""


@pytest.mark.slow
@pytest.mark.parametrize("width", [1280, 420])
def test_spaced_text_is_not_cut_off(open_view, width):
    """WCAG 1.4.12."""
    view = open_view(viewport={"width": width, "height": 900}).settled()
    view.page.evaluate(INTO_EVERYTHING, SPACING)
    assert view.settled().root.evaluate(CUT, {}) == []


@pytest.mark.slow
def test_a_large_window_has_larger_letters(open_view):
    def sizes(view):
        parts = (view.counter, view.readout, view.page.get_by_role("heading", name="Data"))
        return [part.evaluate("part => parseFloat(getComputedStyle(part).fontSize)") for part in parts]

    view = open_view(viewport={"width": 1920, "height": 1080}).settled()
    before = sizes(view)
    view.page.set_viewport_size({"width": 2560, "height": 1440})
    view.settled()
    assert all(after >= 1.25 * size for after, size in zip(sizes(view), before, strict=True))
    assert view.root.evaluate(OUT_OF_SIGHT)["hidden"] == []
