"""Cut long texts at the end of a word."""


def shortened(text: str, most: int) -> str:
    """The beginning of a text; an ellipsis says that it was cut."""
    if len(text) <= most:
        return text
    kept, _, cut = text[: most - 1].rpartition(" ")
    if len(cut) > most // 2:
        kept = text[: most - 2]
    return kept.rstrip(" ,;:") + " …"
