"""Files of stop rules."""

from __future__ import annotations

from pathlib import Path

import pytest

from rlm_tui.errors import SettingsError
from rlm_tui.rulefiles import RuleFolder, read_rule_file, read_rules

TEXT = """\
# what is dear
hold cost>0.05

  deny "no # here" ~ "rm -rf"  # a "comment"
pass model:a#1 #\tanother
#hold err
"""


def test_a_file_has_one_rule_a_line() -> None:
    assert read_rules(TEXT, "x.rules") == (
        "hold cost>0.05",
        'deny "no # here" ~ "rm -rf"',
        "pass model:a#1",
    )


def test_a_wrong_line_is_shown_with_its_place() -> None:
    with pytest.raises(SettingsError) as raised:
        read_rules("hold err\n\n  hold dpth>2\n", "x.rules")

    assert str(raised.value) == (
        "x.rules:3: no stop rule\n"
        "hold dpth>2\n"
        "     ^ 'dpth' is no field or flag; did you mean depth?"
    )


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "broken.rules"
    broken.write_bytes(b"\xff\xfe\xfa")

    with pytest.raises(SettingsError, match=r"cannot read the rules in .*broken"):
        read_rule_file(broken)
    with pytest.raises(SettingsError, match=r"cannot read the rules in .*missing"):
        read_rule_file(tmp_path / "missing.rules")


def test_a_byte_order_mark_is_no_part_of_a_rule(tmp_path: Path) -> None:
    path = tmp_path / "x.rules"
    path.write_text("hold err\n", encoding="utf-8-sig")

    assert read_rule_file(path) == ("hold err",)


async def test_rules_are_kept_under_a_name(tmp_path: Path) -> None:
    folder = RuleFolder(tmp_path / "rules")

    said = await folder.save("careful-1", ["hold err", "hold cost>1"])

    assert said.startswith("2 rules saved in ")
    assert await folder.load("careful-1") == ("hold err", "hold cost>1")
    assert await folder.names() == ["careful-1"]


def names_in(folder: Path) -> list[str]:
    """The files of a folder."""
    return [path.name for path in folder.iterdir()]


async def test_saving_again_replaces(tmp_path: Path) -> None:
    folder = RuleFolder(tmp_path)

    await folder.save("mine", ["hold err"])
    await folder.save("mine", ["pass err"])

    assert await folder.load("mine") == ("pass err",)
    assert names_in(tmp_path) == ["mine.rules"]


@pytest.mark.parametrize("name", ["", "../x", "a/b", ".hidden", "a b", "x" * 65, "é"])
async def test_a_name_cannot_lead_elsewhere(tmp_path: Path, name: str) -> None:
    folder = RuleFolder(tmp_path)

    with pytest.raises(SettingsError, match="is no name for rules"):
        await folder.save(name, [])
    with pytest.raises(SettingsError, match="is no name for rules"):
        await folder.load(name)


async def test_an_unknown_name_tells_the_known_ones(tmp_path: Path) -> None:
    folder = RuleFolder(tmp_path)

    with pytest.raises(SettingsError, match="none are saved"):
        await folder.load("mine")
    await folder.save("yours", [])
    with pytest.raises(SettingsError, match="there are yours"):
        await folder.load("mine")


async def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")

    with pytest.raises(SettingsError, match="cannot save the rules in"):
        await RuleFolder(blocked / "rules").save("mine", [])


def test_the_rules_of_the_docs_are_rules() -> None:
    page = Path(__file__).parents[1] / "docs" / "rules.md"
    text = page.read_text(encoding="utf-8")
    block = text.partition("```text\nhold gate")[2].partition("```")[0]

    assert len(read_rules(f"hold gate{block}", page.name)) == 6
