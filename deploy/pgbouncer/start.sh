#!/bin/sh
# Writes pgbouncer's settings from the environment and the secrets, then starts it.
# SERVER: PostgreSQL's host (SERVER_PORT 5432). SECRETS, FOLDER, PORT, ADDRESS, PGBOUNCER: for a try outside a container.
set -eu
umask 077
secrets="${SECRETS:-/run/secrets}"
folder="${FOLDER:-/tmp}"
server="host=${SERVER:?name the host of PostgreSQL} port=${SERVER_PORT:-5432}"

cat > "$folder/users.txt" <<USERS
"inburgerstem" "$(cat "$secrets/database_password")"
"inburgerstem_contacts" "$(cat "$secrets/contacts_database_password")"
USERS
cat > "$folder/pgbouncer.ini" <<SETTINGS
[databases]
inburgerstem = $server
inburgerstem_contacts = $server
[pgbouncer]
listen_addr = ${ADDRESS:-0.0.0.0}
listen_port = ${PORT:-5432}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = $folder/users.txt
pool_mode = transaction
max_client_conn = ${CLIENTS:-500}
default_pool_size = ${POOL:-20}
reserve_pool_size = 5
ignore_startup_parameters = extra_float_digits,options
server_tls_sslmode = ${TLS:-prefer}
log_connections = 0
log_disconnections = 0
SETTINGS
exec "${PGBOUNCER:-/usr/sbin/pgbouncer}" "$folder/pgbouncer.ini"
