"""Ties between people: what they rest on, how strong they are, and the paths they make."""
