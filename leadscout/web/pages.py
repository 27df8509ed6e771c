"""API pages of one dialect alone, beside those of all that FastAPI makes."""

from fastapi import APIRouter, FastAPI, Request
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import HTMLResponse, JSONResponse

_STATIC = "/static-offline-docs"
"""Where fastapi-offline puts what the pages are made of: nothing is loaded from elsewhere."""


def add(app: FastAPI, name: str, router: APIRouter) -> None:
    """Serve `/docs/<name>`, and the OpenAPI document of a dialect's routes behind it at `/openapi/<name>.json`."""
    alone = FastAPI(title=f"{app.title}: {name}", version=app.version)
    alone.include_router(router)

    @app.get(f"/openapi/{name}.json", include_in_schema=False)
    def document() -> JSONResponse:
        return JSONResponse(alone.openapi())

    @app.get(f"/docs/{name}", include_in_schema=False)
    def page(request: Request) -> HTMLResponse:
        root = request.scope.get("root_path", "")
        return get_swagger_ui_html(
            openapi_url=f"{root}/openapi/{name}.json",
            title=alone.title,
            swagger_js_url=f"{root}{_STATIC}/swagger-ui-bundle.js",
            swagger_css_url=f"{root}{_STATIC}/swagger-ui.css",
            swagger_favicon_url=f"{root}{_STATIC}/favicon.png",
        )
