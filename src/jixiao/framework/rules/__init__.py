"""The kinds of scoring rules, one file each. Nothing lists them: adding a kind is adding its file and its cases."""
