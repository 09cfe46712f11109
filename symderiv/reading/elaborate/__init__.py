"""From what was written to what it means: the typed tree."""
