"""Region profiles: the two that ship, a third from a file, and a clear message for every way to get one wrong."""

from __future__ import annotations

from dataclasses import fields
from datetime import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.region import REGIONS_DIR, Accessibility, Contact, Imprint, RegionError, load_region

PROFILE: dict[str, Any] = {
    "id": "suedheide",
    "name": "Südheide",
    "assistant": "Kumpeline",
    "agency": {
        "name": "Agentur Südheide",
        "phone": "0123 456",
        "email": "hallo@agentur.example",
        "web": "https://agentur.example",
        "street": "Heideweg 1",
        "postal_code": "29999",
        "city": "Südheide",
        "office_hours": {"monday": ["08:30-12:00", "13:00 - 16:30"], "friday": ["9:00-12:00"]},
    },
    "contacts": [{"name": "Kammer", "web": "https://kammer.example/ausbildung"}],
    "privacy": {"name": "Datenschutz", "email": "daten@agentur.example"},
    "municipalities": ["03351026", "05978"],
    "map": {"lat": 52.8, "lon": 10.1, "zoom": 11},
}


@pytest.fixture
def write(tmp_path: Path) -> Any:
    def _write(changes: dict[str, Any], *, without: str | None = None) -> Path:
        profile = {key: value for key, value in {**PROFILE, **changes}.items() if key != without}
        path = tmp_path / "suedheide.yml"
        path.write_text(yaml.safe_dump(profile, allow_unicode=True), encoding="utf-8")
        return path

    return _write


@pytest.mark.parametrize(
    ("name", "inside", "outside"),
    [
        (
            "westfaelisches-ruhrgebiet",
            ["05913000", "05915000", "05978024", "05978"],
            ["05513000", "05562032", "05911000"],
        ),
        ("emscher-lippe", ["05513000", "05512000", "05562016", "05562"], ["05913000", "05978036"]),
    ],
)
def test_shipped_profiles_cover_their_municipalities(name: str, inside: list[str], outside: list[str]) -> None:
    region = load_region(name)
    assert region.id == name
    assert region.assistant == "Kumpel"
    assert all(region.covers(ags) for ags in inside)
    assert not any(region.covers(ags) for ags in outside)


@pytest.mark.parametrize("path", sorted(REGIONS_DIR.glob("*.yml")), ids=lambda path: path.stem)
def test_what_a_shipped_profile_does_not_know_is_up_for_review(path: Path) -> None:
    region = load_region(path)
    unknown = [
        name for name in ("phone", "email", "web", "street", "postal_code") if getattr(region.agency, name) is None
    ]
    unknown += [field.name for part in (region.imprint, region.accessibility) for field in fields(part)]
    unknown += ["privacy_authority"]
    notes = " ".join(region.needs_review)
    assert unknown, "a profile that is complete needs no review"
    assert [name for name in unknown if name not in notes] == []
    assert "0800 4 5555 00" in [contact.phone for contact in region.contacts]


def test_another_region_is_only_a_file(write: Any) -> None:
    region = load_region(write({}))
    assert region.name == "Südheide"
    assert region.covers("03351026")
    assert region.covers("05978020")
    assert not region.covers("03351025")
    assert region.map.zoom == 11
    assert region.needs_review == ()


def test_imprint_and_accessibility_are_optional_and_read_when_given(write: Any) -> None:
    bare = load_region(write({}))
    assert (bare.imprint, bare.accessibility, bare.privacy_authority) == (Imprint(), Accessibility(), None)
    given = load_region(
        write(
            {
                "imprint": {"vat_id": "DE1"},
                "accessibility": {"email": "a@b.example", "enforcement": {"name": "Stelle"}},
                "privacy_authority": {"name": "Aufsicht"},
            }
        )
    )
    assert given.imprint == Imprint(vat_id="DE1")
    assert given.accessibility == Accessibility(email="a@b.example", enforcement=Contact("Stelle"))
    assert given.privacy_authority == Contact("Aufsicht")


def test_a_path_may_be_a_string(write: Any) -> None:
    assert load_region(str(write({}))).assistant == "Kumpeline"


def test_office_hours_are_times_by_weekday(write: Any) -> None:
    hours = load_region(write({})).agency.office_hours
    assert hours is not None
    assert hours["monday"] == ((time(8, 30), time(12, 0)), (time(13, 0), time(16, 30)))
    assert hours["friday"] == ((time(9, 0), time(12, 0)),)
    assert hours["sunday"] == ()


def test_office_hours_that_are_not_stated_are_none(write: Any) -> None:
    assert load_region(write({"agency": {"name": "Agentur"}})).agency.office_hours is None


@pytest.mark.parametrize("key", sorted(PROFILE))
def test_every_key_but_the_notes_is_required(write: Any, key: str) -> None:
    with pytest.raises(RegionError, match=rf"suedheide\.yml.*add '{key}'"):
        load_region(write({}, without=key))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"imprint": {"owner": "A"}}, "imprint: remove 'owner'"),
        ({"imprint": {"vat_id": 7}}, r"imprint\.vat_id: give a text"),
        ({"accessibility": {"email": "nobody"}}, r"accessibility\.email: 'nobody' is no mail address"),
        ({"accessibility": {"enforcement": {"phone": "1"}}}, r"accessibility\.enforcement: add 'name'"),
        ({"privacy_authority": "A"}, "privacy_authority: give a table"),
        ({"colour": "blue"}, "remove 'colour'"),
        ({"name": ""}, "name: give a text"),
        ({"assistant": 7}, "assistant: give a text"),
        ({"agency": "Agentur"}, "agency: give a table"),
        ({"agency": {"name": "A", "fax": "1"}}, "agency: remove 'fax'"),
        ({"agency": {"name": "A", "email": "nobody"}}, r"agency\.email: 'nobody' is no mail address"),
        ({"agency": {"name": "A", "web": "javascript:alert(1)"}}, r"agency\.web: .* is no web address"),
        ({"agency": {"name": "A", "office_hours": {"montag": []}}}, "office_hours: remove 'montag'"),
        ({"agency": {"name": "A", "office_hours": {"monday": ["morgens"]}}}, "monday: 'morgens' is no span"),
        ({"agency": {"name": "A", "office_hours": {"monday": ["25:00-26:00"]}}}, "no clock shows"),
        ({"agency": {"name": "A", "office_hours": {"monday": ["12:00-08:00"]}}}, "ends before it starts"),
        ({"contacts": []}, "contacts: give a list"),
        ({"contacts": [{"name": "A"}, {"phone": "1"}]}, r"contacts\[1\]: add 'name'"),
        ({"municipalities": ["Unna"]}, "municipalities: 'Unna' is no AGS"),
        ({"municipalities": [5978024]}, "municipalities: 5978024 is no AGS"),
        ({"map": {"lat": 52.8, "lon": 10.1}}, "map: add 'zoom'"),
        ({"map": {"lat": 152.8, "lon": 10.1, "zoom": 3}}, r"map\.lat: give a number from -90 to 90"),
        ({"map": {"lat": 52.8, "lon": 10.1, "zoom": True}}, r"map\.zoom"),
    ],
)
def test_a_wrong_profile_says_which_key_and_what_to_do(write: Any, changes: dict[str, Any], message: str) -> None:
    with pytest.raises(RegionError, match=message) as caught:
        load_region(write(changes))
    assert "suedheide.yml" in str(caught.value)


def test_an_unknown_name_lists_the_profiles_there_are() -> None:
    with pytest.raises(RegionError, match="emscher-lippe, westfaelisches-ruhrgebiet"):
        load_region("atlantis")


@pytest.mark.parametrize("content", [b"id: [", b"\xff\xfe\x00", b""])
def test_a_file_that_is_no_profile_says_so(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.yml"
    path.write_bytes(content)
    with pytest.raises(RegionError, match=r"broken\.yml"):
        load_region(path)
