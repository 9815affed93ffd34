"""Read the table in columns that shares the most words with the question."""


def shared(table):
    head, body = table
    said = " ".join([*head, *(cell for _, cells in body for cell in cells)])
    return len(stems(QUESTION) & stems(said)), len(body)


def read_rows():
    global ROWS_ARE
    head, body = max(aligned_tables(documents[DOCUMENT]), key=shared)
    ROWS_ARE = next((name for name, marks in ROWS_OF if marks <= set(head)), "")
    return [dict(zip(head, cells, strict=False)) | {"line": n} for n, cells in body]
