"""The Sales Navigator source: the user's own account, asked in its own words, at a person's pace."""
