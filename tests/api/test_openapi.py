"""The committed OpenAPI document is what the code says."""

import json
from pathlib import Path

from api.openapi import describe_api

COMMITTED = Path(__file__).parents[2] / "api" / "openapi.json"


def test_the_document_is_up_to_date():
    assert COMMITTED.read_text(encoding="utf-8") == describe_api(), (
        "run: .venv/bin/python -m api.openapi > api/openapi.json"
    )


def test_every_operation_is_typed_and_says_how_it_fails():
    document = json.loads(COMMITTED.read_text(encoding="utf-8"))
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            name = f"{method} {path}"
            assert operation["description"], name
            failure = operation["responses"]["4XX"]["content"]["application/json"]["schema"]
            assert failure == {"$ref": "#/components/schemas/ErrorBody"}, name
            good = next(body for code, body in operation["responses"].items() if code[0] == "2")
            for content in good.get("content", {}).values():
                assert content["schema"], name
    assert "HTTPValidationError" not in document["components"]["schemas"]
