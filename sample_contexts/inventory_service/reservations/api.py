"""A WSGI application over the service.

    POST /holds                   {"basket", "shopper", "sku", "quantity", "warehouse"?}
    POST /holds/<id>/extend
    POST /holds/<id>/confirm
    POST /holds/<id>/release
    GET  /baskets/<basket>
    GET  /stock/<sku>?warehouse=LEJ1
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import asdict
from http import HTTPStatus
from urllib.parse import parse_qs
from wsgiref.simple_server import make_server

from .config import Settings, load
from .models import ReservationError
from .service import Reservations
from .store import Store

_HOLD = re.compile(r"^/holds/([0-9a-f]{32})/(extend|confirm|release)$")
_BASKET = re.compile(r"^/baskets/([\w-]{1,64})$")
_STOCK = re.compile(r"^/stock/([A-Z]{3}-\d{4})$")


class BadRequest(ReservationError):
    status = 400


class NotFound(ReservationError):
    status = 404


class Application:
    def __init__(self, service: Reservations, settings: Settings) -> None:
        self._service = service
        self._settings = settings

    def __call__(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        try:
            status, body = self._route(environ)
        except ReservationError as error:
            status, body = error.status, {"error": type(error).__name__, "message": str(error)}
        data = json.dumps(body).encode()
        start_response(
            f"{status} {HTTPStatus(status).phrase}",
            [("Content-Type", "application/json"), ("Content-Length", str(len(data)))],
        )
        return [data]

    def _route(self, environ: dict) -> tuple[int, object]:
        method, path = environ["REQUEST_METHOD"], environ.get("PATH_INFO", "/")
        if method == "POST" and path == "/holds":
            return 201, asdict(self._service.hold(**self._hold_arguments(environ)))
        if method == "POST" and (match := _HOLD.match(path)):
            hold_id, verb = match.groups()
            action = {
                "extend": self._service.extend,
                "confirm": self._service.confirm,
                "release": self._service.release,
            }[verb]
            return 200, asdict(action(hold_id))
        if method == "GET" and (match := _BASKET.match(path)):
            return 200, [asdict(hold) for hold in self._service.basket(match[1])]
        if method == "GET" and (match := _STOCK.match(path)):
            query = parse_qs(environ.get("QUERY_STRING", ""))
            warehouse = query.get("warehouse", [None])[0]
            return 200, {"sku": match[1], "available": self._service.available(match[1], warehouse)}
        raise NotFound(f"{method} {path}")

    def _hold_arguments(self, environ: dict) -> dict:
        body = self._json(environ)
        try:
            arguments = {name: str(body[name]) for name in ("basket", "shopper", "sku")}
            quantity = body["quantity"]
        except KeyError as missing:
            raise BadRequest(f"{missing.args[0]} is missing") from None
        if not isinstance(quantity, int) or isinstance(quantity, bool):
            raise BadRequest("quantity must be a whole number")
        warehouse = body.get("warehouse")
        if warehouse is not None and not isinstance(warehouse, str):
            raise BadRequest("warehouse must be a string")
        return {**arguments, "quantity": quantity, "warehouse": warehouse}

    def _json(self, environ: dict) -> dict:
        length = int(environ.get("CONTENT_LENGTH") or 0)
        if length > self._settings.max_body_bytes:
            raise BadRequest("the body is too large")
        try:
            body = json.loads(environ["wsgi.input"].read(length) or b"{}")
        except ValueError:
            raise BadRequest("the body is not JSON") from None
        if not isinstance(body, dict):
            raise BadRequest("the body must be an object")
        return body


def main() -> None:
    settings = load()
    store = Store(settings.database_path, settings.busy_timeout_ms)
    application = Application(Reservations(store, settings), settings)
    with make_server("127.0.0.1", settings.port, application) as server:
        print(f"reservations on port {settings.port}")
        server.serve_forever()


if __name__ == "__main__":
    main()
