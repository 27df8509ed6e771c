"""API pages of one dialect alone, beside those of all that FastAPI makes."""

from functools import cache
from typing import Any

from fastapi import FastAPI, Request
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.openapi.utils import get_openapi
from fastapi.responses import HTMLResponse, JSONResponse
from fastapi.routing import APIRoute

_STATIC = "/static-offline-docs"
"""Where fastapi-offline puts what the pages are made of: nothing is loaded from elsewhere."""


def add(app: FastAPI, name: str) -> None:
    """Serve `/docs/<name>`, and the OpenAPI document behind it at `/openapi/<name>.json`.

    The dialect's routes are known by their tag, and must be part of `app` when the page is first asked for.
    """

    @cache
    def told() -> dict[str, Any]:
        routes = [route for route in app.routes if isinstance(route, APIRoute) and name in route.tags]
        return get_openapi(title=f"{app.title}: {name}", version=app.version, routes=routes)

    @app.get(f"/openapi/{name}.json", include_in_schema=False)
    def document() -> JSONResponse:
        return JSONResponse(told())

    @app.get(f"/docs/{name}", include_in_schema=False)
    def page(request: Request) -> HTMLResponse:
        root = request.scope.get("root_path", "")
        return get_swagger_ui_html(
            openapi_url=f"{root}/openapi/{name}.json",
            title=f"{app.title}: {name}",
            swagger_js_url=f"{root}{_STATIC}/swagger-ui-bundle.js",
            swagger_css_url=f"{root}{_STATIC}/swagger-ui.css",
            swagger_favicon_url=f"{root}{_STATIC}/favicon.png",
        )
