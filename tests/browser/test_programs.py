"""The page's programs' side: the API's three endpoints, MCP, logins and host names."""

from __future__ import annotations

import asyncio
import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("gradio", reason="gradio is not installed")

from qa.types import Answer
from tests.browser.scenes import BRIDGE, DENIED, DOCUMENTS, make_service, served
from tests.contract import document_texts, faults

CABLES = "Are the cables sound?"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    service, _ = make_service(tmp_path_factory.mktemp("api"), pause=0.01)
    with served(service, mcp=True) as place:
        yield place


@pytest.fixture(scope="module")
def client(address: str) -> Any:
    from gradio_client import Client

    return Client(address, verbose=False)


def test_exactly_three_endpoints_are_shown(client: Any) -> None:
    shown = client.view_api(return_format="dict")
    assert set(shown["named_endpoints"]) == {"/ask", "/search", "/get_document"}
    assert shown["unnamed_endpoints"] == {}


def test_ask_gives_the_answer_that_the_contract_describes(client: Any) -> None:
    row = client.predict(CABLES, api_name="/ask")
    assert faults(row, document_texts(*DOCUMENTS)) == []
    assert row["status"] == "disputed" and row["citations"][1]["cited_text"] == DENIED
    assert set(row) == set(Answer.__slots__)


def test_ask_takes_a_history_and_refuses_what_is_none(client: Any) -> None:
    from gradio_client.exceptions import AppError

    history = [{"role": "user", "content": CABLES}, {"role": "assistant", "content": "Yes."}]
    row = client.predict("And how much?", history, api_name="/ask")
    assert row["standalone_question"] == "How much would the repair cost?"
    with pytest.raises(AppError, match="since is"):
        client.predict(CABLES, [], "", "", "soon", api_name="/ask")
    with pytest.raises(AppError, match="empty"):
        client.predict("  ", api_name="/ask")
    with pytest.raises(AppError, match="each turn must be"):
        client.predict("And?", [{"role": "system", "content": "x"}], api_name="/ask")


def test_search_and_get_document(client: Any) -> None:
    hits = client.predict("bridge", 2, api_name="/search")
    assert len(hits) == 2 and hits[0]["source"] == "bridge.txt"
    assert len(client.predict("bridge", 5, "", "courier", api_name="/search")) == 1
    assert client.predict("bridge", 5, "", "", "2025", api_name="/search") == []
    found = client.predict("bridge.txt", api_name="/get_document")
    assert found["text"] == BRIDGE.text and found["outlet"] == "Orlow Courier"


def test_the_pages_own_callbacks_are_not_to_be_called(client: Any, address: str) -> None:
    from gradio_client import Client

    with pytest.raises(ValueError, match="Cannot find"):
        client.predict("x", api_name="/typed")
    fresh = Client(address, verbose=False)
    with pytest.raises(Exception):  # noqa: B017  # whatever the client makes of it
        fresh.predict(fn_index=0)


def test_twenty_programs_at_once_get_their_own_answers(address: str) -> None:
    from gradio_client import Client

    def one(number: int) -> str:
        row = Client(address, verbose=False).predict(f"echo {number}", api_name="/ask")
        return str(row["question"])

    with ThreadPoolExecutor(20) as pool:
        assert list(pool.map(one, range(20))) == [f"echo {n}" for n in range(20)]


def test_mcp_offers_exactly_three_tools_with_good_descriptions(address: str) -> None:
    pytest.importorskip("mcp", reason="mcp is not installed")

    async def scene() -> tuple[Any, Any, Any]:
        from mcp import ClientSession
        from mcp.client.streamable_http import streamablehttp_client

        place = f"{address}gradio_api/mcp/"
        async with (
            streamablehttp_client(place) as (read, write, _),
            ClientSession(read, write) as session,
        ):
            await session.initialize()
            tools = (await session.list_tools()).tools
            answer = await session.call_tool(tools[0].name, {"question": CABLES})
            text = await session.call_tool(tools[2].name, {"source": "bridge.txt"})
            return tools, answer, text

    tools, answer, text = asyncio.run(scene())
    assert [tool.name.rpartition("_")[2] for tool in tools] == ["ask", "search", "document"]
    for tool in tools:
        assert len(tool.description) > 80
        assert all(p.get("description") for p in tool.inputSchema["properties"].values())
    assert DENIED in answer.content[0].text
    assert "chief engineer" in text.content[0].text


def test_a_login_guards_everything(tmp_path: Path) -> None:
    service, _ = make_service(tmp_path)
    with served(service, login=("ann", "a long password")) as address:
        for path in ("config", "gradio_api/info", "gradio_api/mcp/"):
            with pytest.raises(urllib.error.HTTPError) as refused:
                urllib.request.urlopen(address + path)
            assert refused.value.code in (401, 403, 404, 405, 406)
        body = json.dumps({"data": ["x"]}).encode()
        for path in ("gradio_api/call/ask", "gradio_api/component_server"):
            request = urllib.request.Request(
                address + path, body, {"Content-Type": "application/json"}
            )
            with pytest.raises(urllib.error.HTTPError) as refused:
                urllib.request.urlopen(request)
            assert refused.value.code in (401, 403)
        from gradio_client import Client

        signed = Client(address, auth=("ann", "a long password"), verbose=False)
        assert signed.predict(CABLES, api_name="/ask")["status"] == "disputed"


def test_a_foreign_name_that_leads_here_is_refused(address: str) -> None:
    request = urllib.request.Request(address, headers={"Host": "evil.example"})
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request)
    assert refused.value.code == 400


def test_another_page_in_the_same_browser_is_refused(address: str) -> None:
    body = json.dumps({"data": [CABLES]}).encode()
    for origin in ("https://evil.example", "null", "http://127.0.0.1:1"):
        headers = {"Origin": origin, "Content-Type": "text/plain"}
        request = urllib.request.Request(address + "gradio_api/call/ask", body, headers)
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(request)
        assert refused.value.code == 403


def test_the_browser_is_told_to_load_nothing_from_elsewhere(address: str) -> None:
    with urllib.request.urlopen(address) as answer:
        policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'self'") and "http" not in policy


def test_no_file_of_the_machine_is_served(address: str) -> None:
    for path in ("gradio_api/file=/etc/passwd", "gradio_api/file=../../etc/passwd"):
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(address + path)
        assert refused.value.code in (403, 404)
