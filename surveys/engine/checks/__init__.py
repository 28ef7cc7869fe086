"""Static checks of a definition, by subject. `check.py` runs them all."""
