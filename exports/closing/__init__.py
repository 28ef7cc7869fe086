"""The end of fieldwork: closing it, what goes when, and the report of it."""
