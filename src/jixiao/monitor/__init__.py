"""Watching the year: where money and results stand on a day, what is red and why, and what the score would be so far."""
