"""The pages: one file for each part of the work; each lists its ``pages``."""
