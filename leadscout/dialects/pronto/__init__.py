"""Pronto: the preview of its advanced lead search."""
