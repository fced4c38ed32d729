"""Where to start? (see playground.lessons.start)."""

from playground.lessons.start import LESSON
from playground.ui.lesson import show

show(LESSON)
