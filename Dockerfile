# The site in one image: `docker compose up` runs it beside Neo4j. Alone it would start its embedded Neo4j.
FROM node:22-slim AS assets
WORKDIR /build
COPY package.json package-lock.json assets.mjs ./
RUN npm ci --ignore-scripts --omit=dev --no-audit --no-fund
COPY web/assets web/assets
RUN npm run build

FROM python:3.12-slim
WORKDIR /build
COPY requirements.lock ./
RUN pip install --no-cache-dir --require-hashes -r requirements.lock
COPY . .
COPY --from=assets /build/web/static web/static
RUN pip install --no-cache-dir --no-deps --no-build-isolation . \
 && useradd --system --home-dir /data crm && install -d -o crm -m 700 /data
USER crm
WORKDIR /data
VOLUME /data
ENV CRM_DATA_DIR=/data CRM_HOST=0.0.0.0 CRM_PORT=8000 PYTHONUNBUFFERED=1
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=180s \
  CMD python -c "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/static/manifest.json', timeout=4)"
CMD ["crm", "serve"]
