# SPDX-License-Identifier: Apache-2.0
# One image for every process of the production shape: `motcua serve SERVICE`, `motcua migrate`, `motcua certs`, `motcua identity`.
# Versions are those of infra/versions.toml (a test compares).

# What needs an installer happens here: packages by requirement files with hashes, then the workspace, by the script of `make install`.
FROM python:3.11.14-slim-bookworm AS build
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
ENV PIP_NO_CACHE_DIR=1 UV_NO_CACHE=1
WORKDIR /app
COPY . .
RUN sh infra/scripts/install.sh run python3 \
    && .venv/bin/python -m pip uninstall --quiet --yes uv pip setuptools \
    && rm -rf requirements infra/scripts

# The same path as above: what was compiled there knows it.
FROM python:3.11.14-slim-bookworm AS runtime
LABEL org.opencontainers.image.title="MotCua" org.opencontainers.image.licenses="Apache-2.0"
# Nothing in the running image installs anything.
RUN python -m pip uninstall --quiet --yes pip setuptools wheel \
    && groupadd --gid 10001 motcua \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /tmp --shell /usr/sbin/nologin motcua
WORKDIR /app
# Owned by root: the process cannot change its own program.
COPY --from=build /app /app
ENV PATH=/app/.venv/bin:$PATH HOME=/tmp PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
USER 10001:10001
EXPOSE 50051 8443 8081
STOPSIGNAL SIGTERM
# No HEALTHCHECK: most commands of the image are no servers. Who runs one asks GET /healthz at the port of MOTCUA_HEALTH.
ENTRYPOINT ["motcua"]
CMD ["--help"]

# Keycloak built once for PostgreSQL, so that it starts on a file system that is read only.
FROM quay.io/keycloak/keycloak:26.7.3 AS keycloak
RUN /opt/keycloak/bin/kc.sh build --db=postgres --health-enabled=true --features-disabled=kerberos
USER 10001:0
ENTRYPOINT ["/opt/keycloak/bin/kc.sh"]
CMD ["start", "--optimized"]

# `docker build .` without --target gives the product.
FROM runtime AS motcua
