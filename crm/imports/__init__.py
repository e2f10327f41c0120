"""Imports: a file's draft is compared with the graph, shown as a plan, written as one batch, and undone whole."""
