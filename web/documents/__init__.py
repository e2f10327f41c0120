"""Briefs as documents: one description of blocks, shown as a page, a PDF and a Word file."""
