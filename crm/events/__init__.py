"""Gatherings of every kind, planned and held: hosts, invitations, agenda, who came, and what came of it."""
