"""Interactions: contacts logged, the promises that came of them, and the notes that only their author reads."""
