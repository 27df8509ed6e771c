"""Companies as records of their own: kept up from what people's positions tell, looked up, counted."""
