"""The municipality's own area, and what fieldwork staff see of all municipalities."""
