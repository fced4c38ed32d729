"""Numbers as the lessons write them."""

import numpy as np


def short(number: float) -> str:
    """Two digits that count: 0.55, 12, 3.1e-05; "–" for no number."""
    if not np.isfinite(number):
        return "–"
    if 0.01 <= abs(number) < 1000:
        return f"{number:.2f}" if abs(number) < 10 else f"{number:.0f}"
    return "0" if number == 0 else f"{number:.0e}".replace("e-0", "e-").replace("e+0", "e")
