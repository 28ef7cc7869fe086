#!/bin/sh
# Once a day at BACKUP_HOUR (UTC), and at once where there is none of the last day. A failure is tried again every hour.
set -u
trap 'exit 0' TERM INT
hour="$(printf '%02d' "${BACKUP_HOUR:-3}")"
while true; do
  newest="$(find /backups/main /backups/contacts -mindepth 2 -maxdepth 2 -name manifest.json -mmin -1500 | wc -l)"
  if [ "$newest" -lt 2 ] || [ "$(date -u +%H)" = "$hour" ]; then
    python manage.py backup || echo "the backup failed; the next try is in an hour" >&2
  fi
  sleep 3600 &
  wait $!
done
