"""Which way down? (see playground.lessons.descent)."""

from playground.lessons.descent import LESSON
from playground.ui.lesson import show

show(LESSON)
