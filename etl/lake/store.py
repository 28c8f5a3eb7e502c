"""The lake's files on S3: by which key and at which address, found as `etl.sources.storage` finds them.

That is botocore's way: the AWS variables, then its files, then the machine's role.
"""

import os
from urllib.parse import urlsplit

import duckdb

DEFAULT_REGION = "us-east-1"  # what S3 itself and its look-alikes take where none is named


def is_remote(data_path: str) -> bool:
    """Whether the lake's files lie in a bucket."""
    return data_path.startswith("s3://")


def give_access(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the secret that this connection signs its requests with; it ends with the connection."""
    parts = {name: value for name, value in _access().items() if value}
    written = "".join(f", {name} '{value.replace("'", "''")}'" for name, value in parts.items())
    connection.execute(f"create or replace temporary secret lake_store (type s3{written})")
    if authorities := os.environ.get("AWS_CA_BUNDLE"):
        connection.execute("set ca_cert_file = $file", {"file": authorities})


def look_into(connection: duckdb.DuckDBPyConnection, data_path: str) -> None:
    """Ask for a listing, so that a wrong bucket or key is told before the work. Raises duckdb.IOException."""
    connection.execute("from glob($none)", {"none": f"{data_path}.none/*"}).fetchall()


def _access() -> dict[str, str]:
    from botocore.session import get_session  # noqa: PLC0415  the extra `server`

    session = get_session()
    region = os.environ.get("AWS_REGION") or session.get_config_variable("region") or DEFAULT_REGION
    found = {"region": region}
    if address := os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL"):
        endpoint = urlsplit(address)
        secure = "true" if endpoint.scheme == "https" else "false"
        found |= {"endpoint": endpoint.netloc + endpoint.path.rstrip("/"), "url_style": "path", "use_ssl": secure}
    if credentials := session.get_credentials():
        key = credentials.get_frozen_credentials()
        found |= {"key_id": key.access_key, "secret": key.secret_key, "session_token": key.token or ""}
    return found
