"""What flows back? One point through the graph of a net and back; activations and their slopes; gradients by depth
(ideas 5, 11, 12, 13)."""

from playground.lessons.flow.lesson import LESSON

__all__ = ["LESSON"]
