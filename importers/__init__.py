"""Importers: files of known kinds, read into drafts. One module per kind of source; no Cypher in here."""
