"""Backups: what is stored goes into encrypted files with a manifest, and comes back into empty databases only."""
