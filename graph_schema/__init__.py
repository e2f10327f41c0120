"""What may exist in the graph: labels, relationship types, constraints, and the migrations that make them."""
