"""Number formats of the lessons."""

import numpy as np


def positive(values) -> np.ndarray:
    """Positive finite values, for a logarithmic axis; NaN for the rest."""
    values = np.asarray(values, dtype=float)
    return np.where(np.isfinite(values) & (values > 0.0), values, np.nan)


def short(number: float) -> str:
    """Two significant digits: 0.55, 12, 0.006, 3e-5; "–" for NaN or infinity."""
    if not np.isfinite(number):
        return "–"
    size = abs(number)
    sign = "−" if number < 0 else ""
    if 0.01 <= size < 1000:
        return f"{sign}{size:.2f}" if size < 10 else f"{sign}{size:.0f}"
    if 0.001 <= size < 0.01:
        return f"{sign}{size:.3f}"
    return "0" if number == 0 else f"{sign}{size:.0e}".replace("e-0", "e−").replace("e-", "e−").replace("e+0", "e")
