"""The notifiers of the core: the log, and a function."""

from __future__ import annotations

import logging

import pytest

from leadlife.effects import Notify
from leadlife.notifiers import CallbackNotifier, LogNotifier
from leadlife.people import SALES, SALES_MANAGER, Actor, Queue

NOTICE = Notify(
    "lead-1", 3, "acceptance.breach", SALES_MANAGER, "nobody accepted it in time", {"stage": "handed_off"}
)


def test_the_log_says_to_whom_what_and_under_which_key(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "leadlife"):
        LogNotifier().send(NOTICE)
    (record,) = caplog.records
    assert (record.name, record.levelno) == ("leadlife", logging.INFO)
    for part in ("sales manager", "nobody accepted it in time", "lead-1:3:acceptance.breach:default"):
        assert part in record.getMessage()


def test_another_logger_and_level_can_be_asked_for(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        LogNotifier("acme.sales", logging.WARNING).send(NOTICE)
    assert [(record.name, record.levelname) for record in caplog.records] == [("acme.sales", "WARNING")]


@pytest.mark.parametrize("to", [SALES, SALES_MANAGER, Actor("rep-7", SALES), Queue("dach")], ids=str)
def test_every_recipient_can_be_named_in_a_log(to: object, caplog: pytest.LogCaptureFixture) -> None:
    notice = Notify("lead-1", 3, "rule", to, "text", {})  # type: ignore[arg-type]  # one of its kinds each
    with caplog.at_level(logging.INFO, "leadlife"):
        LogNotifier().send(notice)
    assert str(to) in caplog.text


def test_a_text_with_percent_signs_is_a_text(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "leadlife"):
        LogNotifier().send(Notify("lead-1", 3, "100%s", SALES, "80% of %d", {}))
    assert "80% of %d" in caplog.text


def test_a_function_is_called_with_the_notice() -> None:
    told: list[Notify] = []
    CallbackNotifier(told.append).send(NOTICE)
    assert told == [NOTICE]


def test_what_the_function_raises_is_a_failed_delivery() -> None:
    def fail(notice: Notify) -> None:
        raise ConnectionError("the server is down")

    with pytest.raises(ConnectionError, match="down"):
        CallbackNotifier(fail).send(NOTICE)
