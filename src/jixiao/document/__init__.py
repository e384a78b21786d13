"""Papers as values: one Document model for what is written and for what is read, and the formats that carry it."""
