"""Writes rlm_tui/models/provider_names.py out of the list of the litellm that is
installed: LITELLM_LOCAL_MODEL_COST_MAP=True python docs/make_provider_names.py"""

from __future__ import annotations

import textwrap
from importlib.metadata import version
from pathlib import Path

FILE = Path(__file__).parents[1] / "rlm_tui" / "models" / "provider_names.py"

HEAD = '''"""The providers that litellm {version} knows, by name.

Written by `docs/make_provider_names.py`. The model process asks the litellm that is
installed, which may know more; this list is for those who cannot wait for it.
"""

from __future__ import annotations

_NAMES = """
{names}
"""

PROVIDER_NAMES = frozenset(_NAMES.split())
'''


def provider_names_module() -> str:
    """The module: the names in lines of text."""
    import litellm

    names = sorted(str(getattr(name, "value", name)) for name in litellm.provider_list)
    lines = textwrap.fill(
        " ".join(names),
        width=88,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return HEAD.format(version=version("litellm"), names=lines)


if __name__ == "__main__":
    FILE.write_text(provider_names_module(), encoding="utf-8")
