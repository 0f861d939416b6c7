# The base image is an argument, so that another registry, or Node 20, can be tried without a change here:
#   docker build --build-arg BASE=node:20-bookworm-slim -t applicant-triage .
ARG BASE=node:24-bookworm-slim

# Everything that building needs; nothing of this stage but dist/ is kept.
FROM ${BASE} AS build
WORKDIR /app
COPY package.json package-lock.json ./
# No package needs an install script: native parts come prebuilt.
RUN ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
COPY tsconfig.json ./
COPY src ./src
COPY workers ./workers
RUN ["npm", "run", "build"]

# The packages that the program runs with.
FROM ${BASE} AS packages
WORKDIR /app
COPY package.json package-lock.json ./
RUN ["npm", "ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund"]

FROM ${BASE}
ENV NODE_ENV=production
WORKDIR /app
COPY --from=packages /app/node_modules ./node_modules
COPY package.json LICENSE ./
COPY --from=build /app/dist/src ./dist/src
COPY --from=build /app/dist/workers ./dist/workers
COPY rules ./rules
COPY src/review/assets ./src/review/assets
# The mails of `demo`; .dockerignore leaves out those that only measure judgement.
COPY fixtures/cases ./fixtures/cases

# Configuration (triage.yaml) and the embedded store live here. With DATABASE_URL nothing is written to it.
WORKDIR /data
RUN ["chown", "node:node", "/data"]
VOLUME /data
USER node

# Asks the store for one row. On the embedded store the running process itself has to answer; on PostgreSQL this shows that
# the database can be reached. It logs in to no mail server, because a login every two minutes would get an account locked.
HEALTHCHECK --interval=2m --timeout=20s --retries=3 \
  CMD ["node", "/app/dist/src/cli/main.js", "queue", "--limit", "1"]

ENTRYPOINT ["node", "/app/dist/src/cli/main.js"]
CMD ["start"]
