"""Advocacy: issues, stances, bills and votes, the whip board, the advisory council and its briefs."""
