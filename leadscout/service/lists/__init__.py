"""Lists of companies and people: kept, filled, and matched with whom the database knows."""
