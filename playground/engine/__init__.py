"""The engine, NumPy only. From the bottom up: tape, layout, gates, network; trainer, evaluator; build; run, seeds."""
