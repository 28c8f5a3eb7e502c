"""Weekly upkeep: what the warehouse, the published files, reports, logs and Airflow's database no longer need."""
