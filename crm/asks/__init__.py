"""Asking the right person: who should speak with whom, what was asked, and what came of it."""
