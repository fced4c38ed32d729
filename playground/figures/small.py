"""Small figures for cards: curves, points, maps, and the path of a descent over contours.

Data has the colors of the palette, which suit light and dark themes. A line that does not stand for a class takes the
theme's colors, in order. All figures of a kind have the same axes.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from playground.palette import CLASSES

Numbers = Sequence[float] | np.ndarray

HEIGHT = 208
MIDDLE = "rgba(136, 142, 152, 0.25)"
"""The middle of the signed color scale: transparent gray, for light and dark backgrounds."""

SIGNED = [[0.0, CLASSES[0]], [0.5, MIDDLE], [1.0, CLASSES[1]]]
SYMBOLS = ("circle", "square", "diamond", "cross", "triangle-up")
SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
LINE = "rgba(136, 142, 152, 0.35)"


def curves(x: Numbers, lines: Mapping[str, Numbers], x_title: str, y_range=None) -> go.Figure:
    """Named lines over the same x; the first is solid, the others dashed. The name of a single line is on its axis."""
    traces = [
        go.Scatter(
            x=x,
            y=y,
            name=name,
            mode="lines",
            line={"width": 2.5 if i == 0 else 1.5, "dash": "dash" if i else None, "simplify": False},
        )
        for i, (name, y) in enumerate(lines.items())
    ]
    figure = _figure(traces, legend=len(traces) > 1)
    figure.update_xaxes(title_text=x_title)
    return figure.update_yaxes(range=y_range, title_text=traces[0].name if len(traces) == 1 else None)


def class_curves(x: Numbers, lines: Sequence[Numbers], names: Sequence[str], x_title: str) -> go.Figure:
    """One line for each class, in its color."""
    traces = [
        go.Scatter(x=x, y=y, name=name, mode="lines", line={"color": color, "width": 2.5, "simplify": False})
        for y, name, color in zip(lines, names, CLASSES, strict=False)
    ]
    return _figure(traces, legend=True).update_xaxes(title_text=x_title)


def points(x: np.ndarray, labels: np.ndarray, half: float) -> go.Figure:
    """Points (n, 2) in the square [−half, half]². Integer labels are classes, others are targets from −1 to 1."""
    if np.issubdtype(labels.dtype, np.integer):
        traces = [
            go.Scatter(
                x=x[labels == c, 0],
                y=x[labels == c, 1],
                name=f"class {c}",
                mode="markers",
                marker={"size": 4, "color": CLASSES[c], "symbol": SYMBOLS[c]},
            )
            for c in np.unique(labels)
        ]
    else:
        marker = {"size": 5, "color": labels, "colorscale": SIGNED, "cmin": -1, "cmax": 1}
        traces = [go.Scatter(x=x[:, 0], y=x[:, 1], name="target", mode="markers", marker=marker)]
    return _square(_figure(traces), half)


def signed_map(values: np.ndarray, half: float) -> go.Figure:
    """Values (rows of x2, columns of x1) over the square, from orange to blue, neutral at 0 whatever their range."""
    most = float(np.abs(values).max()) or 1.0
    axis = np.linspace(-half, half, len(values))
    trace = go.Heatmap(
        z=values,
        x=axis,
        y=axis,
        colorscale=SIGNED,
        zmin=-most,
        zmax=most,
        showscale=False,
        hovertemplate="%{z:.2f}<extra></extra>",
    )
    return _square(_figure([trace]), half)


def path(x: Numbers, y: Numbers, heights: np.ndarray, xs: np.ndarray, ys: np.ndarray) -> go.Figure:
    """The path of a descent over the contours of a surface: heights (len(ys), len(xs))."""
    surface = go.Contour(
        z=np.sqrt(heights),  # spaces the contours of a quadratic evenly
        x=xs,
        y=ys,
        contours={"coloring": "none", "size": float(np.sqrt(heights.max())) / 9},
        line={"color": LINE, "width": 1},
        showscale=False,
        hoverinfo="skip",
    )
    steps = go.Scatter(x=x, y=y, mode="lines+markers", name="steps", line={"width": 1.5}, marker={"size": 4})
    figure = _figure([steps, surface])
    figure.update_xaxes(range=[xs[0], xs[-1]], showticklabels=False, ticks="")
    return figure.update_yaxes(range=[ys[0], ys[-1]], showticklabels=False, ticks="", zeroline=False)


def decades(x: Numbers, lines: Mapping[str, Numbers], x_title: str, powers: Sequence[int]) -> go.Figure:
    """As `curves`, on a log axis with ticks at these powers of ten. Smaller values, also 0, are drawn at the first."""
    low, high = 10.0 ** powers[0], 10.0 ** powers[-1]
    figure = curves(x, {name: np.maximum(y, low) for name, y in lines.items()}, x_title)
    figure.update_traces(mode="lines+markers", marker_size=4)
    figure.update_xaxes(zeroline=False)
    ticks = [f"10{str(power).translate(SUPERSCRIPT)}" for power in powers]
    ticks[0] = f"≤ {ticks[0]}"
    figure.update_yaxes(type="log", range=np.log10([low / 2, high * 2]), zeroline=False)
    return figure.update_yaxes(tickvals=[10.0**power for power in powers], ticktext=ticks)


def _figure(traces: Sequence, legend: bool = False) -> go.Figure:
    figure = go.Figure(traces)
    figure.update_layout(
        height=HEIGHT,
        margin={"l": 8, "r": 8, "t": 24 if legend else 8, "b": 8},
        showlegend=legend,
        legend={"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom"},
        dragmode=False,
        hovermode="closest",
    )
    figure.update_xaxes(showgrid=False, zeroline=True, zerolinecolor=LINE, automargin=True, title_standoff=10)
    figure.update_yaxes(showgrid=False, zeroline=True, zerolinecolor=LINE, automargin=True, title_standoff=10, nticks=5)
    return figure


def _square(figure: go.Figure, half: float) -> go.Figure:
    ticks = {"range": [-half, half], "tickvals": [-half, 0, half], "constrain": "domain"}
    figure.update_xaxes(**ticks, title_text="x₁")
    return figure.update_yaxes(**ticks, title_text="x₂", scaleanchor="x")
