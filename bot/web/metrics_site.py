"""The figures' own port, on loopback: nobody outside learns how much is said here."""

from __future__ import annotations

from collections.abc import AsyncIterator

from aiohttp import web

from bot.web.keys import METRICS, SETTINGS

_LOOPBACK = "127.0.0.1"


async def serve_metrics(app: web.Application) -> AsyncIterator[None]:
    """Serve `/metrics` from start to end of the app."""
    port = app[SETTINGS].metrics_port
    if not port:
        yield
        return

    async def get_metrics(_request: web.Request) -> web.Response:
        metrics = app[METRICS]
        return web.Response(body=metrics.text(), headers={"Content-Type": metrics.content_type})

    side = web.Application()
    side.router.add_get("/metrics", get_metrics)
    runner = web.AppRunner(side, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, _LOOPBACK, port).start()
    yield
    await runner.cleanup()
