"""Generect: the database search of its v1 API."""
