"""Backpropagation (see playground.lessons.backprop)."""

from playground.lessons.backprop import LESSON
from playground.ui.lesson import show

show(LESSON)
