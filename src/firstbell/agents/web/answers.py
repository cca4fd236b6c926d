"""An answer in the words and the packing of whoever asked, whatever happened."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from firstbell.lib.agentprotocol import PLAIN, Packing, packed, replies

_REQUEST_ID = "GLPI-Request-ID"


@dataclass(frozen=True)
class Asker:
    """How the question came: the dialect it is answered in, and how it was packed."""

    dialect: str = "json"
    packing: Packing = PLAIN


def answer(request: HttpRequest, text: bytes, asker: Asker, *, status: int = 200) -> HttpResponse:
    content_type, body = packed(text, asker.packing)
    response = HttpResponse(body, content_type=content_type, status=status)
    asked = request.headers.get(_REQUEST_ID, "")
    if asked.isalnum() and len(asked) <= 16:
        response[_REQUEST_ID] = asked
    return response


def refusal(
    request: HttpRequest, sentence: str, asker: Asker, *, status: int = 400, hours: int = 24
) -> HttpResponse:
    return answer(request, replies.error(sentence, asker.dialect, hours), asker, status=status)


def guessed(request: HttpRequest) -> Asker:
    """Before the body was read: who names itself by an agent's id speaks JSON, as do all that ask by GET."""
    is_xml = request.method == "POST" and "GLPI-Agent-ID" not in request.headers
    return Asker("xml" if is_xml and "json" not in (request.content_type or "") else "json")
