from playground.lessons.fit import LESSON
from playground.ui.lesson import show

show(LESSON)
