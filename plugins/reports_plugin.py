"""The quality report inside Airflow's web page, behind its login: Browse → Data quality."""

from pathlib import Path

from airflow.api_fastapi.auth.managers.models.resource_details import AccessView
from airflow.api_fastapi.core_api.security import requires_access_view
from airflow.plugins_manager import AirflowPlugin
from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.responses import FileResponse, RedirectResponse, Response


def report_app(folder: Path) -> FastAPI:
    """Serve a folder of static pages to whoever may see Airflow's pages; anybody else is sent to the login."""
    app = FastAPI(
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        dependencies=[Depends(requires_access_view(AccessView.WEBSITE))],
    )

    @app.exception_handler(401)
    async def login(request: Request, _: Exception) -> Response:
        return RedirectResponse(f"/auth/login?next={request.url}", status_code=302)

    @app.get("/{path:path}")
    def page(path: str) -> Response:
        file = (folder / path).resolve()
        if not file.is_relative_to(folder.resolve()):
            raise HTTPException(404)
        if file.is_dir():
            file = file / "index.html"
        if not file.is_file():
            raise HTTPException(404)
        return FileResponse(file, headers={"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"})

    return app


def _reports() -> Path:
    from etl.settings import Settings  # noqa: PLC0415  Airflow loads plugins in every process; most never serve a page

    return Settings().reports


class ReportsPlugin(AirflowPlugin):
    """Mounts the report and puts it into the menu."""

    name = "nutgraf_reports"
    fastapi_apps = [{"app": report_app(_reports()), "url_prefix": "/reports", "name": "Reports"}]  # noqa: RUF012
    external_views = [  # noqa: RUF012
        {
            "name": "Data quality",
            "href": "/reports/index.html",
            "url_route": "data_quality",
            "destination": "nav",
            "category": "browse",
        }
    ]
