"""The association's strategic plan: its entries as data, the rules that read evidence, and the ledger they make."""
