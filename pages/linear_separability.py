"""Can a line do it? (see playground.lessons.separability)."""

from playground.lessons.separability import LESSON
from playground.ui.lesson import show

show(LESSON)
