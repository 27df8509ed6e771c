"""How callers speak: one folder per vendor with the same parts (words, faces, routes)."""
