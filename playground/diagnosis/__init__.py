"""What is going on in a run, in one sentence, from its numbers."""
