"""People: taken in, told apart, made one, forgotten, shown, and put into the index."""
