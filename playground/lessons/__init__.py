"""The lessons: one question each, with what is seen and what is to be tried."""
