"""Where people come from when a question is asked: the stored index, live sources, both. See README.md."""
