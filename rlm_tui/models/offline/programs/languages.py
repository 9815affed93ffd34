"""Tell source code from other texts, and in which language it is written."""

import re

LANGUAGES = {
    "python": r"(?:async )?def \w+\(|class \w+.*:$|from [\w.]+ import |import [\w., ]+$"
    r"|@\w[\w.]*(?:\(|$)|if __name__",
    "javascript": r"(?:export |default |async )*function\b|.*=> \{$|['\"]use strict"
    r"|(?:export )?(?:const|let|var) [\w{}, ]+ = |import .* from ['\"]"
    r"|(?:module\.)?exports\b|(?:export )?class \w+.*\{",
    "typescript": r"(?:export )?(?:interface|type|enum) \w+.*[{=]"
    r"|(?:export |async )*function \w+\(.*\w: \w|.*\): \w[\w<>\[\]]* \{$"
    r"|(?:private|public|readonly) \w+: |(?:export )?const \w+: ",
    "go": r"package \w+$|func (?:\([^)]*\) )?\w+\(|import (?:\(|\")|.* := |type \w+ "
    r"(?:struct|interface)",
    "c": r"#(?:include|define|ifn?def|endif)\b|typedef |struct \w+ \{|(?:static |const "
    r"|unsigned |inline )*(?:void|int|char|long|size_t|double|float|bool)\s+\**\w+"
    r"(?:\(|\[|;| = )",
    "c++": r"namespace \w+|template ?<|.*\bstd::|(?:virtual|public:|private:)"
    r"|using namespace|#include <\w+>$",
    "java": r"package [\w.]+;|import (?:static )?[\w.*]+;|@Override"
    r"|(?:public|private|protected) (?:static |final |abstract )*[\w<>\[\]]+ .*[({;]",
    "perl": r"use (?:strict|warnings|[A-Z][\w:]*)\b.*;|my [$@%(].*|sub \w+ *\{|package "
    r"[\w:]+;",
    "rust": r"use \w+::[\w:{}, *]+;|let (?:mut )?\w+.*;|#!?\[\w+"
    r"|(?:pub(?:\(\w+\))? )?(?:async )?(?:fn|struct|enum|impl|trait|mod)\b.*[{;(]",
    "ruby": r"def [\w.?!=]+(?:\(.*\))?$|module [A-Z]\w*$|class [A-Z]\w*(?: < [\w:]+)?$"
    r"|require(?:_relative)? ['\"]|attr_\w+ :|.* do(?: \|.*\|)?$|end$",
    "php": r"<\?php|(?:public |private |protected |static )*function \w+\(.*\$"
    r"|\$\w+ = .*;|namespace [\w\\]+;",
    "shell": r"#!/.*\bsh$|(?:if|elif) \[|fi$|done$|esac$|\w+\(\) ?\{$|export \w+=|echo "
    r"|local \w+",
}
MARKS_OF = {name: re.compile(rf"\s*(?:{marks})") for name, marks in LANGUAGES.items()}
LOOKS_LIKE_CODE = re.compile(
    r".*[{}();:,\\\[\]=>]\s*$|\s*(?:#|//|/?\*|--|@|\"\"\"|''')|.*\w[(\[].*[)\]]"
    r"|\s*(?:if|for|while|else|end|fi|done|return|raise|throw|import|from|use)\b"
    r"|\s*[\w.$\[\]]+ ?(?:[-+*/|&]|:)?=[^=]"
)


def language_of(text):
    """The language that source code is written in; empty for any other text."""
    lines = [line for line in text[:60_000].splitlines() if line.strip()][:600]
    is_wide = sum(map(len, lines)) > 160 * len(lines)
    if len(lines) < 3 or is_wide or re.search(r"(?m)^\s*```", text[:60_000]):
        return ""
    marks = {
        name: sum(bool(mark.match(line)) for line in lines)
        for name, mark in MARKS_OF.items()
    }
    best = max(marks, key=marks.get)
    alike = sum(bool(LOOKS_LIKE_CODE.match(line)) for line in lines) / len(lines)
    least = max(2, 0.02 * len(lines))
    return best if marks[best] >= least and alike >= 0.5 else ""
