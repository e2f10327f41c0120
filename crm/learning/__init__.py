"""What the association does for its members besides advocacy, as small records: surveys, mentors, awards, papers."""
