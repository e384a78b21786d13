"""The dossier's tables: their schema, the ledger kinds, the measure language, and a unit's rows read from a folder."""
