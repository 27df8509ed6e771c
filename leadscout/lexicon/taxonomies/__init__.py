"""Vocabularies of one table each: codes, how people write them, and what lies inside what."""
