"""From tables to facts, from facts to scores, and back: the trace of every figure to its rows and evidence."""
