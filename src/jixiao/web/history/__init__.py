"""What was changed, by whom, and that nobody rewrote it."""
