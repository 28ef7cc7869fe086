"""The researchers' workbench: a questionnaire is designed, proved, tried and published here."""
