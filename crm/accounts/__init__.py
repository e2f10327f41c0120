"""Accounts: users, roles, sessions, what each may see, and the history of every write."""
