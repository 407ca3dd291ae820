# One image for web, worker, beat and sender: docker-compose.yml names their commands.

FROM node:22-slim AS front-end
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

FROM python:3.13-slim AS packages
RUN python -m venv /venv
COPY requirements/product.txt .
RUN /venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r product.txt

FROM debian:bookworm-slim AS pgbouncer
RUN apt-get update && apt-get install -y --no-install-recommends pgbouncer && rm -rf /var/lib/apt/lists/*
COPY docker/pgbouncer /usr/local/bin/start-pgbouncer
USER postgres
CMD ["start-pgbouncer"]

FROM python:3.13-slim AS app
RUN useradd --system --uid 10001 --home-dir /nonexistent helpdesk \
    && install -d -o helpdesk -g helpdesk /var/lib/helpdesk
ENV PATH=/venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 VAR_DIR=/var/lib/helpdesk
WORKDIR /app
COPY --from=packages /venv /venv
COPY --from=front-end /app/node_modules node_modules
COPY . .
RUN VAR_DIR=/tmp/build python manage.py translations --compile && rm -rf /tmp/build
USER helpdesk
VOLUME /var/lib/helpdesk
EXPOSE 8000
CMD ["uvicorn", "helpdesk.asgi:application", "--host", "0.0.0.0", "--port", "8000", "--lifespan", "off"]
