"""One file per format. Each writes a `Table` to a path; none knows where the rows come from."""
