"""Acts: what a person does that spans rooms; the one door for page, API, command and importer."""
