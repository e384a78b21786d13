"""Many dossiers: a lake of facts, scored in one run by the same rules on any engine; ranking, gaps, signals, sampling."""
