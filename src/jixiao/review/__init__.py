"""Checks on claims: what a dossier, or what was read out of somebody's paper, says and does not hold."""
