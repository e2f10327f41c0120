"""Coverage: which seats we have a good tie to, and where the gaps are."""
