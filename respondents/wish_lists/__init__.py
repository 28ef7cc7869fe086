"""Lists from contact wishes, on pages for the roles that may take them out."""
