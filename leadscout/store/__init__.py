"""What survives a restart: people.db, and leadscout.db for everything about callers."""
