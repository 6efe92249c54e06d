"""The routes of Teach."""

from __future__ import annotations

from bot.console.guard import Route
from bot.console.teach import correcting, deciding, training
from bot.staff.roles import ACCEPT, CORRECT, PROMOTE

_CONVERSATION = "/conversations/{key:[0-9a-f]{32}}"
_CORRECT = _CONVERSATION + "/messages/{turn:[0-9]{1,6}}/correct"
_NUMBER = "{number:[0-9]{1,9}}"

ROUTES = (
    Route("GET", _CORRECT, correcting.get_correct, CORRECT),
    Route("POST", _CORRECT, correcting.post_correct, CORRECT),
    Route("GET", f"{_CONVERSATION}/dialogue-test", correcting.get_dialogue, CORRECT),
    Route("POST", f"{_CONVERSATION}/dialogue-test", correcting.post_dialogue, CORRECT),
    Route("GET", "/teach", deciding.get_queue, CORRECT),
    Route("GET", "/teach/plan", deciding.get_plan, ACCEPT),
    Route("POST", "/teach/plan", deciding.post_plan, ACCEPT),
    Route("GET", "/teach/models", training.get_models, CORRECT),
    Route("POST", "/teach/models/train", training.post_train, ACCEPT),
    Route("POST", "/teach/models/rollback", training.post_rollback, PROMOTE),
    Route("GET", f"/teach/models/{_NUMBER}", training.get_training, CORRECT),
    Route("POST", f"/teach/models/{_NUMBER}/promote", training.post_promote, PROMOTE),
    Route("POST", f"/teach/models/{_NUMBER}/compare", training.post_compare, ACCEPT),
    Route("GET", f"/teach/{_NUMBER}", deciding.get_correction, CORRECT),
    Route("POST", f"/teach/{_NUMBER}/decide", deciding.post_decide, ACCEPT),
)
