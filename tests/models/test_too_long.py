"""A request that is too long is known by the words of many providers."""

from __future__ import annotations

import pytest

from rlm_tui.models.too_long import is_too_long, window_in

SAID = {
    "This model's maximum context length is 4097 tokens. However, your messages "
    "resulted in 5123 tokens. Please reduce the length of the messages.": 4_097,
    "Input tokens exceed the configured limit of 272000 tokens. Your messages "
    "resulted in 300145 tokens. Please reduce the length of the messages.": 272_000,
    "prompt is too long: 210000 tokens > 200000 maximum": 200_000,
    "input length and `max_tokens` exceed context limit: 199000 + 8192 > 200000, "
    "decrease input length or `max_tokens` and try again": None,
    "The input token count (1200000) exceeds the maximum number of tokens allowed "
    "(1048576).": 1_048_576,
    "Input is too long for requested model.": None,
    "Prompt contains 40000 tokens and 0 draft tokens, too large for model with 32768 "
    "maximum context length": 32_768,
    "This endpoint's maximum context length is 163,840 tokens. However, you "
    "requested about 200000 tokens": 163_840,
    "the request exceeds the available context size, try increasing it": None,
    "request (9,000 tokens) exceeds the available context size (8,192 tokens)": 8_192,
    "`inputs` tokens + `max_new_tokens` must be <= 4097. Given: 6000": 4_097,
    "Input validation error: `inputs` must have less than 4096 tokens. Given: 5000": (
        4_096
    ),
    "This model's maximum prompt length is 131072 but the request contains 140000 "
    "tokens.": 131_072,
    "too many tokens: total number of tokens in the prompt cannot exceed 4081": None,
    "Please reduce the length of the messages or completion.": None,
    "Trying to keep the first 5000 tokens when context the overflows. However, the "
    "model is loaded with context length of only 4096 tokens": 4_096,
    "The decoder prompt (length 9000) is longer than the maximum model length of "
    "8192. Make sure that max_model_len is no smaller": 8_192,
    "Requested token count exceeds the model's maximum context length of 32768 "
    "tokens.": 32_768,
    "context_length_exceeded": None,
}

ELSE = [
    "Rate limit reached for requests per minute: limit 500",
    "max_tokens is too large: 100000. This model supports at most 16384 completion "
    "tokens",
    "temperature must be <= 2",
    "The model `gpt-9` does not exist",
    "Invalid value for 'content': expected a string, got null.",
    "You exceeded your current quota, please check your plan and billing details.",
    "your account has exceeded its limit",
]


@pytest.mark.parametrize("said", SAID)
def test_the_words_of_many_providers_are_known(said: str) -> None:
    assert is_too_long(said)
    assert window_in(said) == SAID[said]


@pytest.mark.parametrize("said", ELSE)
def test_other_refusals_are_not_mistaken(said: str) -> None:
    assert not is_too_long(said)
