"""Contexts from files, folders, patterns, standard input and values."""

from __future__ import annotations

import codecs
import os
from pathlib import Path

import pytest

from rlm_tui.contexts.describe import MAX_DEPTH, describe
from rlm_tui.contexts.load import MAX_SKIPPED, load
from rlm_tui.domain.text import PREVIEW_CHARS
from rlm_tui.errors import ContextError

NO_BOUND = os.geteuid() != 0
"""Whether permissions bind the user who runs the tests."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(path: Path, content: str | bytes) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return str(path)


def test_a_file_is_a_text(folder: Path) -> None:
    path = write(folder / "a.md", "# Ä\r\nb")

    loaded = load([path])

    assert loaded.value == "# Ä\r\nb"
    assert (loaded.info.type, loaded.info.label) == ("str", "a.md")
    assert (loaded.info.chars, loaded.info.items) == (6, 0)
    assert loaded.info.preview.preview == "# Ä\r\nb"
    assert loaded.info.hash == ""


def test_a_relative_path_is_found_from_the_working_folder(folder: Path) -> None:
    write(folder / "a.md", "x")

    assert load(["a.md"]).value == load(["./a.md"]).value == "x"


def test_a_preview_is_short(folder: Path) -> None:
    info = load([write(folder / "a.txt", "x" * 9_000)]).info

    assert info.preview.is_inline
    assert info.preview.chars == PREVIEW_CHARS
    assert info.chars == 9_000


def test_json_is_data(folder: Path) -> None:
    loaded = load([write(folder / "a.JSON", '{"a": [1, "two"], "b": null}')])

    assert loaded.value == {"a": [1, "two"], "b": None}
    assert (loaded.info.type, loaded.info.items) == ("dict", 2)


def test_json_lines_are_a_list(folder: Path) -> None:
    text = '{"a": "\u2028"}\n\n{"b": 2}\n'

    loaded = load([write(folder / "a.jsonl", text)])

    assert loaded.value == [{"a": "\u2028"}, {"b": 2}]
    assert (loaded.info.type, loaded.info.items) == ("list", 2)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.json", "{", r"a\.json is not JSON: .*line 1 column 2"),
        ("a.json", "[" * 100_000, r"a\.json is not JSON"),
        ("a.json", "12", r"a\.json is a int: a context is a str, a list or a dict"),
        ("a.json", "[NaN]", r"a\.json\[0\] is nan"),
        ("a.json", "{}", r"a\.json is empty"),
        ("a.json", " ", r"a\.json is empty"),
        ("a.jsonl", '{"a": 1}\n{"b"\n', r"line 2 of .*a\.jsonl is not JSON"),
        ("a.txt", "", r"a\.txt is empty"),
        ("a.txt", " \n", r"a\.txt is empty"),
        ("a.txt", b"ab\xff", r"a\.txt is not UTF-8 \(byte 2\).*--encoding"),
        ("a.txt", b"a\0b", r"a\.txt is a binary file"),
        ("a.png", b"\x89PNG\0", r"a\.png is a binary file"),
        ("a.pdf", b"%PDF-1.7 ...", r"a\.pdf is a PDF; turn it into text first"),
        ("a.txt", codecs.BOM_UTF16_LE + b"a\0", r"UTF-16; pass --encoding utf-16"),
    ],
)
def test_an_unfit_file_is_refused_with_its_reason(
    folder: Path, name: str, content: str | bytes, message: str
) -> None:
    path = write(folder / name, content)

    with pytest.raises(ContextError, match=message):
        load([path])


def test_another_encoding_can_be_named(folder: Path) -> None:
    path = write(folder / "a.txt", "Ärger".encode("latin-1"))

    assert load([path], encoding="latin-1").value == "Ärger"


def test_utf_16_holds_no_binary_zeros(folder: Path) -> None:
    path = write(folder / "a.txt", "abc".encode("utf-16"))

    assert load([path], encoding="utf-16").value == "abc"


@pytest.mark.parametrize("encoding", ["klingon", "hex"])
def test_an_unknown_encoding_is_refused(folder: Path, encoding: str) -> None:
    path = write(folder / "a.txt", "a")

    with pytest.raises(ContextError, match=f"unknown encoding '{encoding}'"):
        load([path], encoding=encoding)


def test_a_byte_order_mark_is_not_part_of_the_text(folder: Path) -> None:
    path = write(folder / "a.txt", codecs.BOM_UTF8 + b"abc")

    assert load([path]).value == "abc"


def test_html_is_text(folder: Path) -> None:
    path = write(folder / "a.html", "<p>x</p>")

    assert load([path]).value == "<p>x</p>"


def test_a_missing_file_is_refused_with_the_nearest_name(folder: Path) -> None:
    write(folder / "contract.md", "x")

    with pytest.raises(ContextError, match=r"did you mean .*contract\.md"):
        load([str(folder / "contrct.md")])


def test_a_missing_folder_is_named(folder: Path) -> None:
    with pytest.raises(ContextError, match=r"there is no folder nowhere"):
        load(["nowhere/a.md"])


@pytest.mark.skipif(not NO_BOUND, reason="root may read everything")
def test_an_unreadable_file_is_refused(folder: Path) -> None:
    path = write(folder / "a.txt", "a")
    os.chmod(path, 0)

    with pytest.raises(ContextError, match="cannot be read: Permission denied"):
        load([path])


def test_a_device_is_refused() -> None:
    with pytest.raises(ContextError, match="/dev/null is not a file"):
        load(["/dev/null"])


def test_a_huge_file_is_refused(folder: Path) -> None:
    path = write(folder / "a.txt", "12345")

    assert load([path], max_bytes=5).value == "12345"
    with pytest.raises(ContextError, match="has more than"):
        load([path], max_bytes=4)


def test_a_huge_folder_is_refused(folder: Path) -> None:
    write(folder / "d/a.txt", "123")
    write(folder / "d/b.txt", "123")

    with pytest.raises(ContextError, match="d/ has more than"):
        load(["d"], max_bytes=5)


def test_standard_input_is_a_text() -> None:
    loaded = load(["-"], stdin="Ä".encode())

    assert loaded.value == "Ä"
    assert loaded.info.label == "standard input"


@pytest.mark.parametrize(("stdin", "message"), [(b"", "empty"), (b"\xff", "not UTF-8")])
def test_unfit_standard_input_is_refused(stdin: bytes, message: str) -> None:
    with pytest.raises(ContextError, match=f"standard input is {message}"):
        load(["-"], stdin=stdin)


def test_standard_input_stands_alone(folder: Path) -> None:
    path = write(folder / "a.txt", "a")

    with pytest.raises(ContextError, match="cannot be combined"):
        load(["-", path])


def test_something_must_be_named() -> None:
    with pytest.raises(ContextError, match="no context"):
        load([])


def test_a_folder_is_a_dict_from_relative_path_to_text(folder: Path) -> None:
    write(folder / "d/z.md", "zz")
    write(folder / "d/a/b.json", "{}")
    write(folder / "d/.hidden", "h")

    loaded = load(["d"])

    assert loaded.value == {".hidden": "h", "a/b.json": "{}", "z.md": "zz"}
    assert isinstance(loaded.value, dict)
    assert list(loaded.value) == sorted(loaded.value)
    assert (loaded.info.type, loaded.info.label) == ("dict", "d/")
    assert (loaded.info.chars, loaded.info.items) == (5, 3)
    assert "z.md: zz" in loaded.info.preview.preview


def test_an_empty_name_is_no_file() -> None:
    with pytest.raises(ContextError, match="an empty name is no file"):
        load([""])


def test_what_is_no_text_is_skipped_and_named(folder: Path) -> None:
    write(folder / "d/a.txt", "a")
    write(folder / "d/b.png", b"\0")
    write(folder / "d/c.txt", b"\xff")
    write(folder / "d/.git/config", "x")
    (folder / "d/gone").symlink_to("nowhere")
    (folder / "d/loop").symlink_to(folder / "d")
    os.mkfifo(folder / "d/pipe")

    loaded = load(["d"])

    assert loaded.value == {"a.txt": "a"}
    assert loaded.info.skipped == (
        "b.png is a binary file",
        "c.txt is not UTF-8 (byte 0)",
        "gone is not a file",
        "loop is a link to a folder",
        "pipe is not a file",
    )


def test_many_skipped_files_are_counted(folder: Path) -> None:
    write(folder / "a.txt", "a")
    for number in range(MAX_SKIPPED + 7):
        write(folder / f"{number}.bin", b"\0")

    skipped = load([str(folder)]).info.skipped

    assert len(skipped) == MAX_SKIPPED + 1
    assert skipped[-1] == "and 7 more"


def test_gitignore_is_honoured_at_every_level(folder: Path) -> None:
    write(folder / ".git/HEAD", "")
    write(folder / ".gitignore", "*.log\nbuild/\n")
    write(folder / "d/.gitignore", "!keep.log\n/only_here\n")
    for name in ("d/a.log", "d/keep.log", "d/only_here", "d/e/only_here"):
        write(folder / name, "x")
    write(folder / "d/build/x.txt", "x")

    loaded = load(["d"])

    assert isinstance(loaded.value, dict)
    assert list(loaded.value) == [".gitignore", "e/only_here", "keep.log"]
    assert loaded.info.skipped == ("3 ignored by .gitignore",)


def test_an_ignored_folder_that_is_named_is_loaded(folder: Path) -> None:
    write(folder / ".git/HEAD", "")
    write(folder / ".gitignore", "build/\n")
    write(folder / "build/a.txt", "a")

    assert load(["build"]).value == {"a.txt": "a"}


def test_an_ignored_file_that_is_named_is_loaded(folder: Path) -> None:
    write(folder / ".gitignore", "*.txt\n")
    write(folder / "a.txt", "a")
    write(folder / "b.txt", "b")

    assert load(["a.txt"]).value == "a"
    assert load(["a.txt", "b.txt"]).value == {"a.txt": "a", "b.txt": "b"}
    assert load(["a.txt", "."]).value == {".gitignore": "*.txt\n", "a.txt": "a"}


def test_several_files_are_named_from_the_folder_they_share(folder: Path) -> None:
    write(folder / "a/x.md", "ax")
    write(folder / "b/x.md", "bx")
    write(folder / "b/c/y.md", "by")

    loaded = load(["b", "a/x.md", "b/x.md"])

    assert loaded.value == {"a/x.md": "ax", "b/c/y.md": "by", "b/x.md": "bx"}
    assert loaded.info.label == "3 paths"


def test_a_pattern_matches_within_its_folder(folder: Path) -> None:
    write(folder / "a/x.md", "x")
    write(folder / "a/b/y.md", "y")
    write(folder / "a/b/z.txt", "z")

    assert load(["a/*.md"]).value == {"x.md": "x"}
    assert load(["a/**/*.md"]).value == {"b/y.md": "y", "x.md": "x"}
    assert load([f"{folder}/a/b/[y]*"]).value == {"y.md": "y"}


def test_a_file_name_may_look_like_a_pattern(folder: Path) -> None:
    write(folder / "a[1].txt", "a")

    assert load(["a[1].txt"]).value == "a"


def test_a_pattern_that_matches_nothing_is_refused(folder: Path) -> None:
    with pytest.raises(ContextError, match=r"no file matches \*\.md"):
        load(["*.md"])


def test_a_folder_without_text_is_refused(folder: Path) -> None:
    write(folder / "d/a.png", b"\0")

    with pytest.raises(ContextError, match=r"d/ has no text files: a.png is a binary"):
        load(["d"])


def test_a_folder_of_empty_files_is_empty(folder: Path) -> None:
    write(folder / "d/a.txt", "")

    with pytest.raises(ContextError, match="d/ is empty"):
        load(["d"])


def test_a_file_name_that_is_not_utf_8_can_be_saved(folder: Path) -> None:
    odd = os.fsdecode(b"a\xff.txt")
    try:
        write(folder / odd, "a")
    except OSError:
        pytest.skip("the file system takes UTF-8 names only")

    assert load([odd]).info.label == "a\\xff.txt"
    assert load([str(folder)]).value == {"a\\xff.txt": "a"}


@pytest.mark.parametrize(
    ("value", "kind", "chars", "items"),
    [
        ("abc", "str", 3, 0),
        (["ab", 12, None, True, 1.5], "list", 15, 5),
        ({"key": "ab", "other": {"in": "x"}}, "dict", 5, 2),
    ],
)
def test_a_value_is_described(value: object, kind: str, chars: int, items: int) -> None:
    info = describe(value, "mine")

    assert (info.type, info.label) == (kind, "mine")
    assert (info.chars, info.items) == (chars, items)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (("a",), "the context is a tuple: a context is a str, a list or a dict"),
        (b"a", "the context is a bytes"),
        (None, "the context is a NoneType"),
        (["a", {"b": [{1}]}], r"the context\[1\]\['b'\]\[0\] is a set"),
        ({"a": {1: "x"}}, r"the context\['a'\] has the key 1"),
        ([float("inf")], r"the context\[0\] is inf"),
        ([], "the context is empty"),
        ({"a": ""}, "the context is empty"),
    ],
)
def test_a_value_that_is_no_context_is_refused(value: object, message: str) -> None:
    with pytest.raises(ContextError, match=message):
        describe(value)


def test_a_value_that_holds_itself_is_refused() -> None:
    value: list[object] = ["a"]
    value.append(value)

    with pytest.raises(ContextError, match=f"nested deeper than {MAX_DEPTH} levels"):
        describe(value)


def test_a_deep_value_is_described() -> None:
    value: object = "a"
    for _ in range(MAX_DEPTH):
        value = [value]

    assert describe(value).chars == 1


def test_the_preview_of_data_is_bounded() -> None:
    info = describe([{"text": "long " * 10_000}] * 1_000)

    assert info.preview.is_inline
    assert info.preview.preview.startswith("[0]: {'text': ")
