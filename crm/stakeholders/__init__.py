"""Stakeholders: people, the bodies they belong to, the seats they hold, and the ground those seats stand for."""
