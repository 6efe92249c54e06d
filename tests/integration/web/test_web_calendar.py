"""Events as calendar files, from the address that a card names."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from web_site import Site, add_event

TODAY = date.today()


async def test_an_event_can_be_saved(site: Site) -> None:
    await add_event(site, 7, TODAY + timedelta(days=3))
    async with site.client.get("/termine/7.ics") as response:
        assert (response.status, response.content_type) == (200, "text/calendar")
        assert response.headers["Content-Disposition"] == 'attachment; filename="termin-7.ics"'
        text = await response.text()
    assert text.startswith("BEGIN:VCALENDAR\r\n")
    assert "SUMMARY:Ausbildungsmesse\\; mit Bewerbungscheck\r\n" in text


@pytest.mark.parametrize("address", ["/termine/8.ics", "/termine/999999999.ics"])
async def test_what_is_over_or_never_was_cannot(site: Site, address: str) -> None:
    await add_event(site, 8, TODAY - timedelta(days=1))
    async with site.client.get(address) as response:
        assert response.status == 404
        assert "Frag mich nach neuen Terminen" in await response.text()


@pytest.mark.parametrize("address", ["/termine/x.ics", "/termine/-1.ics", "/termine/1", "/termine/9999999999.ics"])
async def test_other_addresses_lead_nowhere(site: Site, address: str) -> None:
    async with site.client.get(address) as response:
        assert response.status == 404
