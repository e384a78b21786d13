"""Long work in the background, kept in the database."""
