"""The lessons: one topic each, with live pictures and challenges."""
