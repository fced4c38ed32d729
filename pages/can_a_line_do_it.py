"""Can a line do it? (see playground.lessons.line)."""

from playground.lessons.line import LESSON
from playground.ui.lesson import show

show(LESSON)
