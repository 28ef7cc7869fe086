#!/usr/bin/env bash
# Does the image build and serve, where no Docker daemon is to be had? Takes the RUN steps of the Dockerfile's stages
# `fonts` and `build` as they stand there, runs them in a fresh folder on the committed files only, and starts the site
# from that on a public configuration with secrets from files. Exit code 1 where a step or a page fails.
# Needs: git, npm, node, Python 3.11. Not tried by it: the base images, apt-get's steps, the read-only root.
set -euo pipefail
root="$(cd "$(dirname "$0")/.." && pwd)"
work="$(mktemp -d)"
server=""
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT
port="${PORT:-8899}"
python="${PYTHON:-python3.11}"

echo "== files: committed, less .dockerignore"
mkdir -p "$work/app" "$work/tmp"
git -C "$root" archive HEAD | tar -x -C "$work/app"
(cd "$work/app" && rm -rf $(grep -v '[*]' .dockerignore | grep -v '^fonts$'))

steps() { # steps STAGE: the commands of its RUN instructions, one a line
  "$python" - "$root/Dockerfile" "$1" <<'PY'
import re, sys
text = open(sys.argv[1], encoding="utf-8").read().replace("\\\n", " ")
stage = re.search(rf"^FROM \S+ AS {sys.argv[2]}$(.*?)(?=^FROM |\Z)", text, re.M | re.S)
print("\n".join(re.findall(r"^RUN (.*)$", stage[1], re.M)))
PY
}

run() { # in the folder that stands for /app, with the image's paths put below ours
  local step="$1"
  step="${step//\/tmp\//$work/tmp/}"; step="${step//\/venv/$work/venv}"
  step="${step//python -m venv/$python -m venv}"
  step="${step//rm -rf node_modules/rm -rf $work/app/node_modules}"
  echo "-- ${1:0:110}"
  (cd "$work/app" && PIP_DISABLE_PIP_VERSION_CHECK=1 bash -euo pipefail -c "$step")
}

for stage in fonts build; do
  echo "== stage $stage"
  while IFS= read -r step; do run "$step"; done < <(steps "$stage")
done

echo "== the site from it, on a public configuration"
mkdir -p "$work/var" "$work/secrets"
for name in SECRET_KEY CODE_KEY CONTACTS_KEY METRICS_TOKEN; do
  openssl rand -hex 32 > "$work/secrets/$name"
  export "${name}_FILE=$work/secrets/$name"
done
export PUBLIC_URL=https://stem.example.org PROXIES=1 VAR_DIR="$work/var" LOG_FORMAT=json PYTHONDONTWRITEBYTECODE=1
export CONTACTS_DATABASE_URL="sqlite:///$work/var/apart.sqlite3" TMPDIR="$work/tmp"
unset DATABASE_URL REDIS_URL || true
cd "$work/app"
"$work/venv/bin/python" manage.py migrate --noinput -v 0
"$work/venv/bin/python" manage.py load_study perspectief-2024 --publish > /dev/null
command="$(sed -n 's/^CMD \["granian", \(.*\)\]$/\1/p' Dockerfile | tr -d '",' | sed "s/0\.0\.0\.0/127.0.0.1/; s/8000/$port/")"
# shellcheck disable=SC2086
"$work/venv/bin/granian" $command > "$work/server.log" 2>&1 &
server=$!
for _ in $(seq 60); do curl -fs -o /dev/null "http://127.0.0.1:$port/healthz" && break; sleep 1; done

failed=0
expect() { # expect STATUS PATH CURL-OPTIONS…
  local wanted="$1" path="$2" found; shift 2
  found="$(curl -s -o "$work/page" -w '%{http_code}' "$@" "http://127.0.0.1:$port$path")"
  if [ "$found" = "$wanted" ]; then echo "ok $found $path"; else echo "WRONG $found (not $wanted) $path"; failed=1; fi
}
public=(-H "Host: stem.example.org" -H "X-Forwarded-Proto: https" -H "X-Forwarded-For: 198.51.100.7")
expect 200 /healthz
expect 200 /readyz
expect 200 / "${public[@]}"
expect 200 /staff/account/login/ "${public[@]}"
expect 301 / -H "Host: stem.example.org"
expect 400 / -H "Host: elsewhere.example"
expect 200 /metrics -H "Authorization: Bearer $(cat "$METRICS_TOKEN_FILE")"
expect 404 /metrics "${public[@]}" -H "Authorization: Bearer $(cat "$METRICS_TOKEN_FILE")"
style="$(curl -s "${public[@]}" "http://127.0.0.1:$port/" | grep -o '/static/[^"]*\.css' | head -n 1)"
expect 200 "$style" "${public[@]}"
echo "== lines of the log that are no JSON: $(grep -vc '^{' "$work/server.log" || true)"
exit "$failed"
