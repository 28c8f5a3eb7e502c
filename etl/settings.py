"""Settings, read once from the environment (`NUTGRAF_…`) or a `.env` file. Only dags/ and cli.py build them."""

import os
import re
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Self

from dotenv import dotenv_values
from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import SettingsConfigDict

from etl.alerts.targets import Target
from etl.alerts.targets import parse as parse_targets
from etl.lake import Lake
from etl.nlp import DEFAULT_MODEL
from etl.proposals import Endpoint
from etl.quality import APPROVAL_DAYS
from etl.schedule import Schedule
from etl.sources.fetching.addresses import networks
from etl.sources.fetching.manners import Manners
from etl.upkeep.kept import Kept

ROOT = Path(__file__).resolve().parents[1]
OF_LIBRARIES = ("AWS_", "PG")  # variables that boto and libpq look for themselves
PASSWORD = re.compile(r"\bpassword\s*=|://[^/@]*:[^/@]*@", re.IGNORECASE)


class Settings(Schedule):
    """Every setting with its default and meaning."""

    model_config = SettingsConfigDict(
        env_prefix="NUTGRAF_", env_file=ROOT / ".env", extra="ignore", hide_input_in_errors=True
    )

    home: Path = Field(ROOT / "data", description="Folder for batches, warehouse, releases and reports.")
    sources: Path = Field(ROOT / "sources.yml", description="The file that says what to read.")
    catalog: str = Field(
        "",
        pattern="^(ducklake:(sqlite|postgres):.*)?$",
        description="DuckLake catalog to attach, `ducklake:postgres:host=db dbname=lake user=nutgraf`; the password is "
        "PGPASSWORD. Empty: SQLite in `home`.",
    )
    data_path: str = Field("", description="Folder or s3:// prefix of the lake's files; empty: `lake/` in `home`.")
    spacy_model: str = Field(DEFAULT_MODEL, description="spaCy model: an installed package or a path.")
    contact: str = Field(
        "", pattern="^[ -~]*$", description="E-mail or page that site owners can reach you at; part of the User-Agent."
    )
    fetch_delay_seconds: float = Field(1, ge=0, description="Pause between two requests to one host.")
    allowed_networks: str = Field("", description="Private networks that may be fetched from: 10.1.0.0/16, 10.2.3.4.")
    batch_size: int = Field(200, gt=0, description="Pages per batch; one mapped task each.")
    clean_timeout_seconds: float = Field(20, gt=0, description="Time one page may take to clean before it is ended.")
    clean_workers: int = Field(2, gt=0, description="Processes that clean pages.")
    keep_releases: int = Field(7, gt=0, description="Published files that stay for rollback.")
    keep_reports: int = Field(30, gt=0, description="Runs whose audit reports stay.")
    keep_snapshots_days: int = Field(
        7,
        gt=APPROVAL_DAYS,
        description="Days that the warehouse can look back: longer than a withheld run waits for a person, as what was "
        "audited is what is published.",
    )
    keep_logs_days: int = Field(30, gt=0, description="Days after its last line that a log stays.")
    keep_airflow_days: int = Field(90, gt=0, description="Days that runs stay on Airflow's page.")
    airflow_database: SecretStr = Field(
        SecretStr(""),
        description="Airflow's database, which the weekly upkeep cleans; empty: its SQLite file in `home`.",
    )
    freshness_hours: int = Field(48, gt=0, description="Age of the newest article at which a warning is given.")

    silent_days: int = Field(3, gt=0, description="Days without a new article after which a source counts as silent.")
    port: int = Field(8080, gt=0, lt=65536, description="Port of Airflow's page on 127.0.0.1.")
    web_url: str = Field("", description="Where Airflow's page is reached: links lead there; empty: 127.0.0.1:port.")
    alerts: SecretStr = Field(
        SecretStr(""),
        description="Who is told of failures, separated by spaces: mailto:desk@example.org, https://…, Apprise URLs.",
    )

    @field_validator("catalog")
    @classmethod
    def _holds_no_password(cls, catalog: str) -> str:
        if PASSWORD.search(catalog):  # DuckDB prints it in its errors, dbt in its log
            raise ValueError("must not hold the password: set PGPASSWORD (or PGPASSFILE) instead")
        return catalog

    @field_validator("data_path")
    @classmethod
    def _is_folder_or_bucket(cls, path: str) -> str:
        if "://" in path and not path.startswith("s3://"):
            raise ValueError("is a folder of this machine, or s3://bucket/folder")
        return path.rstrip("/") + "/" if path else ""

    @field_validator("allowed_networks")
    @classmethod
    def _are_networks(cls, printed: str) -> str:
        networks(printed)
        return printed

    @field_validator("alerts")
    @classmethod
    def _are_targets(cls, addresses: SecretStr) -> SecretStr:
        parse_targets(addresses.get_secret_value())
        return addresses

    # The optional second proposer: off while base URL and model are empty. On, article texts are sent to that address.
    llm_base_url: str = Field("", description="OpenAI-compatible endpoint of the second proposer, with its /v1.")
    llm_model: str = Field("", description="Model that it asks for.")
    llm_api_key: SecretStr = Field(SecretStr(""), description="Key, where the endpoint wants one.")
    llm_requests_per_batch: int = Field(400, gt=0, description="Requests that one batch may make.")
    llm_tokens_per_batch: int = Field(2_000_000, gt=0, description="Tokens that one batch may use, both ways.")
    llm_timeout_seconds: float = Field(60, gt=0, description="Time for an answer, and for a wait it may ask for.")

    def model_post_init(self, context: Any) -> None:
        """Let `.env` hold the keys of S3 and PostgreSQL too: their libraries read the environment alone."""
        for name, value in dotenv_values(self.model_config["env_file"]).items():  # type: ignore[arg-type]
            if value and name.startswith(OF_LIBRARIES):
                os.environ.setdefault(name, value)

    @model_validator(mode="after")
    def _check_llm(self) -> Self:
        if bool(self.llm_base_url) != bool(self.llm_model):
            raise ValueError("NUTGRAF_LLM_BASE_URL and NUTGRAF_LLM_MODEL belong together: set both, or neither")
        if self.llm_base_url and find_spec("pydantic_ai") is None:
            raise ValueError("NUTGRAF_LLM_BASE_URL needs the extra `llm`: see `A second proposer` in README.md")
        return self

    @model_validator(mode="after")
    def _find_the_page(self) -> Self:
        self.web_url = self.web_url or f"http://127.0.0.1:{self.port}"
        return self

    @property
    def llm(self) -> Endpoint | None:
        """The endpoint of the second proposer; None while it is off."""
        if not self.llm_base_url:
            return None
        return Endpoint(
            base_url=self.llm_base_url,
            model=self.llm_model,
            api_key=self.llm_api_key.get_secret_value(),
            requests=self.llm_requests_per_batch,
            tokens=self.llm_tokens_per_batch,
            timeout_seconds=self.llm_timeout_seconds,
        )

    @property
    def upkeep(self) -> Kept:
        """What the weekly upkeep leaves."""
        return Kept(
            lake=self.lake,
            home=self.home,
            releases=self.releases,
            reports=self.reports,
            airflow_database=self.airflow_database.get_secret_value(),
            snapshots_days=self.keep_snapshots_days,
            number_of_releases=self.keep_releases,
            number_of_reports=self.keep_reports,
            logs_days=self.keep_logs_days,
            airflow_days=self.keep_airflow_days,
        )

    @property
    def targets(self) -> list[Target]:
        """Who is told of failures."""
        return parse_targets(self.alerts.get_secret_value())

    @property
    def alert_notes(self) -> Path:
        """Folder of what is still to be told."""
        return self.home / "alerts"

    @property
    def lake(self) -> Lake:
        """Where the warehouse lives."""
        return Lake(
            catalog=self.catalog or f"ducklake:sqlite:{self.home / 'catalog.sqlite'}",
            data_path=self.data_path or f"{self.home / 'lake'}/",
            extensions=str(self.home / "extensions"),
        )

    @property
    def manners(self) -> Manners:
        """How servers are asked."""
        allowed = networks(self.allowed_networks)
        return Manners(contact=self.contact, delay=self.fetch_delay_seconds, allowed_networks=allowed)

    @property
    def batches(self) -> Path:
        """Folder of the Parquet batches."""
        return self.home / "batches"

    @property
    def releases(self) -> Path:
        """Folder of the published files; `current.duckdb` points at the newest."""
        return self.home / "published"

    @property
    def reports(self) -> Path:
        """Folder of the quality report."""
        return self.home / "reports"
