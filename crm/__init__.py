"""The domain: what the graph means, and the only place with Cypher."""
