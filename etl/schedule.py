"""When the day's run begins. On its own, because Airflow reads it with every look at a DAG file: no heavy imports."""

from datetime import time, timedelta
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Schedule(BaseSettings):
    """The part of the settings that Airflow's timetables are made of."""

    model_config = SettingsConfigDict(
        env_prefix="NUTGRAF_", env_file=Path(__file__).resolve().parents[1] / ".env", extra="ignore"
    )

    daily_at: time = Field(
        time(4), description="When the day's run begins, HH:MM in UTC; `every` of sources.yml counts from it."
    )

    @property
    def cron(self) -> str:
        """Once a day."""
        return f"{self.daily_at.minute} {self.daily_at.hour} * * *"

    @property
    def hourly_cron(self) -> str:
        """Each hour, so that the day's first run is among them."""
        return f"{self.daily_at.minute} * * * *"

    @property
    def day_begins(self) -> timedelta:
        """From midnight, UTC."""
        return timedelta(hours=self.daily_at.hour, minutes=self.daily_at.minute)
