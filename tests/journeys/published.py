"""The published figures as somebody with a token reads them."""

import json
import urllib.request
from typing import Any

from tests.journeys.conftest import Product


def claims(product: Product, token: str) -> dict[str, dict[str, Any]]:
    """Key → the figure as the API gives it."""
    address = f"{product.address}/api/v1/claims/"
    request = urllib.request.Request(address, headers={"Authorization": f"Token {token}"})  # noqa: S310 - our own address
    with urllib.request.urlopen(request) as answer:  # noqa: S310
        rows = json.load(answer)
    return {row["key"]: row for row in rows}
