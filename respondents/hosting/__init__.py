"""Pages of who hosts a group session: fieldwork staff and municipalities."""
