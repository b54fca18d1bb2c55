# One image for every part: docker run … baton processor | dashboard | publisher | baton
# The version of Node is that of package.json.
ARG NODE_VERSION=24.21.0

# The dashboard's pages. What builds them is not needed to run them.
FROM node:${NODE_VERSION}-slim AS pages
WORKDIR /app
COPY . .
# No package's script is needed: what is native comes ready-made.
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts --no-audit --no-fund
RUN node node_modules/next/dist/bin/next build apps/dashboard && rm -rf apps/dashboard/.next/cache

# What the four parts need to run: neither the embedded services of `npm start` nor tests.
FROM node:${NODE_VERSION}-slim AS parts
WORKDIR /app
COPY . .
RUN sh deploy/docker/leave-out.sh && node deploy/docker/plain-config.mjs
# Of Next.js not its compiler and not what scales images, which no page asks for.
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev --ignore-scripts --no-audit --no-fund \
    && find node_modules -type f \( -name '*.map' -o -name '*.d.ts' \) -delete \
    && rm -rf node_modules/next/dist/esm node_modules/next/dist/docs node_modules/@next/swc-* node_modules/@img

FROM node:${NODE_VERSION}-slim
# The first process of a container must look after processes that lose their parent, which Node does not.
RUN apt-get update && apt-get install -y --no-install-recommends tini && rm -rf /var/lib/apt/lists/* \
    && install -d -o 1000 -g 1000 /data
WORKDIR /app
COPY --from=parts /app ./
COPY --from=pages /app/apps/dashboard/.next apps/dashboard/.next
# Only /tmp and /data are written to; the rest may be read-only.
ENV NODE_ENV=production \
    NEXT_TELEMETRY_DISABLED=1 \
    NODE_COMPILE_CACHE=/tmp/compile-cache \
    BATON_DATA_DIR=/data \
    HOST=0.0.0.0 \
    METRICS_HOST=0.0.0.0 \
    METRICS_PORT=9464
# As a number: Kubernetes cannot tell of a name that it is not root's.
USER 1000:1000
EXPOSE 3000 9464
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=4 CMD ["node", "/app/deploy/docker/health-check.mjs", "/healthz"]
ENTRYPOINT ["tini", "--", "/app/deploy/docker/run-part.sh"]
CMD ["processor"]
