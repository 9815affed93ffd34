"""What is made of the exceptions of providers' clients, without any client."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from types import SimpleNamespace

import pytest

from rlm_tui.models.gateway_failures import Failure, failure_of
from rlm_tui.models.retry_after import retry_after


class FakeError(Exception):
    """An exception in the form that litellm gives them."""

    def __init__(self, message: str, status: int | None = None, **more: object) -> None:
        super().__init__(message)
        self.status_code = status
        for name, value in more.items():
            setattr(self, name, value)


def failure(error: BaseException, *, api_base: str | None = None) -> Failure:
    return failure_of(error, "openai/gpt-5-mini", api_base, secrets=())


def caused(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize("status", [408, 409, 429, 500, 502, 503, 529])
def test_passing_faults_are_busy(status: int) -> None:
    assert failure(FakeError("no", status)).type == "busy"


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 413, 422])
def test_refusals_are_refused(status: int) -> None:
    assert failure(FakeError("no", status)).type == "refused"


def test_a_refused_key_names_the_variable() -> None:
    said = failure(FakeError("no", 401)).message

    assert said.endswith(": the key in OPENAI_API_KEY was refused (401): no")


def test_an_empty_account_is_not_asked_again() -> None:
    said = (
        "You exceeded your current quota, please check your plan and billing details."
    )

    assert failure(FakeError(said, 429)).type == "refused"


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (402, "Insufficient Balance"),
        (400, "Your credit balance is too low to access the API."),
    ],
)
def test_an_account_that_is_nearly_empty_is_told_as_such(
    status: int, said: str
) -> None:
    found = failure(FakeError(said, status))

    assert found.type == "refused"
    assert f"too little credit ({status})" in found.message


@pytest.mark.parametrize(
    ("words", "seconds"),
    [
        ("Please retry in 3.2s.", 3.2),
        ("Please try again in 1m30s. Visit", 90.0),
        ("Please try again in 20ms.", 0.02),
        ('"retryDelay": "7s"', 7.0),
    ],
)
def test_a_limit_by_the_minute_is_busy_for_as_long_as_it_says(
    words: str, seconds: float
) -> None:
    said = f"You exceeded your current quota, check plan and billing. {words}"

    found = failure(FakeError(said, 429))

    assert found.type == "busy"
    assert found.retry_after_s == pytest.approx(seconds)


def test_a_prompt_that_was_filtered_says_what_to_do() -> None:
    said = "The prompt triggered the content management policy."

    assert "change the prompt" in failure(FakeError(said, 400)).message


@pytest.mark.parametrize(
    "text",
    [
        "litellm.RateLimitError: RateLimitError: OpenAIException - slow down",
        "Error code: 429 - {'error': {'message': 'slow down', 'code': None}}",
        """litellm.X: litellm.Y: Z - b'{"error": {"message": "slow down"}}'""",
        "slow down\nTraceback (most recent call last):\n  File x",
        'litellm.X: Ollama_chatException - {"error": "slow down"}',
    ],
)
def test_the_servers_words_are_found(text: str) -> None:
    assert failure(FakeError(text, 429)).message.endswith("(429): slow down")


def test_a_body_says_it_best() -> None:
    error = FakeError("wrapped", 400, body={"error": {"message": "too long"}})

    assert failure(error).message.endswith("(400): too long")


def test_the_servers_words_are_bounded() -> None:
    assert len(failure(FakeError("word " * 1000, 400)).message) < 400


def test_a_refused_connection_on_this_machine_is_not_tried_again() -> None:
    error = caused(
        FakeError("Connection error.", 500), ConnectionRefusedError(111, "x")
    )

    found = failure(error, api_base="http://localhost:1234/v1")

    assert found.type == "other"
    assert "nothing listens at localhost:1234" in found.message


def test_a_refused_connection_elsewhere_is_busy() -> None:
    error = caused(
        FakeError("Connection error.", 500), ConnectionRefusedError(111, "x")
    )

    found = failure(error, api_base="https://box.example/v1")

    assert found.type == "busy"
    assert "nothing listens at box.example:443" in found.message


def test_a_host_that_nobody_knows_is_told_in_the_words_of_the_system() -> None:
    unknown = OSError(-2, "Name or service not known")
    error = FakeError("Connection error.", 500)
    unreached = caused(type("ConnectError", (Exception,), {})("x"), unknown)

    found = failure(caused(error, unreached), api_base="http://nosuch.invalid/v1")

    assert found.message.endswith(
        "nosuch.invalid:80 cannot be reached: Name or service not known"
    )


def test_a_missing_package_is_named() -> None:
    error = caused(
        FakeError("APIConnectionError: No module named 'boto3'", 500),
        ModuleNotFoundError("No module named 'boto3'", name="boto3"),
    )

    assert failure(error).message.endswith("needs the Python package 'boto3'")


def test_what_nobody_expected_is_an_error() -> None:
    assert failure(ValueError("odd")) == Failure("other", "openai/gpt-5-mini: odd")


def test_a_fault_in_the_middle_is_told_by_its_original() -> None:
    error = FakeError("a", 500, original_exception=FakeError("bad key", 401))

    assert failure(error).type == "refused"


def test_the_time_to_wait_may_be_a_date() -> None:
    at = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)

    seconds = retry_after(
        [FakeError("x", litellm_response_headers={"retry-after": at})]
    )

    assert seconds is not None
    assert 3000 < seconds <= 3600


def test_the_time_to_wait_may_be_in_milliseconds() -> None:
    headers = {"retry-after-ms": "250", "retry-after": "1"}

    assert retry_after([FakeError("x", litellm_response_headers=headers)]) == 0.25


def test_a_wait_of_days_is_a_refusal() -> None:
    headers = {"retry-after": "172800"}

    found = failure(FakeError("slow down", 429, litellm_response_headers=headers))

    assert found.type == "refused"
    assert found.message.endswith("(429): slow down; try again in 48 hours")


def test_where_a_request_was_sent_on_to_is_named() -> None:
    request = SimpleNamespace(url="http://10.0.0.7:9/login")
    error = caused(
        FakeError("Connection error.", 500, _request=request),
        ConnectionRefusedError(111, "x"),
    )

    found = failure(error, api_base="http://box.example/v1")

    assert "nothing listens at 10.0.0.7:9" in found.message


@pytest.mark.parametrize(
    ("cause", "words"),
    [
        ("TooManyRedirects", "localhost:1 sends requests in a circle"),
        ("DecodingError", "localhost:1 sent what is no stream of a model"),
        ("UnicodeDecodeErrorOfOurs", "localhost:1 sent what is no stream of a model"),
    ],
)
def test_what_no_further_try_would_change_is_told(cause: str, words: str) -> None:
    odd = type(cause, (Exception,), {})("odd")

    found = failure(
        caused(FakeError("Connection error.", 500), odd), api_base="http://localhost:1"
    )

    assert found.type == "other"
    assert words in found.message


@pytest.mark.parametrize("value", ["soon", "-1"])
def test_a_time_that_is_none_is_ignored(value: str) -> None:
    error = FakeError("x", litellm_response_headers={"retry-after": value})

    assert retry_after([error]) is None
