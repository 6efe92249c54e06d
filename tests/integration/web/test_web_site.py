"""The site's pages as they come over HTTP, with and without a built widget, and with what the agency left open."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from html_reading import Element, read_html
from web_site import Site, running_site

from bot.region import REGIONS_DIR
from bot.settings import PROJECT_ROOT
from bot.web import built_files

PAGES = ["/", "/chat", "/einbinden", "/barrierefreiheit", "/impressum", "/datenschutz"]
OPEN = "wird von der Agentur ergänzt"
FILLED = {
    "agency": {
        "name": "Agentur Südheide",
        "phone": "0123 456",
        "email": "hallo@agentur.example",
        "web": "https://agentur.example",
        "street": "Heideweg 1",
        "postal_code": "29999",
        "city": "Südheide",
    },
    "privacy": {"name": "Datenschutz", "email": "daten@agentur.example"},
    "privacy_authority": {"name": "Aufsicht", "web": "https://aufsicht.example"},
    "imprint": {
        "represented_by": "die Geschäftsführung",
        "register": "Amtsgericht Südheide, HRB 1",
        "vat_id": "DE000000000",
        "responsible": "Agentur Südheide, Heideweg 1",
    },
    "accessibility": {
        "email": "barriere@agentur.example",
        "phone": "0123 457",
        "checked_on": "01.11.2026",
        "enforcement": {"name": "Ombudsstelle", "phone": "0123 458", "email": "stelle@land.example"},
    },
}


async def document(site: Site, path: str) -> Element:
    async with site.client.get(path) as response:
        assert response.status == 200
        return read_html(await response.text())


@pytest.mark.parametrize("path", PAGES)
async def test_every_page_is_whole_and_sets_nothing(site: Site, path: str) -> None:
    async with site.client.get(path) as response:
        assert response.status == 200
        assert "Set-Cookie" not in response.headers
        page = read_html(await response.text())
    assert page.find("html", lang="de")
    assert len(page.find("h1")) == 1
    assert len(page.find("main")) == 1
    assert page.find("title")[0].words().endswith("Regionalagentur Westfälisches Ruhrgebiet")
    assert not page.find("style")
    assert all(script.attributes.get("src") for script in page.find("script")), "no inline script, as the policy asks"
    assert not [element for element in page.inside if "style" in element.attributes]


async def test_the_start_page_is_a_site_with_the_chat_on_it(site: Site) -> None:
    page = await document(site, "/")
    assert page.find("kumpel-chat")
    assert page.find("script", src="/widget/kumpel-chat.js")
    assert page.find("a", href="/chat")
    assert [form.attributes["action"] for form in page.find("form")] == ["/chat"] * 3
    assert "0800 4 5555 00" in page.words()


async def test_the_chat_page_holds_the_form_chat_inside_the_element(site: Site) -> None:
    page = await document(site, "/chat")
    (chat,) = page.find("kumpel-chat", mode="page")
    assert chat.find("textarea", name="message")
    assert chat.find("form", action="/chat/forget")


async def test_without_a_built_widget_the_pages_work_by_forms(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.web.app.load_built_files", lambda: built_files.load_built_files(tmp_path / "nothing"))
    async with running_site(sqlite_url, tmp_path) as site:
        for path in ("/", "/chat", "/einbinden"):
            page = await document(site, path)
            assert not page.find("kumpel-chat")
            assert not page.find("script", src="/widget/kumpel-chat.js")
        assert (await document(site, "/chat")).find("textarea", name="message")
        async with site.client.get("/widget/kumpel-chat.js") as response:
            assert response.status == 404


async def test_the_script_is_fetched_once_and_then_only_asked_for(site: Site) -> None:
    async with site.client.get("/widget/kumpel-chat.js") as response:
        assert response.status == 200
        assert response.headers["Content-Type"] == "text/javascript; charset=utf-8"
        assert response.headers["Cache-Control"] == "public, max-age=300"
        assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert response.headers["Content-Encoding"] in ("gzip", "deflate")
        tag = response.headers["ETag"]
    async with site.client.get("/widget/kumpel-chat.js", headers={"If-None-Match": tag}) as response:
        assert (response.status, await response.read()) == (304, b"")
        assert response.headers["ETag"] == tag
    async with site.client.get("/widget/kumpel-chat.js", headers={"If-None-Match": '"other"'}) as response:
        assert response.status == 200


@pytest.mark.parametrize("name", ["kumpel-stamp", "nothing.js", "..%2Fpackage.json", "%2Fetc%2Fpasswd"])
async def test_nothing_else_is_served(site: Site, name: str) -> None:
    async with site.client.get(f"/widget/{name}") as response:
        assert response.status == 404


async def test_the_snippet_names_this_server(site: Site) -> None:
    page = await document(site, "/einbinden")
    (snippet,) = page.find("code", id="zeilen")
    assert snippet.text.startswith(f'<script src="{site.client.make_url("/")}widget/kumpel-chat.js" defer></script>')


async def test_behind_https_the_snippet_says_so(sqlite_url: str, tmp_path: Path) -> None:
    async with running_site(sqlite_url, tmp_path, web_cookie_secure=True) as site:
        page = await document(site, "/einbinden")
        assert 'src="https://' in page.find("code", id="zeilen")[0].text
        assert " wss://" in page.find("code", id="policy")[0].text


@pytest.mark.parametrize("path", ["/impressum", "/barrierefreiheit", "/datenschutz"])
async def test_what_the_agency_left_open_says_so(site: Site, path: str) -> None:
    page = await document(site, path)
    assert OPEN in page.words()
    assert page.find("span", class_="open")


async def test_what_the_agency_filled_in_is_shown(sqlite_url: str, tmp_path: Path) -> None:
    shipped = yaml.safe_load((REGIONS_DIR / "emscher-lippe.yml").read_text(encoding="utf-8"))
    profile = tmp_path / "suedheide.yml"
    profile.write_text(yaml.safe_dump({**shipped, **FILLED, "needs_review": []}, allow_unicode=True), encoding="utf-8")
    async with running_site(sqlite_url, tmp_path, region=str(profile)) as site:
        pages = {path: await document(site, path) for path in ("/impressum", "/barrierefreiheit", "/datenschutz")}
    assert not [path for path, page in pages.items() if OPEN in page.words()]
    for part in ("Heideweg 1", "29999 Südheide", "die Geschäftsführung", "HRB 1", "DE000000000"):
        assert part in pages["/impressum"].words()
    assert pages["/impressum"].find("a", href="tel:0123456")
    assert "01.11.2026" in pages["/barrierefreiheit"].words()
    assert pages["/barrierefreiheit"].find("a", href="mailto:stelle@land.example")
    assert pages["/datenschutz"].find("a", href="https://aufsicht.example")


def test_the_widget_s_policy_needs_no_exception() -> None:
    """Neither style nor script is put into pages as text."""
    sources = (PROJECT_ROOT / "widget" / "src").rglob("*.ts")
    assert not [path.name for path in sources if 'el("style"' in path.read_text(encoding="utf-8")]
