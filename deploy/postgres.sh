#!/bin/sh
# Run once by the postgres image, on an empty volume: two databases. The site's has an owner, the site's role and one for readers
# (roles.sql, which `migrate` and `database_roles` follow); the contacts' is open to its own role alone.
set -eu
secret() { cat "/run/secrets/$1"; }
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres --set contacts="$(secret contacts_database_password)" <<'SQL'
CREATE DATABASE inburgerstem;
CREATE ROLE inburgerstem_contacts LOGIN PASSWORD :'contacts';
CREATE DATABASE inburgerstem_contacts OWNER inburgerstem_contacts;
REVOKE ALL ON DATABASE inburgerstem_contacts FROM PUBLIC;
SQL
psql --username "$POSTGRES_USER" --dbname inburgerstem --set owner="$(secret database_owner_password)" \
  --set web="$(secret database_password)" --set reader="$(secret database_reader_password)" --file "${ROLES:-/roles.sql}"
