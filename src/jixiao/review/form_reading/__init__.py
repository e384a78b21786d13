"""Forms that others filled in, read by their words: headers and lines of a table, then cells, then the tables of a dossier."""
