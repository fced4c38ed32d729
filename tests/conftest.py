"""Settings for all tests: the profile of Hypothesis."""

from hypothesis import settings

# No deadline: on a busy machine the first example waits for imports and caches. Half the usual number of examples,
# since most laws here are asked of every entry of a table.
settings.register_profile("playground", deadline=None, max_examples=50)
settings.load_profile("playground")
