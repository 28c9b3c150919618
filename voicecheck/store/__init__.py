"""Evidence on disk and in the database."""
