"""How findings are put into a copy of a paper: one kind for each ending of files that can hold them."""
