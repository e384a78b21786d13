"""Rules that administrators bring in: frameworks and ledger kinds, checked, put into force, and taken over by dossiers."""
