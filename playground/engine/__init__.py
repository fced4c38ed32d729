"""The engine, NumPy only. From the bottom up: tape, layout, gates, network; trainer, evaluator; model; run, seeds."""
