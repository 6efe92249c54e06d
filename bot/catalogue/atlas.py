"""The gazetteer of `bot.language` as the search asks for it."""

from __future__ import annotations

from functools import lru_cache

from bot.catalogue.areas import Centre
from bot.language import gazetteer


class GazetteerAtlas:
    """`bot.catalogue.areas.Atlas` over the municipalities of North Rhine-Westphalia."""

    def centre_of(self, ags: str) -> Centre | None:
        """The middle of a municipality."""
        town = gazetteer.municipalities().get(ags)
        return Centre(town.name, town.lat, town.lon) if town else None

    def members_of(self, ags: str) -> tuple[str, ...]:
        """The municipalities of a Kreis; a municipality itself, known or not."""
        return _members(ags) if len(ags) == 5 else (ags,)

    def postal_code(self, postal_code: str) -> tuple[Centre, str] | None:
        """The middle of a postal code and the municipality it lies in."""
        found = gazetteer.postal_code(postal_code)
        return (Centre(postal_code, found[1], found[2]), found[0]) if found else None

    def district(self, name: str, municipalities: tuple[str, ...]) -> tuple[Centre, str] | None:
        """The middle of a district of one of these municipalities, and which one."""
        for ags in municipalities or (None,):
            found = _district(name, ags)
            if found:
                return Centre(found.name, found.lat, found.lon), found.ags
        return None


# The gazetteer looks through its lists; a search asks the same of it several times.
_members = lru_cache(256)(gazetteer.members)
_district = lru_cache(1024)(gazetteer.district)


def locate(ags: str | None, postal_code: str | None) -> tuple[float, float] | None:
    """Where an address without coordinates lies: its postal code's middle, else its municipality's."""
    return (postal_code and gazetteer.coordinates(postal_code)) or (ags and gazetteer.coordinates(ags)) or None
