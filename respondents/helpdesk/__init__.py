"""The help desk: who calls or writes about a letter or the questionnaire is helped here. Fieldwork staff."""
