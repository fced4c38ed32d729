"""Capacity and regularization (see playground.lessons.capacity)."""

from playground.lessons.capacity import LESSON
from playground.ui.lesson import show

show(LESSON)
