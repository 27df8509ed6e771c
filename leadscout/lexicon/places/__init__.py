"""Places: the gazetteer, and what people write for a place."""
