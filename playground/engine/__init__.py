"""The engine: NumPy only. From the bottom up: tape, layout, gates, network; trainer and evaluator; build; run and seeds."""
