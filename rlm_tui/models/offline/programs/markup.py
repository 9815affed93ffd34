"""Turn a web page into the text that a reader of it sees."""

import html
import re

IS_PAGE = re.compile(r"(?i)\s*(?:<!doctype html|<html|<\?xml[^>]*>\s*<!doctype html)")
UNSEEN = re.compile(r"(?is)<(script|style|template)\b.*?</\1\s*>|<!--.*?-->")
HEADINGS = re.compile(r"(?i)<h([1-6])\b[^>]*>")
HEAD_ROWS = re.compile(r"(?is)<tr\b[^>]*>(?:(?!</tr).)*?<th\b(?:(?!</tr).)*</tr\s*>")
CELL_ENDS = re.compile(r"(?i)</t[dh]\s*>\s*(?=<t[dh]\b)")
BREAKS = re.compile(
    r"(?i)</?(?:p|div|section|article|header|footer|main|nav|ul|ol|li|dl|dt|dd|table"
    r"|thead|tbody|tr|br|hr|title|body|head|html|form|blockquote|pre)\b[^>]*>|</h\d\s*>"
)
TAG = re.compile(r"</?[A-Za-z][^<>]*>")


def with_rule(match):
    """A row of headings, and the line that goes under it in a table."""
    cells = len(re.findall(r"(?i)<t[hd]\b", match.group()))
    rule = "<tr>" + "<td>---</td>" * cells + "</tr>"
    return match.group() + (rule if cells > 1 else "")


def without_markup(text):
    if not IS_PAGE.match(text[:2000]):
        return text
    text = HEAD_ROWS.sub(with_rule, text)
    text = UNSEEN.sub(" ", text)
    text = re.sub(r"(?is)<title[^>]*>(.*?)</title\s*>", r"\nTitle: \1\n", text)
    text = HEADINGS.sub(lambda m: "\n\n" + "#" * int(m.group(1)) + " ", text)
    text = BREAKS.sub("\n", CELL_ENDS.sub(" | ", text))
    text = html.unescape(TAG.sub("", text))
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)
