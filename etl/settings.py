"""Settings, read once from the environment (`NUTGRAF_…`) or a `.env` file. Only dags/ and cli.py build them."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from etl.lake import Lake
from etl.nlp import DEFAULT_MODEL

ROOT = Path(__file__).resolve().parents[1]


class Settings(BaseSettings):
    """Every setting with its default and meaning."""

    model_config = SettingsConfigDict(env_prefix="NUTGRAF_", env_file=ROOT / ".env", extra="ignore")

    home: Path = Field(ROOT / "data", description="Folder for batches, warehouse, releases and reports.")
    sources: Path = Field(ROOT / "sources.yml", description="The file that says what to read.")
    catalog: str = Field("", description="DuckLake catalog to attach; empty: SQLite in `home`.")
    data_path: str = Field("", description="Folder or s3:// prefix of the lake's files; empty: `lake/` in `home`.")
    spacy_model: str = Field(DEFAULT_MODEL, description="spaCy model: an installed package or a path.")
    batch_size: int = Field(200, gt=0, description="Pages per batch; one mapped task each.")
    clean_timeout_seconds: float = Field(20, gt=0, description="Time one page may take to clean before it is ended.")
    clean_workers: int = Field(2, gt=0, description="Processes that clean pages.")
    keep_releases: int = Field(7, gt=0, description="Published files that stay for rollback.")
    keep_reports: int = Field(30, gt=0, description="Runs whose audit reports stay.")
    keep_snapshots_days: int = Field(7, gt=0, description="Days that the warehouse can look back.")
    freshness_hours: int = Field(48, gt=0, description="Age of the newest article at which a warning is given.")

    @property
    def lake(self) -> Lake:
        """Where the warehouse lives."""
        return Lake(
            catalog=self.catalog or f"ducklake:sqlite:{self.home / 'catalog.sqlite'}",
            data_path=self.data_path or f"{self.home / 'lake'}/",
            extensions=str(self.home / "extensions"),
        )

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
