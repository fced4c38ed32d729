"""Animated figures for lessons: declared and computed in Python, drawn in the browser."""
