# syntax=docker/dockerfile:1
# One build for both services: docker build --target generator | survey

FROM node:20-slim AS build
ENV NEXT_TELEMETRY_DISABLED=1
RUN mkdir /app /data && chown node:node /app /data
USER node
WORKDIR /app
# Packages are fetched again only when the lock file changes.
COPY --chown=node:node pnpm-lock.yaml pnpm-workspace.yaml ./
RUN npx --yes pnpm@10 fetch
COPY --chown=node:node . .
RUN node --input-type=module -e "import { setUp } from './scripts/setup.mjs'; await setUp()"
RUN cd apps/survey && NODE_ENV=production node_modules/.bin/next build

FROM node:20-slim AS base
COPY --from=build --chown=node:node /app /app
COPY --from=build --chown=node:node /data /data
USER node
# EARSHOT_HOME and STORAGE_URL: what is kept lies in the volume /data.
ENV NODE_ENV=production NEXT_TELEMETRY_DISABLED=1 EARSHOT_HOME=/data STORAGE_URL=file:///data/files
VOLUME /data

FROM base AS generator
WORKDIR /app/apps/generator
ENV GENERATOR_HOST=0.0.0.0 GENERATOR_PORT=4000
EXPOSE 4000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:4000/health').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--import", "tsx", "server.ts"]

FROM base AS survey
WORKDIR /app/apps/survey
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:3000/api/health').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "node_modules/next/dist/bin/next", "start", "-p", "3000"]
