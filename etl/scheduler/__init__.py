"""Airflow around the stages: its home, its services, its DAGs run in this process."""
