"""Initialization (see playground.lessons.initialization)."""

from playground.lessons.initialization import LESSON
from playground.ui.lesson import show

show(LESSON)
