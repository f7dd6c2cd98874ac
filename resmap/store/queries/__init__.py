"""Everything that is asked of the database, by subject."""
