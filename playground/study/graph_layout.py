"""Where the gates of a graph stand: columns by their distance to the root, rows so that few edges cross."""

from collections.abc import Sequence

SWEEPS = 8
STEADY = 1000.0
"""How much harder than a given number a gate is to move: what is computed stands in line, what is given beside it."""


def place(count: int, edges: Sequence[tuple[int, int]]) -> list[tuple[float, float]]:
    """(column, row) of each of `count` gates. `edges` are (source, target) with source < target; the last gate is the
    root, in the last column. Rows of a column are at least 1 apart; the smallest row is 0.

    A gate stands in the column before the first that it feeds, so that what is given stands where it is used.
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
    # A gate keeps to the gates that feed it; where only given numbers do, to those.
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


def _from_root(count, sources):
    """The gates as a walk from the root meets them, each input's whole branch before the next input."""
    order, seen = [], set()
    stack = [count - 1] if count else []
    while stack:
        at = stack.pop()
        if at not in seen:
            seen.add(at)
            order.append(at)
            stack += reversed(sources[at])
    return order + [at for at in range(count) if at not in seen]


def _settle(column, row, near, weight, keep_order):
    """Move each gate of a column towards the middle of its neighbors, and apart where they would overlap."""
    wanted = {at: sum(row[n] for n in near[at]) / len(near[at]) if near[at] else row[at] for at in column}
    if not keep_order:
        column.sort(key=lambda at: wanted[at])
    # Least squares under "at least 1 apart": with k taken off, that is "not falling", which pooling neighbors solves.
    blocks: list[list[float]] = []  # weighted sum, weight, number
    for k, at in enumerate(column):
        blocks.append([weight[at] * (wanted[at] - k), weight[at], 1])
        while len(blocks) > 1 and blocks[-2][0] / blocks[-2][1] > blocks[-1][0] / blocks[-1][1]:
            last = blocks.pop()
            blocks[-1] = [a + b for a, b in zip(blocks[-1], last, strict=True)]
    k = 0
    for total, heavy, number in blocks:
        for _ in range(number):
            row[column[k]] = total / heavy + k
            k += 1
