"""What the browser is told about a net before its frames."""

from typing import Any

from playground.config import FIELDS
from playground.engine.run import Run
from playground.live.frames import STATISTICS
from playground.live.maps import GRID, TILE, Maps
from playground.palette import CLASSES, NEUTRAL
from playground.tables.datasets import HALF
from playground.tables.features import FEATURES
from playground.web.encode import levels


def description(run: Run, maps: Maps) -> dict[str, Any]:
    """The experiment of `run`, and the layout of its frames, for the header of a payload."""
    config, layout, model = run.config, run.layout, run.model
    classes = model.classes or 0
    return {
        "task": config.task,
        "dataset": config.dataset,
        "classes": classes,
        "loss": config.loss,
        "rate": config.rate,
        "train_rows": len(model.data.x_train),
        "test_rows": len(model.data.x_test),
        "batches": run.batches,
        "batch_size": config.batch_size,
        "features": [
            {"name": name, "label": feature.label, "on": name in config.features} for name, feature in FEATURES.items()
        ],
        "hidden": list(config.hidden),
        "activations": [FIELDS["activation"].table[name].label for name in config.activations],
        "outputs": layout.layers[-1].fan_out,
        "batch_norm": config.batch_norm,
        "max_layers": FIELDS["hidden"].most,
        "max_units": FIELDS["hidden"].high,
        "shapes": [[layer.fan_out, layer.fan_in + 1] for layer in layout.layers],
        "shown": list(maps.shown),
        "tile": TILE,
        "grid": GRID,
        "leads": maps.leads,
        "low": -HALF,
        "high": HALF,
        "statistics": STATISTICS,
        "levels": levels(max(classes, 2)),
        "palette": {"classes": list(CLASSES), "neutral": NEUTRAL},
    }
