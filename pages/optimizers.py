"""Optimizers (see playground.lessons.optimization)."""

from playground.lessons.optimization import LESSON
from playground.ui.lesson import show

show(LESSON)
