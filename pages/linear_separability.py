"""Linear separability (see playground.lessons.separability)."""

from playground.lessons.separability import LESSON
from playground.ui.lesson import show

show(LESSON)
