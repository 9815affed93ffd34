"""Read each message of a conversation into a row: time, sender, message."""


def read_rows():
    global ROWS_ARE
    ROWS_ARE = "message"
    rows = []
    for number, line in enumerate(documents[DOCUMENT].splitlines(), 1):
        if match := CHAT_LINE.match(line):
            time, sender, message = match.groups()
            row = {"time": time, "sender": sender.strip(), "message": message.strip()}
            rows.append(row | {"line": number})
        elif rows and line.strip():
            rows[-1]["message"] += "\n" + line
    return rows
