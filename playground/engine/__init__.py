"""The engine (NumPy only), from bottom to top: tape, layout, gates, network; trainer, evaluator; model; run, seeds."""
