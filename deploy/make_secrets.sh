#!/bin/sh
# Makes what is missing in ./secrets: keys and passwords, one file each. Never overwrites one. Run it beside docker-compose.yml.
# The folder is closed to others; its files are readable so that containers, which run as users of their own, can read them.
set -eu
umask 077
mkdir -p secrets backups/main backups/contacts
chmod 700 secrets

make() { # make NAME COMMAND…
  name="$1"; shift
  [ -e "secrets/$name" ] && { echo "secrets/$name was there"; return; }
  "$@" | tr -d '\n' > "secrets/.$name.new"
  chmod 444 "secrets/.$name.new"
  mv "secrets/.$name.new" "secrets/$name"
  echo "secrets/$name made"
}

for key in secret_key code_key contacts_key; do make "$key" openssl rand -base64 48; done
for password in database_password database_owner_password database_reader_password contacts_database_password postgres_password metrics_token; do
  make "$password" openssl rand -hex 24
done
make smtp_password printf '%s' "${SMTP_PASSWORD:-unset}"
if [ "$(id -u)" = 0 ]; then chown 10001 backups backups/main backups/contacts; chmod 711 backups; fi
echo "Copy secrets/secret_key, code_key and contacts_key to a safe place now: without them letters and contacts are lost."
