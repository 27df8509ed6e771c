"""The use cases: the only place that knows order and money."""
