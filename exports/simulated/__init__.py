"""A fieldwork of made-up people, from the list to the last week, by the writers that a real one goes through."""
