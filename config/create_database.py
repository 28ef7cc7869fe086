"""Make an empty PostgreSQL database where there is none yet: `python -m config.create_database postgres://…/name`."""

import sys
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql


def create(url: str) -> bool:
    """Whether it had to be made. Connects to the server's own `postgres` database for that. Raises psycopg.Error."""
    parts = urlsplit(url)
    name = parts.path.strip("/")
    with psycopg.connect(urlunsplit(parts._replace(path="/postgres")), autocommit=True) as server:
        if server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            return False
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return True


def main() -> int:
    if len(sys.argv) != 2:
        print("Give one address: postgres://user:password@host:port/name", file=sys.stderr)
        return 2
    try:
        made = create(sys.argv[1])
    except psycopg.Error as error:
        print(f"No database server: {error}", file=sys.stderr)
        return 1
    print("database made" if made else "database was there")
    return 0


if __name__ == "__main__":
    sys.exit(main())
