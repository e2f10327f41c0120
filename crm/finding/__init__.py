"""Finding: people, seats, bodies, issues and bills from any part of what they are called, and the directory."""
