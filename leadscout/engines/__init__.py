"""Engines: leaves in, people's orders out. None of them decides what a query means; `plan.holds` does."""
