"""Histograms as densities on fixed edges. They integrate to one and include values outside the edges."""

from math import prod
from typing import NamedTuple

import numpy as np


class Density(NamedTuple):
    """density (…, bins) with Σ density·width = 1; below and above, (…), the shares of values outside the edges.

    Values outside are counted in the end bins. Without any values the density is 0.
    """

    density: np.ndarray
    below: np.ndarray
    above: np.ndarray


def edges(low: float, high: float, bins: int) -> np.ndarray:
    """(bins + 1,) evenly spaced edges from `low` to `high`. ValueError unless finite, low < high and bins ≥ 1."""
    if not (np.isfinite([low, high]).all() and low < high and bins >= 1):
        raise ValueError(f"low = {low}, high = {high}, bins = {bins} must be finite, low < high, and at least one bin")
    return np.linspace(low, high, bins + 1)


def density(values: np.ndarray, edges: np.ndarray) -> Density:
    """Histogram of `values` (…, n) over the last axis on ascending `edges` (bins + 1,), evenly spaced or not.

    A bin includes its left edge but not its right one; the last includes both, as in numpy.histogram. ±∞ count as
    outside, NaN is ignored. ValueError for edges that are not finite and ascending.
    """
    values, edges = np.asarray(values, dtype=float), np.asarray(edges, dtype=float)
    widths = np.diff(edges)
    if edges.ndim != 1 or len(edges) < 2 or not np.isfinite(edges).all() or (widths <= 0).any():
        raise ValueError("edges must be two or more finite numbers in ascending order")
    bins, lead = len(widths), values.shape[:-1]
    rows = values.reshape(prod(lead), values.shape[-1])
    known = ~np.isnan(rows)
    place = np.clip(np.searchsorted(edges, rows, side="right") - 1, 0, bins - 1)
    # One bincount for all rows: row k uses the indices from k·bins on.
    place += bins * np.arange(len(rows))[:, None]
    counts = np.bincount(place[known], minlength=bins * len(rows)).reshape(len(rows), bins)
    total = np.maximum(known.sum(axis=1), 1)
    with np.errstate(invalid="ignore"):
        below, above = (rows < edges[0]).sum(axis=1) / total, (rows > edges[-1]).sum(axis=1) / total
    result = counts / (total[:, None] * widths)
    return Density(result.reshape(*lead, bins), below.reshape(lead), above.reshape(lead))
