"""Read the table in columns that shares the most words with the question."""

DOCUMENT = ""
QUESTION = ""

asked = stems(QUESTION)


def shared(table):
    head, body = table
    said = " ".join([*head, *(cell for _, cells in body for cell in cells)])
    return len(asked & stems(said)), len(body)


head, body = max(aligned_tables(documents[DOCUMENT]), key=shared)
rows = [dict(zip(head, cells, strict=False)) | {"line": n} for n, cells in body]
ROWS_ARE = next((name for name, marks in ROWS_OF if marks <= set(head)), "")
