"""Fieldwork while it runs: one record of figures, and the pages, mails and messages that read it."""
