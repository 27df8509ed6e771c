"""Our own API, derived from FILTERS: nothing to write per filter."""
