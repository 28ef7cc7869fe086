#!/bin/sh
# Run once by the postgres image, on an empty volume: two databases, each open to its own role alone.
set -eu
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
  --set main="$DATABASE_PASSWORD" --set contacts="$CONTACTS_DATABASE_PASSWORD" <<'SQL'
CREATE ROLE inburgerstem LOGIN PASSWORD :'main';
CREATE DATABASE inburgerstem OWNER inburgerstem;
REVOKE ALL ON DATABASE inburgerstem FROM PUBLIC;
CREATE ROLE inburgerstem_contacts LOGIN PASSWORD :'contacts';
CREATE DATABASE inburgerstem_contacts OWNER inburgerstem_contacts;
REVOKE ALL ON DATABASE inburgerstem_contacts FROM PUBLIC;
SQL
