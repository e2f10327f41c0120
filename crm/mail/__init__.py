"""Letters by e-mail: a queue in the graph, carried to a mail server, with what became of each."""
