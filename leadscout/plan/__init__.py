"""What a query means: facts of a lead, leaves of a query, and whether the one satisfies the other."""
