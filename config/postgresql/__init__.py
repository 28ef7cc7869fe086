"""Django's PostgreSQL, with a cheaper look at connections that waited in the pool."""
