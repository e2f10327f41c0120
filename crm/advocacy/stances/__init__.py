"""Stances: who is for and against what, since when, with the source."""
