"""What is looked at in every interview before the data are used. Flags say what is seen; they take nothing out."""
