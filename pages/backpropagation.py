"""The graph of a net, what flows back through it, and how much of it reaches the first layer."""

from playground.lessons.backprop import LESSON
from playground.ui.lesson import show

show(LESSON)
