"""What is wrong, in numbers? (see playground.lessons.wrong)."""

from playground.lessons.wrong import LESSON
from playground.ui.lesson import show

show(LESSON)
