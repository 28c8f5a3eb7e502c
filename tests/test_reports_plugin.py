"""The pages in Airflow's web page: for whoever is logged in, nothing outside the folder, no script of an article."""

from datetime import timedelta
from importlib import util
from pathlib import Path

import jwt
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

ROOT = Path(__file__).resolve().parents[1]
COOKIE = "_token"


@pytest.fixture(scope="module")
def plugin():
    """The plugin's module, loaded as Airflow does: from a file that is in no package."""
    specification = util.spec_from_file_location("reports_plugin", ROOT / "plugins/reports_plugin.py")
    module = util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def manager(airflow_database):
    from airflow.api_fastapi.app import create_auth_manager

    return create_auth_manager()


@pytest.fixture(scope="module")
def token_of(manager):
    """Makes the cookie of somebody with a role; `seconds` until it ends."""
    from airflow.api_fastapi.auth.managers.simple.user import SimpleAuthManagerUser

    def token(role: str | None, seconds: int = 600) -> str:
        user = SimpleAuthManagerUser(username=str(role), role=role)
        return manager.generate_jwt(user, expiration_time_in_seconds=seconds)

    return token


@pytest.fixture
def folder(tmp_path) -> Path:
    """A site beside a secret."""
    site = tmp_path / "reports"
    for page in ("index.html", "runs/r1/index.html", "models/index.html", "data_docs/index.html"):
        (site / page).parent.mkdir(parents=True, exist_ok=True)
        (site / page).write_text(f"<p>{page}", encoding="utf-8")
    (site / "style.css").write_text("p {}", encoding="utf-8")
    (tmp_path / "secret.html").write_text("secret", encoding="utf-8")
    (tmp_path / "reports-old").mkdir()
    (tmp_path / "reports-old/secret.html").write_text("secret", encoding="utf-8")
    (site / "out.html").symlink_to(tmp_path / "secret.html")
    (site / "up").symlink_to(tmp_path)
    return site


@pytest.fixture
def client(plugin, manager, folder) -> TestClient:
    """A browser that is not logged in; follows no redirect."""
    airflow = FastAPI()
    airflow.mount("/reports", plugin.report_app(lambda: folder))
    return TestClient(airflow, follow_redirects=False)


@pytest.fixture
def viewer(client, token_of) -> TestClient:
    client.cookies.set(COOKIE, token_of("viewer"))
    return client


@pytest.mark.parametrize("page", ["/", "/index.html", "/style.css", "/runs/r1/", "/no-such-page", "/..%2fsecret.html"])
def test_without_a_session_every_page_leads_to_the_login_and_back(client, page):
    answer = client.get(f"/reports{page}")

    assert answer.status_code == 302
    assert answer.headers["location"].startswith("/auth/login?next=/")
    assert "secret" not in answer.text


def test_the_login_leads_back_to_the_page_that_was_asked_for(client):
    answer = client.get("/reports/runs/r1/index.html?a=1&next=//elsewhere.example")

    assert answer.headers["location"] == (
        "/auth/login?next=/reports/runs/r1/index.html%3Fa%3D1%26next%3D//elsewhere.example"
    )


@pytest.mark.parametrize("cookie", ["garbage", "a.b.c", jwt.encode({"sub": "admin"}, "another key " * 6)])
def test_a_cookie_that_cannot_be_read_leads_to_the_login(client, cookie):
    client.cookies.set(COOKIE, cookie)

    assert client.get("/reports/index.html").headers["location"].startswith("/auth/login?next=")


def test_a_session_that_ended_leads_to_the_login(client, token_of):
    client.cookies.set(COOKIE, token_of("viewer", seconds=-int(timedelta(hours=1).total_seconds())))

    assert client.get("/reports/index.html").headers["location"].startswith("/auth/login?next=")


@pytest.mark.parametrize("role", ["viewer", "admin"])
def test_a_viewer_may_read(client, token_of, role):
    client.cookies.set(COOKIE, token_of(role))

    assert client.get("/reports/index.html").text == "<p>index.html"


def test_a_bearer_token_is_a_session_too(client, token_of):
    answer = client.get("/reports/index.html", headers={"Authorization": f"Bearer {token_of('viewer')}"})

    assert answer.status_code == 200


def test_who_is_logged_in_and_may_see_nothing_is_told_so(client, token_of):
    client.cookies.set(COOKIE, token_of(None))

    assert client.get("/reports/index.html").status_code == 403


@pytest.mark.parametrize(
    "path",
    [
        "..%2fsecret.html",
        "%2e%2e/secret.html",
        "runs%2f..%2f..%2fsecret.html",
        "..%2freports-old%2fsecret.html",
        "%2fetc%2fpasswd",
        "out.html",
        "up/secret.html",
        "index.html%00",
        "%00",
        "..%5csecret.html",
        "a" * 300,
        "no-such-page.html",
    ],
)
def test_nothing_outside_the_folder_is_read(viewer, path):
    answer = viewer.get(f"/reports/{path}")

    assert answer.status_code == 404
    assert "secret" not in answer.text


@pytest.mark.parametrize(
    "path", ["../secret.html", "runs/../../secret.html", "/etc/passwd", "../reports-old/secret.html"]
)
def test_a_path_that_no_browser_would_send_is_refused_too(plugin, folder, path):
    assert plugin.inside(folder, path) is None


@pytest.mark.parametrize(
    ("path", "kind"),
    [("", "text/html"), ("index.html", "text/html"), ("style.css", "text/css"), ("runs/r1/", "text/html")],
)
def test_a_page_has_its_type_and_is_kept_by_no_cache(viewer, path, kind):
    for answer in (viewer.get(f"/reports/{path}"), viewer.head(f"/reports/{path}")):
        assert answer.status_code == 200
        assert answer.headers["content-type"] == f"{kind}; charset=utf-8"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-frame-options"] == "SAMEORIGIN"


def test_a_head_has_no_body(viewer):
    assert viewer.head("/reports/index.html").content == b""


def test_nothing_can_be_sent(viewer):
    assert viewer.post("/reports/index.html").status_code == 405


def test_a_folder_leads_to_its_page_so_that_links_hold(viewer):
    answer = viewer.get("/reports/runs/r1")

    assert (answer.status_code, answer.headers["location"]) == (302, "/reports/runs/r1/")


def test_our_pages_may_run_our_script_alone_and_dbt_s_page_its_own(viewer):
    from etl.quality.script import SCRIPT_SOURCE

    ours = viewer.get("/reports/index.html").headers["content-security-policy"]
    dbt = viewer.get("/reports/models/index.html").headers["content-security-policy"]

    assert f"script-src {SCRIPT_SOURCE};" in ours
    assert "script-src 'unsafe-inline'" in dbt
    for policy in (ours, dbt):
        assert policy.startswith("default-src 'none';")
        assert "frame-ancestors 'self'" in policy
        assert "http" not in policy


def test_airflow_under_a_path_has_its_login_there(plugin, manager, folder):
    airflow = FastAPI()
    airflow.mount("/reports", plugin.report_app(lambda: folder, "/airflow"))

    answer = TestClient(airflow, follow_redirects=False).get("/reports/index.html")

    assert answer.headers["location"].startswith("/airflow/auth/login?next=")


def test_the_bare_prefix_is_no_page_of_airflow(plugin, manager, folder):
    airflow = FastAPI()
    airflow.mount("/reports", plugin.report_app(lambda: folder))
    airflow.add_middleware(plugin.WithSlash)
    client = TestClient(airflow, follow_redirects=False)

    assert client.get("/reports").headers["location"] == "/reports/"
    assert client.get("/reports/").headers["location"] == "/auth/login?next=/reports/"
    assert client.get("/reportsx").status_code == 404


def test_the_menu_has_a_view_for_each_page(plugin):
    views = plugin.ReportsPlugin.external_views

    assert {view["name"]: view["href"] for view in views} == {
        "Data quality": "/reports/index.html",
        "Data Docs": "/reports/data_docs/index.html",
        "Models": "/reports/models/index.html",
    }
    assert {view["category"] for view in views} == {"browse"}
    assert [view["name"] for view in views if "url_route" not in view] == ["Data quality"]
