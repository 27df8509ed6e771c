"""Questor: lead jobs with status and pages of results (seed 000)."""
