"""Every setting once: its environment variable, its default and what it does.

`docs/settings.md` shows the same table; a test fails when the two part.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

PROJECT_ROOT = Path(__file__).resolve().parent.parent
ENV_PREFIX = "KUMPEL_"


class SettingError(ValueError):
    """A setting has a value that cannot be used; the message names the variable and what it accepts."""


def _setting(default: object, help_text: str, *, secret: bool = False) -> Any:
    return field(default=default, metadata={"help": help_text, "secret": secret})


@dataclass(frozen=True)
class Settings:
    """All settings of one process, read once at start and passed on; nothing else reads the environment."""

    database_url: str = _setting(
        "sqlite+aiosqlite:///var/kumpel.sqlite",
        "Where the catalogue and the running conversations live. `sqlite+aiosqlite:///file` or "
        "`postgresql+asyncpg://user:password@host/name`.",
    )
    region: str = _setting(
        "westfaelisches-ruhrgebiet",
        "Which profile of `bot/regions/` applies, or the path of a YAML file with your own.",
    )
    web_host: str = _setting(
        "127.0.0.1", "Address on which the public page listens. `0.0.0.0` opens it to the network."
    )
    web_port: int = _setting(8080, "Port of the public page.")
    web_cookie_secure: bool = _setting(
        False, "`1` marks the session cookie `Secure`. Set it as soon as the page is served over https."
    )
    web_trusted_proxies: str = _setting(
        "", "Addresses of reverse proxies whose `X-Forwarded-For` is believed, separated by commas."
    )
    web_origins: str = _setting(
        "",
        "Other websites that may embed the chat, separated by commas: `https://www.example.org,https://example.org`.",
    )
    web_session_messages_per_minute: int = _setting(
        60, "Messages a minute that one chat may send; half of them at once."
    )
    web_address_messages_per_minute: int = _setting(
        600, "Messages a minute from one network address, which a whole school may share; half of them at once."
    )
    web_session_sockets: int = _setting(8, "Tabs of one chat that may be connected at once.")
    web_address_sockets: int = _setting(500, "Connections from one network address that may be open at once.")
    metrics_port: int = _setting(9464, "Port of the figures for Prometheus, on loopback only. `0` turns them off.")
    session_hours: int = _setting(24, "Hours after the last message until a conversation ends.")
    log_days: int = _setting(
        90, "Days after its last message until a conversation leaves the log. `0` keeps no log at all."
    )
    log_spool_mb: int = _setting(
        256, "Megabytes on disk that turns may take while the database is away; about a thousand turns each."
    )
    console_host: str = _setting(
        "127.0.0.1", "Address on which the staff console listens, once there is staff (`kumpel staff add`)."
    )
    console_port: int = _setting(8081, "Port of the staff console.")
    console_cookie_secure: bool = _setting(
        False, "`1` marks the console's cookie `Secure`. Set it as soon as the console is served over https."
    )
    console_idle_minutes: int = _setting(30, "Minutes without a click after which somebody of the staff is logged out.")
    console_address: str = _setting(
        "", "Address under which staff reach the console, `https://console.example.org`. OpenID Connect needs it."
    )
    oidc_issuer: str = _setting(
        "", "Issuer of an OpenID Connect provider at which staff may log in, as it names itself. Empty: none."
    )
    oidc_client_id: str = _setting("", "Name under which the provider knows the console.")
    oidc_client_secret: str = _setting(
        "", "Secret that the console shows the provider. Empty: a public client, by PKCE alone.", secret=True
    )
    oidc_name_claim: str = _setting(
        "email", "Claim that names the account. `email` counts only where the provider has verified it."
    )
    oidc_domains: str = _setting(
        "",
        "Mail domains whose people get an account at their first login, separated by commas. Empty: only those that "
        "`kumpel staff add --sso` has registered.",
    )
    oidc_role_claim: str = _setting(
        "",
        "Claim with groups or roles, `groups` or `realm_access.roles`. Empty: roles are given by `kumpel staff add`.",
    )
    oidc_roles: str = _setting(
        "", "Which value of that claim gives which role: `kumpel-admins=admin,kumpel-staff=reader`. No value, no login."
    )
    session_secret: str = _setting(
        "", "Key that signs session cookies. Empty: one is made at the first start and kept in `var/`.", secret=True
    )
    callback_key: str = _setting(
        "",
        "Key that encrypts wishes to be called back (Fernet: 32 bytes in URL-safe base64). Empty: one is made at first "
        "use and kept in `var/`.",
        secret=True,
    )
    callback_days: int = _setting(14, "Days after which a wish to be called back is deleted, done or not.")
    public_url: str = _setting(
        "",
        "Address under which the internet reaches the public page, `https://kumpel.example.org`. Messengers need it.",
    )
    channel_key: str = _setting(
        "",
        "Key that seals what messengers bring until it is answered, and hashes chat ids (Fernet: 32 bytes in URL-safe "
        "base64). Empty: one is made at first use and kept in `var/`.",
        secret=True,
    )
    channel_retry_seconds: float = _setting(
        1.0, "Seconds until a messenger that is away is tried again the first time; each pause is twice the one before."
    )
    telegram_token: str = _setting("", "The bot's token from Telegram's BotFather.", secret=True)
    telegram_secret: str = _setting(
        "",
        "What Telegram shows to prove that it calls: 16 to 256 of `A-Za-z0-9_-`, of your own making.",
        secret=True,
    )
    telegram_api: str = _setting("https://api.telegram.org", "Telegram's Bot API, or a Bot API server of your own.")
    whatsapp_token: str = _setting("", "Permanent access token of the system user in Meta's app.", secret=True)
    whatsapp_phone_id: str = _setting("", "Phone number ID in Meta's app; not the number itself.")
    whatsapp_app_secret: str = _setting(
        "", "App secret of Meta's app, by which deliveries are known to be genuine.", secret=True
    )
    whatsapp_verify_token: str = _setting(
        "", "What Meta shows when the webhook is set up: at least 16 characters of your own making.", secret=True
    )
    whatsapp_api: str = _setting("https://graph.facebook.com/v23.0", "WhatsApp's Cloud API with its version.")
    matrix_homeserver: str = _setting(
        "", "Address of the homeserver on which the assistant has its Matrix account, `https://matrix.example.org`."
    )
    matrix_token: str = _setting("", "Access token of the assistant's Matrix account.", secret=True)
    callback_overdue_hours: int = _setting(
        48, "Hours after which a wish to be called back that is not done is shown as overdue."
    )
    gaps_months: int = _setting(
        1,
        "Months that are counted together in the report on demand and gaps: 1, 3, 6 or 12. The log has to be kept some "
        "days longer than that.",
    )
    rasa_port: int = _setting(5005, "Port of Rasa's server, on loopback only.")
    rasa_token: str = _setting(
        "", "Token of Rasa's HTTP API. Empty: a new one at each start, known to the started parts only.", secret=True
    )
    actions_port: int = _setting(5055, "Port of the action server, on loopback only.")
    models_dir: str = _setting("models", "Folder of the trained models.")
    teach_margin: float = _setting(
        0.005,
        "Share by which a figure of the sealed test sets may be worse after teaching (0.005 is half a percentage "
        "point) and the model still be promoted without an admin's reason.",
    )
    answer_timeout_seconds: float = _setting(
        6.0, "Seconds until somebody who waits for an answer is told so; the answer comes all the same."
    )
    spacy_model: str = _setting(
        "auto", "`auto` tries to install the German spaCy pipeline at set-up, `off` never does and runs without it."
    )
    spacy_model_url: str = _setting(
        "https://github.com/explosion/spacy-models/releases/download/"
        "de_core_news_sm-3.7.0/de_core_news_sm-3.7.0-py3-none-any.whl",
        "Where set-up fetches the German spaCy pipeline: its maker's release page, or your own mirror.",
    )
    spacy_model_sha256: str = _setting(
        "", "SHA-256 that the fetched pipeline must have. Empty: the sum is recorded, not checked."
    )
    spacy_model_timeout_seconds: float = _setting(
        10.0,
        "Seconds without an answer until set-up goes on without the pipeline; the whole fetch may take six times that.",
    )
    log_level: str = _setting("INFO", "`DEBUG`, `INFO`, `WARNING` or `ERROR`.")

    def as_environment(self) -> dict[str, str]:
        """The variables that give another process the same settings."""
        values = {variable(item.name): getattr(self, item.name) for item in fields(self)}
        return {name: str(int(value) if isinstance(value, bool) else value) for name, value in values.items()}

    def path(self, value: str) -> Path:
        """A path from a setting; relative ones start at the project's root."""
        return PROJECT_ROOT / value


def variable(name: str) -> str:
    """The environment variable of a setting."""
    return ENV_PREFIX + name.upper()


def load_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from the environment.

    Raises:
        SettingError: a value does not fit its setting's type, or a `KUMPEL_` variable is unknown.
    """
    environment = os.environ if environment is None else environment
    known = {variable(item.name): item for item in fields(Settings)}
    given = {key: value for key, value in environment.items() if key.startswith(ENV_PREFIX)}
    unknown = sorted(given.keys() - known.keys())
    if unknown:
        raise SettingError(f"Unknown setting {', '.join(unknown)}; docs/settings.md lists all.")
    return Settings(**{known[key].name: _convert(key, value, known[key].default) for key, value in given.items()})


def _convert(key: str, value: str, default: Any) -> Any:
    try:
        if isinstance(default, bool):
            return {"1": True, "true": True, "0": False, "false": False, "": False}[value.strip().lower()]
        return type(default)(value)
    except (KeyError, ValueError):
        kind = {bool: "0 or 1", int: "a whole number", float: "a number"}[type(default)]
        raise SettingError(f"{key}={value!r} does not work: it takes {kind}.") from None
