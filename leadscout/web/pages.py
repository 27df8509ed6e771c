"""API pages of one dialect alone, beside those of all that FastAPI makes."""

from collections.abc import Callable, Sequence

from fastapi import APIRouter, FastAPI, Request
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import HTMLResponse, JSONResponse

from leadscout.web import documents
from leadscout.web.documents import OperationTable

_STATIC = "/static-offline-docs"
"""Where fastapi-offline puts what the pages are made of: nothing is loaded from elsewhere."""

SWAGGER = {"persistAuthorization": True}
"""The page keeps the key that was typed in."""


def described(sentence: str, names: Sequence[str]) -> str:
    """The sentence of the page of all APIs, with where each one has a page and a document of its own."""
    links = "\n".join(f"- {name}: [page](docs/{name}), [OpenAPI document](openapi/{name}.json)" for name in names)
    return f"{sentence}\n\nEach API by itself:\n\n{links}"


def add(app: FastAPI, name: str, router: APIRouter, table: Callable[[], OperationTable | None]) -> None:
    """Serve `/docs/<name>`, and the OpenAPI document of a dialect's routes behind it at `/openapi/<name>.json`."""
    alone = FastAPI(
        title=f"{app.title}: {name}",
        version=app.version,
        description="All APIs: [/docs](../docs)",
        generate_unique_id_function=documents.operation_id,
    )
    alone.include_router(router)
    documents.complete(alone, {name: table})

    @app.get(f"/openapi/{name}.json", include_in_schema=False)
    def document(request: Request) -> JSONResponse:
        return JSONResponse(documents.served(alone.openapi(), request.scope.get("root_path", "")))

    @app.get(f"/docs/{name}", include_in_schema=False)
    def page(request: Request) -> HTMLResponse:
        root = request.scope.get("root_path", "")
        return get_swagger_ui_html(
            openapi_url=f"{root}/openapi/{name}.json",
            title=alone.title,
            swagger_js_url=f"{root}{_STATIC}/swagger-ui-bundle.js",
            swagger_css_url=f"{root}{_STATIC}/swagger-ui.css",
            swagger_favicon_url=f"{root}{_STATIC}/favicon.png",
            swagger_ui_parameters=SWAGGER,
        )
