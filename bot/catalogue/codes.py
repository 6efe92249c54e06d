"""Code lists of programmes, places, events and occupations; their German words stand in `bot/phrases/knowledge.yml`."""

from __future__ import annotations

CERTIFICATES = ("none", "lower", "middle", "technical", "higher")
"""School certificates, lowest first: none, Hauptschulabschluss, mittlerer Abschluss, Fachhochschulreife, Abitur."""
ENTITLEMENTS = ("right", "discretion", "offer")
"""right: a legal claim where its conditions hold; discretion: the office may grant it; offer: open to whoever comes."""
PLACE_KINDS = (
    "employment_agency",
    "job_centre",
    "youth_employment_agency",
    "chamber",
    "youth_office",
    "youth_work",
    "youth_migration",
    "advice",
    "debt_advice",
    "health",
    "inclusion",
    "school",
    "language_school",
    "training_provider",
    "housing",
    "family",
    "town_hall",
    "crisis_line",
)
EVENT_KINDS = ("fair", "open_day", "info", "workshop", "speed_dating", "consultation", "trial_day")
TRAINING_WAYS = ("dual", "school", "dual_study", "study", "helper")
"""How one learns an occupation: in a firm and school, in a school, dual study, study, or by working along."""
INTERESTS = ("realistic", "investigative", "artistic", "social", "enterprising", "conventional")
"""Holland's six types of vocational interest (J. L. Holland, Making Vocational Choices, 1997)."""
LIKES = (
    "tools",
    "machines",
    "technology",
    "computers",
    "numbers",
    "language",
    "people",
    "children",
    "caring",
    "advising",
    "selling",
    "organising",
    "food",
    "animals",
    "plants",
    "design",
    "music_media",
    "body_sport",
    "driving",
    "research",
    "safety",
)
"""What one can like about an occupation."""
DEMANDS = (
    "heavy_work",
    "early_start",
    "shifts",
    "weekends",
    "weather",
    "heights",
    "noise",
    "dirt",
    "standing",
    "sitting",
    "blood_body",
    "customers",
    "travel",
    "maths",
    "writing",
)
"""What one may dislike about an occupation."""
SETTINGS = (
    "outdoors",
    "workshop",
    "factory",
    "building_site",
    "office",
    "shop",
    "kitchen",
    "health_house",
    "school_kita",
    "laboratory",
    "warehouse",
    "on_the_road",
    "homes",
    "stage_studio",
)
"""Where one works."""
LAWS = ("sgb2", "sgb3", "sgb8", "sgb9", "bbig", "bafoeg", "afbg", "jarbschg")
"""Laws whose sections `bot/catalogue/sections.yml` lists; others need a person's review."""
