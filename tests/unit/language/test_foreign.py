from __future__ import annotations

import pytest

from bot.language.foreign import language_of


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "hi, i am looking for a job in Dortmund"),
        ("en", "do you speak english?"),
        ("en", "i need help with my application please"),
        ("en", "how can i learn german"),
        ("tr", "merhaba, iş arıyorum"),
        ("tr", "gelsenkirchende staj ariyorum lutfen"),
        ("tr", "almanca kursu var mı?"),
        ("ar", "أبحث عن عمل في هام"),
        ("ar", "مرحبا Dortmund"),
        ("uk", "шукаю роботу в Дортмунді"),
        ("uk", "добрий день, де є курси німецької"),
        ("ru", "ищу работу в Дортмунде"),
        ("ru", "здравствуйте, где курсы немецкого"),
        ("pl", "szukam pracy na magazynie w Unna"),
        ("pl", "dzień dobry, gdzie jest kurs niemieckiego"),
        ("ro", "caut loc de munca la curatenie in gelsenkirchen"),
        ("ro", "bună ziua, vreau să lucrez"),
        ("en", "apprenticeship Dortmund"),
        ("tr", "merhaba"),
        ("tr", "kuafor olmak"),
        ("pl", "praca Hamm"),
        ("pl", "dziekuje"),
        ("ro", "multumesc"),
        ("ru", "спасибо"),
        ("uk", "дякую"),
    ],
)
def test_foreign_languages(language: str, text: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize(
    "text",
    [
        "hi",
        "ok",
        "Job Dortmund",
        "sorry, nochmal",
        "need job hamm",
        "moin, such wat im lager",
        "hömma kannze mir dat ma zeigen",
        "Ich suche Arbeit in Dortmund bitte",
        "homeoffice job office manager",
        "azubi zahni?",
        "Dortmund",
        "44135",
        "",
        "😀👍",
        "was verdient man als Koch",
        "lol chill mal",
        "yo digga hast du was",
        "müsli çay döner",
        "ich bin in hamm",
        "FISI azubi do",
        "ok, dann zeig ma lager in bönen",
        "ma ehrlich, schwerte is nix, nimm ma holzwickede",
        "da un dort",
    ],
)
def test_german_chat_stays_german(text: str) -> None:
    assert language_of(text) == "de"
