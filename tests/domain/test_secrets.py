"""What is a key is taken out of a text."""

from __future__ import annotations

from rlm_tui.domain.secrets import hide, secrets_of


def test_keys_are_hidden() -> None:
    said = "Incorrect API key provided: sk-proj-abcdef123456. hunter2hunter2"

    assert hide(said, ["hunter2hunter2"]) == (
        "Incorrect API key provided: [key]. [key]"
    )


def test_what_is_too_short_to_be_a_key_stays() -> None:
    assert hide("it is false", ["false"]) == "it is false"


def test_secrets_are_known_by_their_names() -> None:
    environ = {"OPENAI_API_KEY": "a", "Db_Password": "b", "HOME": "/home/me"}

    assert secrets_of(environ) == ("a", "b")
