"""The ground that seats and districts stand on: who faces whom, and the old congressional districts."""
