"""Files -> leads, and leads that are invented."""
