"""Pages of researchers and translators, below /staff/studies/."""
