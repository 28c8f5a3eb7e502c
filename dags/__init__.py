"""The DAGs: each task is one call into etl."""
