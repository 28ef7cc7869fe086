# Three stages: packages and fonts, texts and static files, and the small image that runs as nobody in particular.
FROM node:22-trixie-slim AS fonts
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --no-audit --no-fund --ignore-scripts

FROM python:3.11-slim-trixie AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /app
COPY pyproject.toml requirements.lock ./
# The lock pins everything with hashes; only what the site needs is taken from it.
RUN python -m venv /venv \
 && python -m venv /tmp/uv && /tmp/uv/bin/pip install "$(grep -oE '^uv==[0-9.]+' requirements.lock)" \
 && /tmp/uv/bin/uv pip compile pyproject.toml --constraints requirements.lock --generate-hashes --no-header --quiet --output-file /tmp/site.lock \
 && /tmp/uv/bin/uv pip install --python /venv/bin/python --require-hashes -r /tmp/site.lock
COPY . .
COPY --from=fonts /build/node_modules ./node_modules
COPY --from=fonts /usr/local/bin/node /usr/local/bin/node
RUN /venv/bin/python -m config.build_fonts \
 && /venv/bin/python -m config.build_scripts \
 && /venv/bin/python -m config.compile_catalogues \
 && /venv/bin/python -m config.build_order \
 && PUBLIC_URL=https://build.invalid SECRET_KEY=build-only CODE_KEY=build-only CONTACTS_KEY=build-only VAR_DIR=/tmp/var \
    /venv/bin/python manage.py collectstatic --noinput \
 && rm -rf node_modules

FROM python:3.11-slim-trixie
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PATH=/venv/bin:$PATH VAR_DIR=/var/lib/inburgerstem
# pg_dump of the server's version (17) for backups; zbar reads QR codes of letters back.
RUN apt-get update \
 && apt-get install -y --no-install-recommends postgresql-client-17 libzbar0t64 \
 && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --home-dir /app --shell /usr/sbin/nologin inburgerstem \
 && install -d -o inburgerstem -g inburgerstem -m 0700 /var/lib/inburgerstem
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
USER inburgerstem
VOLUME /var/lib/inburgerstem
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=3s --start-period=20s \
  CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
CMD ["granian", "--interface", "wsgi", "--workers", "2", "--blocking-threads", "4", "--respawn-failed-workers", "--workers-kill-timeout", "30", "--host", "0.0.0.0", "--port", "8000", "--no-access-log", "--log-level", "warning", "config.wsgi:application"]
