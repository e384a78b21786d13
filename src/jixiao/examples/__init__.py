"""Example dossiers: whole years of real units, their totals published and their single rows made up."""
