"""Static pages inside Airflow's web page, behind its login: Browse → Data quality, Data Docs, Models."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from urllib.parse import quote, urlsplit

from airflow.api_fastapi.app import get_auth_manager
from airflow.api_fastapi.auth.managers.models.resource_details import AccessView
from airflow.api_fastapi.core_api.security import bearer_scheme, get_user
from airflow.configuration import conf
from airflow.plugins_manager import AirflowPlugin
from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from etl.quality.script import SCRIPT_SOURCE

# What an article says is data from strangers, and a page in Airflow's frame could act as whoever reads it. So our own
# pages may run the one script that their templates hold, which is told by its hash, and dbt's page, which holds nothing
# of an article, what stands in it. Neither may load anything from elsewhere.
OURS = f"default-src 'none'; script-src {SCRIPT_SOURCE}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
DBT = (
    "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; img-src data:; "
    "font-src data:; "
)
EVERYWHERE = "form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
}
MODELS, INDEX = "models", "index.html"
NOT_THERE = (
    "<!DOCTYPE html><html lang=en><title>Not there</title><p>This page is not there, or not yet: a run that publishes "
    "marts makes it."
)


def report_app(folder: Callable[[], Path], root: str = "") -> FastAPI:
    """Serve a folder of static pages to whoever may see Airflow's pages; who is not logged in is sent to the login.

    root: path that Airflow itself is reached under, such as `/airflow`.
    """
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, dependencies=[Depends(reader)])

    @app.exception_handler(401)
    async def login(request: Request, _: Exception) -> Response:
        back = quote(request.url.path + (f"?{request.url.query}" if request.url.query else ""))
        return RedirectResponse(f"{root}/auth/login?next={back}", status_code=302, headers=HEADERS)

    @app.exception_handler(404)
    async def not_there(request: Request, _: Exception) -> Response:
        return HTMLResponse(NOT_THERE, status_code=404, headers=_headers(OURS))

    @app.api_route("/{path:path}", methods=["GET", "HEAD"])
    def page(request: Request, path: str) -> Response:
        file = inside(folder(), path)
        if file is None:
            raise HTTPException(404)
        if file.name == INDEX and path and not path.endswith(("/", INDEX)):  # else the page's links lead beside it
            return RedirectResponse(f"{request.url.path}/", status_code=302, headers=HEADERS)
        return FileResponse(file, headers=_headers(DBT if path.startswith(f"{MODELS}/") else OURS))

    return app


async def reader(request: Request) -> None:
    """Whoever is logged in and may see Airflow's pages. Raises HTTPException: 401 not logged in, 403 may not."""
    try:
        user = await get_user(request, None, await bearer_scheme(request))
    except (
        HTTPException
    ) as refused:  # Airflow answers 403 to a cookie that it cannot read, as if a person were behind it
        raise HTTPException(401) from refused
    if not get_auth_manager().is_authorized_view(access_view=AccessView.WEBSITE, user=user):
        raise HTTPException(403)


def inside(folder: Path, path: str) -> Path | None:
    """The file below the folder, of a folder its first page. Links are followed, but not out of it."""
    try:
        file = (folder / path).resolve()
        file = file / INDEX if file.is_dir() else file
        return file if file.is_relative_to(folder.resolve()) and file.is_file() else None
    except (OSError, ValueError):  # a name too long for the disk, a null byte
        return None


def _headers(policy: str) -> dict[str, str]:
    return {**HEADERS, "Content-Security-Policy": policy + EVERYWHERE}


@cache
def _reports() -> Path:
    from etl.settings import Settings  # noqa: PLC0415  Airflow loads plugins in every process; most never serve a page

    return Settings().reports


def _view(name: str, page: str, *, framed: bool) -> dict[str, str]:
    """An entry of the menu Browse: names over some ten characters would be cut in the bar itself.

    framed: shown inside Airflow's page; else in a tab of its own.
    """
    view = {"name": name, "href": f"{ROOT}/reports/{page}", "destination": "nav", "category": "browse"}
    return view | ({"url_route": name.lower().replace(" ", "_")} if framed else {})


ROOT = urlsplit(conf.get("api", "base_url", fallback="") or "").path.rstrip("/")


class WithSlash:
    """Leads `/reports` to `/reports/`: Airflow's own pages would take it for one of theirs."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass the request on."""
        answer = self.app
        if scope["type"] == "http" and scope["path"] == f"{ROOT}/reports":
            answer = RedirectResponse(f"{ROOT}/reports/", status_code=302, headers=HEADERS)
        await answer(scope, receive, send)


class ReportsPlugin(AirflowPlugin):
    """Mounts the pages and puts them into the menu."""

    name = "nutgraf_reports"
    fastapi_apps = [{"app": report_app(_reports, ROOT), "url_prefix": "/reports", "name": "Reports"}]  # noqa: RUF012
    fastapi_root_middlewares = [{"middleware": WithSlash, "name": "Reports"}]  # noqa: RUF012
    external_views = [  # noqa: RUF012
        # Airflow's frame keeps links inside it: the one to the required action would open Airflow within Airflow.
        _view("Data quality", "index.html", framed=False),
        _view("Data Docs", "data_docs/index.html", framed=True),
        _view("Models", f"{MODELS}/index.html", framed=True),
    ]
