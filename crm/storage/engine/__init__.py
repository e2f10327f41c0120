"""The embedded Neo4j Community server: its program files, its Java, its configuration and its process."""
