"""Connections of the pool are looked at before use without asking the server: an answer to a question costs every page
a round trip, and the end of a connection announces itself.

A server that stopped, or ended a connection, has closed it: then there is something to read. A server says other things
too, so where there is, it is asked after all.
"""

from select import POLLIN, poll
from typing import Any

from django.db.backends.postgresql import base
from psycopg import Error
from psycopg_pool import ConnectionPool


class DatabaseWrapper(base.DatabaseWrapper):  # type: ignore[misc]
    """To be used with CONN_HEALTH_CHECKS off: the pool would ask the server then."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        while self.pool and not is_alive(connection):
            self.pool.putconn(connection)  # a closed one, which the pool replaces
            connection = super().get_new_connection(conn_params)
        return connection

    def _set_autocommit(self, autocommit: bool) -> None:
        if self.connection.autocommit != autocommit:
            super()._set_autocommit(autocommit)


def is_alive(connection: Any) -> bool:
    """Whether the connection can be used. Closed where it cannot."""
    try:
        if has_something_to_say(connection.pgconn.socket):
            ConnectionPool.check_connection(connection)
    except Error:
        connection.close()
        return False
    return True


def has_something_to_say(socket: int) -> bool:
    """Whether the other side sent something that nobody asked for: words, or the end."""
    waiting = poll()
    waiting.register(socket, POLLIN)
    return bool(waiting.poll(0))
