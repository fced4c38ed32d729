"""Small pictures to be set side by side: curves, points, maps, a path over a valley, the spread of numbers.

A line that stands for no class has no color of its own and takes the theme's colors, in order; what is data has
the colors of the palette, which hold on light and dark alike. All pictures of a kind have the same axes.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from playground.palette import CLASSES

HEIGHT = 208
MIDDLE = "rgba(136, 142, 152, 0.25)"
"""Between negative and positive: gray that lets either background through."""

SIGNED = [[0.0, CLASSES[0]], [0.5, MIDDLE], [1.0, CLASSES[1]]]
SYMBOLS = ("circle", "square", "diamond", "cross", "triangle-up")
SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
LINE = "rgba(136, 142, 152, 0.35)"


def curves(x: Sequence[float], lines: Mapping[str, Sequence[float]], x_title: str, y_range=None) -> go.Figure:
    """Named lines over the same x; the first is drawn full, the others dashed. A line alone names the axis."""
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


def class_curves(x: Sequence[float], lines: Sequence[Sequence[float]], names: Sequence[str], x_title: str) -> go.Figure:
    """One line for each class, in its color."""
    traces = [
        go.Scatter(x=x, y=y, name=name, mode="lines", line={"color": color, "width": 2.5, "simplify": False})
        for y, name, color in zip(lines, names, CLASSES, strict=False)
    ]
    return _figure(traces, legend=True).update_xaxes(title_text=x_title)


def points(x: np.ndarray, labels: np.ndarray, half: float) -> go.Figure:
    """Points (n, 2) in the square [−half, half]²: integer labels are classes, others targets from −1 to 1."""
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
    """Values (rows of x2, columns of x1) over the square, orange to blue, white at 0 whatever their range."""
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


def path(x: Sequence[float], y: Sequence[float], heights: np.ndarray, xs: np.ndarray, ys: np.ndarray) -> go.Figure:
    """The way of a descent over a surface: heights (len(ys), len(xs)) as contours."""
    surface = go.Contour(
        z=np.sqrt(heights),  # evens out the spacing of the contours of a bowl
        x=xs,
        y=ys,
        contours={"coloring": "none", "size": float(np.sqrt(heights.max())) / 9},
        line={"color": LINE, "width": 1},
        showscale=False,
        hoverinfo="skip",
    )
    way = go.Scatter(x=x, y=y, mode="lines+markers", name="steps", line={"width": 1.5}, marker={"size": 4})
    figure = _figure([way, surface])
    figure.update_xaxes(range=[xs[0], xs[-1]], showticklabels=False, ticks="")
    return figure.update_yaxes(range=[ys[0], ys[-1]], showticklabels=False, ticks="", zeroline=False)


def decades(x: Sequence[float], lines: Mapping[str, Sequence[float]], x_title: str, powers: Sequence[int]) -> go.Figure:
    """As `curves`, on a log axis with ticks at these powers of ten; what is smaller, 0 too, is drawn at the first."""
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
