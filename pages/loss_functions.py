"""Loss functions (see playground.lessons.losses)."""

from playground.lessons.losses import LESSON
from playground.ui.lesson import show

show(LESSON)
