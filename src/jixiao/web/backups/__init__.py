"""Backups: everything that a site keeps in one file, and a site made from such a file."""
