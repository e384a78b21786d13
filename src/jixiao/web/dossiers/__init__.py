"""Dossiers in the database: read as the rooms below know them, and written with history."""
