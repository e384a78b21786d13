"""How well the review finds what is wrong, measured on papers of which all is known: made ones, and ones written by hand."""
