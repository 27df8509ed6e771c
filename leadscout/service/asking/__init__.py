"""Asking: the one door through which a query becomes an answer. Only `question.py` plans a query."""
