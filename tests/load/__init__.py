"""Many learners at once, without browsers: `python -m tests.load`."""
