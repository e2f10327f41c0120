"""The power map: how much a member can do for an issue, against where they stand on it."""
