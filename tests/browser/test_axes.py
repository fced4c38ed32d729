"""What stands at the axes of a lesson's pictures is whole: no sign and no digit lies beyond the edge of the canvas."""

import pytest

from tests.browser.conftest import NARROW, WIDE
from tests.browser.lesson_page import SceneView

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SPY = """() => {
  const { prototype } = CanvasRenderingContext2D, draw = prototype.fillText;
  window.written = [];
  prototype.fillText = function (text, x, y, most = Infinity) {
    const { canvas } = this, panel = canvas.closest("[data-panel]");
    const wide = Math.min(most, this.measureText(text).width);
    const ahead = { right: 1, center: 0.5 }[this.textAlign] ?? 0, ratio = canvas.width / canvas.clientWidth;
    const place = (share) => this.getTransform().transformPoint({ x: x + share * wide, y }).x / ratio;
    const ends = [place(-ahead), place(1 - ahead)].sort((a, b) => a - b);
    if (panel) window.written.push([panel.dataset.panel, text, ends[0], canvas.clientWidth - ends[1]]);
    draw.apply(this, [text, x, y, ...(most < Infinity ? [most] : [])]);
  };
}"""
"""Notes each text that is drawn, with what is left of the canvas on either side of it, in pixels."""


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_no_label_of_an_axis_is_cut_off(visit, viewport):
    page = visit("optimizers", viewport=viewport, surface="net", dataset="plane")
    scene = SceneView(page).ready().prepared()
    page.evaluate(SPY)
    scene.play.click()
    page.wait_for_function("window.written.length > 400")
    written = page.evaluate("window.written")
    assert {"plane", "loss", "space"} <= {panel for panel, *_ in written}
    # Less than a pixel is the blank beside a digit.
    assert not [(panel, text) for panel, text, left, right in written if min(left, right) < -0.5]


def test_the_plane_of_the_ways_names_both_axes(visit):
    page = visit("optimizers", surface="net")
    scene = SceneView(page).ready().prepared()
    page.evaluate(SPY)
    scene.play.click()
    page.wait_for_function("window.written.some(([panel, text]) => panel === 'plane' && text === '2nd component')")
