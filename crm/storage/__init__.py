"""Storage: settings, the one way to the database, the embedded Neo4j, backups and the doctor."""
