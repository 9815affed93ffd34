"""A changelog with dated versions and groups of changes."""

from __future__ import annotations

import random

from benchmarks.planner.brought.asks import Brought, told, untold
from benchmarks.planner.filler import sentence


def bring(chance: random.Random, size: int) -> Brought:
    """The document, and what people ask of it."""
    day = [chance.randint(10, 28) for _ in range(4)]
    parts = [
        "# Changelog\n\nAll notable changes to Quillmark.",
        f"## [3.2.0] - 2024-05-{day[0]}\n\n### Added\n- Export to EPUB (#412)\n"
        "- Keyboard shortcut for word count\n\n### Fixed\n- Crash when a footnote is "
        "empty (#398)",
        f"## [3.1.1] - 2024-03-{day[1]}\n\n### Fixed\n- Images are no longer doubled in "
        "PDF output (#377)\n- Umlauts in file names",
        f"## [3.1.0] - 2024-02-{day[2]}\n\n### Added\n- Dark theme\n\n### Removed\n"
        "- Support for Python 3.8",
        f"## [3.0.0] - 2023-11-{day[3]}\n\n### Changed\n- Settings moved to "
        "quillmark.toml; the old file is ignored\n\n### Deprecated\n- The `--flat` flag",
    ]

    def older(n: int) -> str:
        body = "\n".join(f"- {sentence(chance)}" for _ in range(4))
        return (
            f"## [2.{900 - n}.0] - {2022 - n // 12 % 20}-{12 - n % 12:02}-11\n\n"
            f"### Changed\n{body}"
        )

    text = "\n\n".join([*parts, ""])
    n = 0
    while len(text) < size:
        text += older(n) + "\n\n"
        n += 1
    return Brought(
        text,
        [
            told(
                "When was version 3.1.0 released?",
                "What is the release date of 3.1.0?",
                f"2024-02-{day[2]}",
            ),
            told(
                "Which version added the dark theme?",
                "In which version did the dark theme arrive?",
                "3.1.0",
            ),
            told(
                "Which version fixed the crash with empty footnotes?",
                "In which release was the empty footnote crash fixed?",
                "3.2.0",
            ),
            told("What was added in 3.2.0?", "What is new in version 3.2.0?", "EPUB"),
            told(
                "What was removed in 3.1.0?",
                "Which support was removed in version 3.1.0?",
                "Python 3.8",
            ),
            told(
                "Which flag is deprecated?",
                "Which flag was deprecated in 3.0.0?",
                "--flat",
            ),
            told(
                "What is the latest version?", "Which version is the newest?", "3.2.0"
            ),
            told(
                "Which issue number has the PDF image fix?",
                "What number does the fix for doubled images have?",
                "377",
            ),
            told(
                "Where did the settings move in 3.0.0?",
                "What is the new settings file since 3.0.0?",
                "quillmark.toml",
            ),
            untold(
                "When was version 4.0.0 released?", "What is the release date of 3.5.0?"
            ),
            untold(
                "Which version added spell checking?",
                "In which version did the Windows installer arrive?",
            ),
            untold("What was removed in 3.2.0?", "What was deprecated in 3.1.1?"),
        ],
    )
