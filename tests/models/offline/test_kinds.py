"""The first look names what a text is: code by its language, data by its form."""

from __future__ import annotations

import json
from typing import Any

import pytest

PYTHON = '''\
"""Keep readings."""
# Author: nobody
# Maintainer: nobody either
import sqlite3


class Store:
    """A place for readings."""

    def __init__(self, path):
        self.path = path


def open_database(path="readings.db"):
    # the table is made elsewhere
    return sqlite3.connect(path)
'''
GO = """\
package main

import "fmt"

type Box struct {
	Width int
}

func (b *Box) Area() int {
	return b.Width * b.Width
}

func main() {
	fmt.Println("hello")
}
"""
C = """\
#include <stdio.h>
#define LIMIT 10

static int count(const char *text) {
    int n = 0;
    while (*text++) n++;
    return n;
}

int main(void) {
    printf("%d", count("a"));
    return 0;
}
"""
JAVA = """\
package org.example;

import java.util.List;

public class Garden {
    private final List<String> plants;

    public Garden(List<String> plants) {
        this.plants = plants;
    }

    public int size() {
        return plants.size();
    }
}
"""
RUST = """\
use std::fs;

pub struct Reader {
    path: String,
}

impl Reader {
    pub fn open(&self) -> String {
        fs::read_to_string(&self.path).unwrap()
    }
}
"""
JAVASCRIPT = """\
const fs = require('fs');

function readAll(path) {
  return fs.readFileSync(path, 'utf8');
}

class Box {
  open() {
    return readAll(this.path);
  }
}

module.exports = { readAll };
"""
YAML = "name: ledger\nlimits:\n  memory: 512\n  cpu: 2\nowner: platform\n"
NOTES = """\
# How to use it

Call `open_database(path)` first; it returns a connection.

```python
def main():
    connection = open_database("a.db")
    class Nothing: pass
    import sqlite3
```

## What then

Close it: nothing else is needed (see above).
"""


def looked_at(played: Any) -> dict[str, Any]:
    [line] = [x for x in played.messages[3][1].splitlines() if x.startswith("PROBE")]
    found = json.loads(line.removeprefix("PROBE"))
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (PYTHON, "python"),
        (GO, "go"),
        (C, "c"),
        (JAVA, "java"),
        (RUST, "rust"),
        (JAVASCRIPT, "javascript"),
        (YAML, "yaml"),
        ("[a]\nx = 1\n[b]\ny = two\n", "ini"),
        ('{"a": {"b": 1}}', "json"),
        ("a,b\n1,2\n3,4\n", "csv"),
        (NOTES, "markdown"),
    ],
    ids=lambda value: value if len(value) < 12 else "",
)
def test_a_text_is_called_what_it_is(ask: Any, text: str, kind: str) -> None:
    found = looked_at(ask(text, "Who is the owner?"))

    assert found["format"] == kind
    assert found["files"][0][2] == ("prose" if kind == "json" else kind)


def test_files_of_source_code_are_called_by_their_languages(ask: Any) -> None:
    files = {"a.py": PYTHON, "b.go": GO, "notes.md": NOTES}
    found = looked_at(ask(files, "Who is the owner?"))

    assert [kind for _, _, kind in found["files"]] == ["python", "go", "markdown"]
    assert found["code"]
