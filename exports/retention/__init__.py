"""Forgetting: what a study keeps goes on the day that people were told, and what is left tells of nobody's coming."""
