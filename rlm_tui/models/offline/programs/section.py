"""Find the section that is asked for, and give what stands in it."""

import json
import re

MARK = ""
NUMBER = ""
WORDS = {}
ABOUT = {}
ALL_WORDS = {}
WANTS = "text"
IS_WHOLE = False
QUESTION = ""


def find_the_section():
    global titles_in, sections, result
    titles_in = find_titles()
    sections = list(all_sections())
    find = by_number if NUMBER else by_name if WORDS else by_title
    candidates = [(sure, s) for sure, s in find() if WANTS == "title" or body_of(s)]
    candidates.sort(key=lambda item: (-item[0], item[1].get("level", 0)))
    sure, best, answer = choose(candidates)
    result = {
        "strategy": "section",
        "answer": shortened(answer.strip(), 1500),
        "confidence": round(sure, 2) if answer.strip() else 0.0,
        "evidence": best["title"] if best else "",
        "where": f"{best['name']} line {best['line']}".strip() if best else "",
        "passages": [
            f"line {s['line']}: {s['title']}: {shortened(plain_text(body_of(s)), 200)}"
            for s in ([best] if best else sections[:3])
        ],
    }
    print("RESULT", json.dumps(result, ensure_ascii=False))


def choose(candidates):
    """The best section with its text, less surely where others are as good."""
    if not candidates:
        return 0.0, None, ""
    sure, best = candidates[0]
    equal = {body_of(s) for worth, s in candidates if worth > sure - 0.01}
    return sure * (1.0 if len(equal) == 1 else 0.6), best, answer_of(best)


SMALL = stems("the a an of and or in on for to with by at is are how do i what")
ONE_KIND = ("", "section", "clause", "article")


def says(bag, options):
    return bool(bag & set(options))


def all_sections():
    """Each heading with its path and the lines under it."""
    for name, titles in titles_in.items():
        text_lines = documents[name].splitlines()
        starts = sorted(titles)
        path = []
        for at, number in enumerate(starts):
            level, mark, which, title = titles[number]
            path = [p for p in path if p[0] < level] + [(level, title)]
            after = (n for n in starts[at + 1 :] if titles[n][0] <= level)
            end = next(after, len(text_lines) + 1)
            yield {
                "name": name,
                "line": number,
                "level": level,
                "mark": mark,
                "number": which,
                "title": title,
                "path": " / ".join(p[1] for p in path[:-1]),
                "lines": text_lines[number : end - 1],
            }


def body_of(section):
    """The text under a heading, without rules and the lines around it."""
    kept = [line for line in section["lines"] if not RULED.match(line.strip())]
    return "\n".join(kept).strip("\n")


def title_words(section):
    bare = re.sub(r"^\W*(?:\d[\d.]*)\s", " ", section["title"])
    return stems(bare) - SMALL


def by_number():
    alike = [s for s in sections if s["number"] == NUMBER and s["mark"] != "question"]
    same = [s for s in alike if s["mark"] == MARK]
    if MARK in ONE_KIND:
        same = same or [s for s in alike if s["mark"] in ONE_KIND]
    elif not any(s["mark"] == MARK for s in sections):
        same = [s for s in alike if not s["mark"]]
    return [(0.92, s) for s in same] or numbered_paragraphs()


def numbered_paragraphs():
    """Clauses that are one paragraph with its number in front."""
    found = []
    mark = re.compile(rf"\s*(?:§ ?)?{re.escape(NUMBER)}[.)]?\s+\S")
    for name, text in documents.items():
        lines_here = text.splitlines()
        for i, line in enumerate(lines_here):
            if MARK in ONE_KIND and mark.match(line):
                end = next(
                    (j for j in range(i, len(lines_here)) if not lines_here[j].strip()),
                    len(lines_here),
                )
                found.append(
                    (
                        0.8,
                        {"name": name, "line": i + 1, "title": NUMBER, "path": ""}
                        | {"lines": lines_here[i:end]},
                    )
                )
    return found if "." in NUMBER or len(found) == 1 else []


def by_name():
    """Sections whose title has every word that is asked for, few others first."""
    found = []
    for section in sections:
        said = title_words(section)
        if section["mark"] == "question" or not said:
            continue
        if all(says(said, options) for options in WORDS.values()):
            extra = len(said) - len(WORDS)
            if extra <= (0 if IS_WHOLE else 3):
                found.append((0.92 - 0.07 * max(0, extra), section))
    return found


def by_title():
    """Sections whose whole title is in the question, and that say the rest of it."""
    asked = {option for options in ALL_WORDS.values() for option in options}
    found = []
    for section in sections:
        said = title_words(section)
        if not said or section["mark"] == "question" or not said <= asked:
            continue
        rest = [o for o in ALL_WORDS.values() if not says(said, o)]
        path = stems(section["path"])
        left = [o for o in rest if not says(path, o)]
        if all(says(stems(body_of(section)), o) for o in left):
            found.append((0.88 - 0.08 * len(left), section))
    return found


def about(section):
    """The lines of a section that speak of what is asked, or a section inside it."""
    text = body_of(section)
    parts = [p for p in re.split(r"\n\s*\n", text) if p.strip()]
    for at, part in enumerate(parts):
        if all(says(stems(part), options) for options in ABOUT.values()):
            is_heading = len(part.splitlines()) == 1 and part.lstrip().startswith("#")
            return "\n".join(parts[at + 1 : at + 2]) if is_heading else part
    whole = stems(text)
    return text if all(says(whole, o) for o in ABOUT.values()) else ""


def plain_text(text):
    """Without the hard wraps of a paragraph, and without empty lines."""
    blocks = [b for b in re.split(r"\n\s*\n", text) if b.strip()]
    joined = [b if ITEM.match(b) or "\n-" in b else " ".join(b.split()) for b in blocks]
    return "\n".join(joined)


def answer_of(section):
    text = about(section) if ABOUT else body_of(section)
    if WANTS == "title":
        number = section["title"].split(" ", 1)
        is_number = number[0].strip(".)") == section["number"]
        return number[-1].strip(" .") if is_number else section["title"]
    if WANTS == "summary" and text.strip():
        return llm_query(f"Question: {QUESTION}\nText:\n{text[:20_000]}")
    is_about = re.search(r"(?i)\babout\W*$", QUESTION) and section["title"] != NUMBER
    return f"{section['title']}: " * bool(is_about) + plain_text(text)


find_the_section()
