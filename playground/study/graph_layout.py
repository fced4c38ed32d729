"""Layout of a graph: columns by distance to the root, rows chosen so that few edges cross."""

from collections.abc import Sequence

SWEEPS = 8
STEADY = 1000.0
"""Weight of a gate relative to a given value: gates line up, and given values are placed beside them."""


def place(count: int, edges: Sequence[tuple[int, int]]) -> list[tuple[float, float]]:
    """(column, row) of each of `count` gates. `edges` are (source, target) with source < target; the last gate is the
    root, in the last column. Rows of a column are at least 1 apart; the smallest row is 0.

    A gate is placed one column before the first gate that it feeds, so given values are next to where they are used.
    """
    targets: list[list[int]] = [[] for _ in range(count)]
    sources: list[list[int]] = [[] for _ in range(count)]
    for source, target in edges:
        targets[source].append(target)
        sources[target].append(source)
    far = [0] * count
    for at in range(count - 1, -1, -1):
        far[at] = max((far[target] + 1 for target in targets[at]), default=0)
    depth = max(far, default=0)
    columns: list[list[int]] = [[] for _ in range(depth + 1)]
    for at in _from_root(count, sources):
        columns[depth - far[at]].append(at)
    computed = [bool(sources[at]) for at in range(count)]
    # A gate is aligned with the gates that feed it, or with the given values if there are no such gates.
    feeding = [[n for n in sources[at] if computed[n]] or sources[at] for at in range(count)]
    weight = [STEADY if computed[at] else 1.0 for at in range(count)]
    row = [0.0] * count
    for column in columns:
        for k, at in enumerate(column):
            row[at] = k - (len(column) - 1) / 2
    for sweep in range(SWEEPS):
        near = feeding if sweep % 2 else targets
        for column in reversed(columns) if near is targets else columns:
            _settle(column, row, near, weight, keep_order=sweep >= SWEEPS - 2)
    top = min(row, default=0.0)
    return [(float(depth - far[at]), row[at] - top) for at in range(count)]


def _from_root(count: int, sources: list[list[int]]) -> list[int]:
    """The gates in depth-first order from the root."""
    order: list[int] = []
    seen: set[int] = set()
    stack = [count - 1] if count else []
    while stack:
        at = stack.pop()
        if at not in seen:
            seen.add(at)
            order.append(at)
            stack += reversed(sources[at])
    return order + [at for at in range(count) if at not in seen]


def _settle(column: list[int], row: list[float], near: list[list[int]], weight: list[float], keep_order: bool) -> None:
    """Move each gate of a column toward the mean of its neighbors, at least 1 from the next gate."""
    wanted = {at: sum(row[n] for n in near[at]) / len(near[at]) if near[at] else row[at] for at in column}
    if not keep_order:
        column.sort(key=lambda at: wanted[at])
    # Least squares with rows at least 1 apart: after subtracting k this is isotonic regression (pool adjacent).
    blocks: list[tuple[float, float, int]] = []  # weighted sum, weight, count
    for k, at in enumerate(column):
        blocks.append((weight[at] * (wanted[at] - k), weight[at], 1))
        while len(blocks) > 1 and blocks[-2][0] / blocks[-2][1] > blocks[-1][0] / blocks[-1][1]:
            (a, b, c), (d, e, f) = blocks[-2:]
            blocks[-2:] = [(a + d, b + e, c + f)]
    k = 0
    for total, heavy, number in blocks:
        for _ in range(number):
            row[column[k]] = total / heavy + k
            k += 1
