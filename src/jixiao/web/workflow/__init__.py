"""How a filing goes from draft to publication."""
