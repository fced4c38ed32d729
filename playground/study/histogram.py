"""Histograms as densities on fixed edges: they integrate to one, and nothing that lies outside is lost."""

from math import prod
from typing import NamedTuple

import numpy as np


class Density(NamedTuple):
    """density (…, bins) with Σ density·width = 1; below and above, (…), the shares that lie outside the edges.

    What lies outside is counted in the end bins. Where there was no number at all the density is 0.
    """

    density: np.ndarray
    below: np.ndarray
    above: np.ndarray


def edges(low: float, high: float, bins: int) -> np.ndarray:
    """(bins + 1,) evenly from `low` to `high`."""
    if not (np.isfinite([low, high]).all() and low < high and bins >= 1):
        raise ValueError(f"low = {low}, high = {high}, bins = {bins} must be finite, low < high, and at least one bin")
    return np.linspace(low, high, bins + 1)


def density(values: np.ndarray, edges: np.ndarray) -> Density:
    """Histogram of `values` (…, n) over the last axis on ascending `edges` (bins + 1,), even ones or not.

    A bin holds its left edge and not its right one; the last holds both, as in numpy.histogram. ±∞ are outside like
    any other number, NaN is left out.
    """
    values, edges = np.asarray(values, dtype=float), np.asarray(edges, dtype=float)
    widths = np.diff(edges)
    if edges.ndim != 1 or len(edges) < 2 or not np.isfinite(edges).all() or (widths <= 0).any():
        raise ValueError("edges must be two or more finite numbers in ascending order")
    bins, lead = len(widths), values.shape[:-1]
    rows = values.reshape(prod(lead), values.shape[-1])
    known = ~np.isnan(rows)
    place = np.clip(np.searchsorted(edges, rows, side="right") - 1, 0, bins - 1)
    # All rows in one count: row k has the numbers from k·bins on.
    place += bins * np.arange(len(rows))[:, None]
    counts = np.bincount(place[known], minlength=bins * len(rows)).reshape(len(rows), bins)
    total = np.maximum(known.sum(axis=1), 1)
    with np.errstate(invalid="ignore"):
        below, above = (rows < edges[0]).sum(axis=1) / total, (rows > edges[-1]).sum(axis=1) / total
    result = counts / (total[:, None] * widths)
    return Density(result.reshape(*lead, bins), below.reshape(lead), above.reshape(lead))
