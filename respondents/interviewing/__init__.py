"""Pages of who fills in for respondents, on the phone or face to face: fieldwork staff."""
