"""What every record shares: who acts, history, who may see it, making, editing, deleting and restoring."""
