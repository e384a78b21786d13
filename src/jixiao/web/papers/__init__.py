"""Papers in the browser: shown, made and kept, compared, and their words edited."""
