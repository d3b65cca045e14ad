# One image for web, worker, beat and migrate: the same code, each with its own command (docker-compose.yml).
FROM node:22-bookworm-slim AS assets
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts

FROM python:3.11-slim-bookworm AS packages
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/venv
COPY requirements.txt ./
RUN /opt/venv/bin/pip install --require-hashes -r requirements.txt

FROM python:3.11-slim-bookworm
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 QI_MODE=production DATA_DIR=/data
RUN groupadd --system --gid 10001 qi && useradd --system --uid 10001 --gid qi --home-dir /app --no-create-home qi \
    && mkdir /data && chown qi:qi /data
WORKDIR /app
COPY --from=packages /opt/venv /opt/venv
COPY . .
COPY --from=assets /app/node_modules/nhsuk-frontend node_modules/nhsuk-frontend
# The addresses and the key serve this one command and are not kept: collectstatic connects to nothing.
RUN python -m qiprogramme.assets --copy \
    && SECRET_KEY=build-only DATABASE_URL=postgresql://build/build REDIS_URL=redis://build \
       python manage.py collectstatic --noinput --verbosity 0
USER qi
EXPOSE 8000
VOLUME /data
CMD ["gunicorn", "qiprogramme.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4", "--worker-tmp-dir", "/dev/shm", "--no-control-socket", "--access-logfile", "-"]
