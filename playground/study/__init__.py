"""The maths of the lessons: what can be asked of a net, its data, its loss and its training."""
