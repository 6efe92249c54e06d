"""Whether the ports that the parts will listen on are free, asked before anything slow is begun."""

from __future__ import annotations

import errno
import socket

from bot.settings import Settings, variable

LOOPBACK = "127.0.0.1"
_HOSTS = {"web_port": "web_host", "console_port": "console_host"}
"""Settings that say where a port listens; the others are on loopback."""
_REASONS = {
    errno.EADDRINUSE: "is in use by another program: end it or choose another port",
    errno.EACCES: "may not be opened by this user: choose one above 1023",
    errno.EADDRNOTAVAIL: "is on an address that this machine does not have",
}


class PortError(RuntimeError):
    """A port cannot be listened on; the message names it, its setting and why."""


def check_port(host: str, port: int, setting: str) -> None:
    """Try to listen on a port, and let go of it.

    Raises:
        PortError: it is taken, forbidden, or no port at all.
    """
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family, socket.SOCK_STREAM) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((host, port))
            listener.listen()
    except OverflowError:
        raise PortError(f"{variable(setting)}={port} does not work: a port is a number up to 65535.") from None
    except OSError as error:
        why = _REASONS.get(error.errno or 0, str(error))
        raise PortError(f"Port {port} on {host} {why} ({variable(setting)}).") from None


def check_ports(settings: Settings, *names: str) -> None:
    """Check the ports of parts, by the names of their settings.

    Raises:
        PortError: one cannot be listened on, or two parts share one.
    """
    ports = {name: int(getattr(settings, name)) for name in names}
    if len(set(ports.values())) < len(ports):
        raise PortError(f"Each part needs a port of its own: {', '.join(map(variable, names))}.")
    for name, port in ports.items():
        check_port(getattr(settings, _HOSTS.get(name, ""), LOOPBACK), port, name)
