"""Tell which rows meet the conditions of a question."""

MOMENTS = ("span", "not before", "before", "clock", "month", "yearly")


def test(index, column, kind, value):
    cell = rows[index].get(column, "")
    text = str(cell).strip()
    if kind in ("is", "is not"):
        same = text in value or text.lower() in map(str.lower, value)
        return same == (kind == "is")
    if kind == "contains":
        said = " ".join(map(str, rows[index].values())) if not column else text
        found = stems(said)
        return all(found & set(options) for options in value)
    if kind == "has phrase":
        said = " ".join(map(str, rows[index].values())) if not column else text
        return value.lower() in said.lower()
    if kind == "blank":
        return not text
    if kind == "filled":
        return bool(text)
    if column in as_dates:
        moment = as_dates[column][index]
        if not moment or kind not in MOMENTS:
            return False
        low, high = [*value, "", ""][:2]
        if kind == "clock":
            return len(moment) > 13 and low <= moment[11:16] < high
        if kind == "month":
            return moment[5:7] == low
        if kind == "yearly":
            return moment[5:10] == low
        return (not low or moment >= low) and (not high or moment < high)
    amount = as_numbers[column][index] if column in as_numbers else None
    return amount is not None and compare(amount, kind, value)


def compare(amount, kind, value):
    low, high = value if kind == "between" else (value, value)
    return {
        ">": amount > low,
        ">=": amount >= low,
        "<": amount < low,
        "<=": amount <= low,
        "=": amount == low,
        "between": low <= amount <= high,
    }[kind]


def matching(filters):
    found = list(range(len(rows)))
    for f in filters:
        found = [i for i in found if test(i, *f)]
    return found
