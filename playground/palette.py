"""The colors of the data: shared by the canvas, the thumbnails and the figures.

Two classes, weights and activations run from orange (negative, class 0) through a neutral to
blue (positive, class 1). More classes take the next colors of the Okabe-Ito set, which people
with any of the common color-vision deficiencies can tell apart (Okabe and Ito 2008, "Color
Universal Design"); marker shapes differ as well, so color is never the only difference.
"""

CLASSES = ("#f08a24", "#0877bd", "#009e73", "#cc79a7", "#e3d22e")
"""Hex colors of classes 0, 1, 2, …; the first two are also negative and positive."""

NEUTRAL = {"light": "#e8eaeb", "dark": "#23272e"}
"""The middle of the signed scale, by theme."""

COMPARED = {
    "light": ("#0067b1", "#c8380f", "#008573", "#8a6d00", "#a8327e", "#555b61"),
    "dark": ("#5fb2ff", "#ff8a66", "#35cdb0", "#e3c234", "#f08fd0", "#b4bac0"),
}
"""Line colors for comparing up to six things, by theme: contrast of at least 4.5:1 with the background, and distinct
under all common color-vision deficiencies (after Tol 2021, "Color schemes")."""
