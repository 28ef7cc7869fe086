"""Translations travel to agencies and back as files: XLIFF and XLSX. docs/translation.md says how."""
