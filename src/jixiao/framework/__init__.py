"""Scoring frameworks: the rules that turn facts into scores, and the trees of items that use them."""
