"""Bills, roll calls, the whip board, and what a vote says of a stance."""
