"""Headlines: the title and the company in what people write of themselves."""
