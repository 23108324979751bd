FROM node:22-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY packages/core/package.json packages/core/
COPY packages/model/package.json packages/model/
COPY packages/store/package.json packages/store/
COPY packages/vendors/package.json packages/vendors/
COPY apps/cli/package.json apps/cli/
COPY apps/cli/bin apps/cli/bin
COPY apps/server/package.json apps/server/
COPY apps/web/package.json apps/web/
COPY tools/bench/package.json tools/bench/
COPY tools/company/package.json tools/company/
COPY tools/start/package.json tools/start/
COPY tools/tidy/package.json tools/tidy/
RUN npm install --no-save
COPY . .
RUN npm run build && npm prune --omit=dev

FROM node:22-bookworm-slim
ENV NODE_ENV=production \
    EXCHEQUER_HOME=/data \
    EXCHEQUER_HOST=0.0.0.0 \
    EXCHEQUER_LOG=output
RUN mkdir /data && chown node:node /data
WORKDIR /app
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/packages packages
COPY --from=build /app/apps apps
COPY --from=build /app/tools tools
COPY --from=build /app/dist dist
COPY --from=build /app/package.json /app/package-lock.json ./
USER node
VOLUME /data
EXPOSE 4100
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:4100/').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/cli.mjs", "up"]
