"""Formats that are read and not written: one file each, with ``read(path)`` which returns a Document."""
