"""The kinds of checks, one file each, named by the truth they guard."""
