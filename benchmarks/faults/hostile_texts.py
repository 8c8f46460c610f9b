"""Text tables as spreadsheet programs, mail programs and people make them, and as only an enemy would."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from .hostile_file import TABLE, HostileFile, Rows

_LONG: Rows = [["Allergen", "D2"], *([f"Allergen {n}", "-"] for n in range(5000))]


def texts() -> Iterator[HostileFile]:
    """Every hostile or odd text table, one after the other."""
    yield from _separators()
    yield from _quotes()
    yield from _code_pages()
    yield from _shapes()
    yield from _sizes()
    yield from _foreign()


def _csv(
    name: str, content: bytes | str | Callable[[], bytes], right: Rows | None = TABLE, refused: str = "-"
) -> HostileFile:
    return HostileFile(name, "results.csv", content.encode() if isinstance(content, str) else content, right, refused)


def _unsure(name: str, content: bytes | Callable[[], bytes]) -> HostileFile:
    """A file of which nobody can say what it means; it must only do no harm."""
    return HostileFile(name, "results.csv", content, None, any_right=True)


def _lines(rows: Rows = TABLE, separator: str = ",", end: str = "\n") -> str:
    return "".join(separator.join(row) + end for row in rows)


def _separators() -> Iterator[HostileFile]:
    for separator, name in ((",", "commas"), (";", "semicolons"), ("\t", "tabs"), ("|", "bars")):
        yield _csv(f"separated by {name}", _lines(separator=separator))
        first = [[], *TABLE]
        yield _csv(f"sep= and {name}", f"sep={separator}\n" + _lines(separator=separator), first)
        yield _csv(f'"sep=" in quotes and {name}', f'"sep={separator}"\n' + _lines(separator=separator), first)
    yield _csv("sep=; told, commas used", "sep=;\n" + _lines(), [[], *([",".join(row)] for row in TABLE)])
    decimal = [["Allergen", "Conc."], ["Nickel", "5,0"], ["Cobalt", "1,0"], ["MI", "0,2"], ["Parfum", "8,0"]]
    yield _csv("decimal commas between semicolons", _lines(decimal, ";"), decimal)
    yield _csv("decimal commas between tabs", _lines(decimal, "\t"), decimal)
    yield _csv("decimal commas in quotes", "\n".join(",".join(f'"{c}"' for c in row) for row in decimal), decimal)
    listed = [["Product", "Ingredients"], *([f"Cream {n}", "Aqua, Glycerin, Parfum"] for n in range(9))]
    yield _csv("lists between semicolons", _lines(listed, ";"), listed)
    one = [["Allergen"], ["Nickel"], ["Cobalt"], ["MI"]]
    yield _csv("one column", _lines(one), one)


def _quotes() -> Iterator[HostileFile]:
    for at, written in ((7, '"Nickel,+'), (7, 'Nickel "2,+'), (7, 'Nickel",+'), (4999, '"Nickel,+')):
        lines = _lines(_LONG).splitlines()
        lines[at + 1] = written
        rows = [list(row) for row in _LONG]
        rows[at + 1] = written.split(",")
        yield _csv(f"a stray quote: {written} in line {at + 2} of 5,001", "\n".join(lines) + "\n", rows)
    lines = _lines(_LONG).splitlines()
    lines[8], lines[3000] = '"Nickel,+', 'Cobalt",+'
    rows = [list(row) for row in _LONG]
    rows[8], rows[3000] = ['"Nickel', "+"], ['Cobalt"', "+"]
    yield _csv("two stray quotes 2,992 lines apart", "\n".join(lines), rows)
    lines[8], lines[9] = '"Nickel,+', '"Cobalt,+'
    rows[8], rows[9], rows[3000], lines[3000] = (
        ['"Nickel', "+"],
        ['"Cobalt', "+"],
        list(_LONG[3000]),
        _lines(_LONG).splitlines()[3000],
    )
    yield _csv("stray quotes in two lines together", "\n".join(lines), rows)
    yield _csv("every cell quoted", "".join(",".join(f'"{c}"' for c in row) + "\r\n" for row in TABLE))
    doubled = [["Name", "Words"], ["Cream", 'the "soft" one, white'], ["Gel", '"']]
    yield _csv("doubled quotes", 'Name,Words\nCream,"the ""soft"" one, white"\nGel,""""\n', doubled)
    broken = [["Name", "List"], ["Cream", "Aqua,\nParfum"], ["Gel", "Aqua"]]
    yield _csv("a line break inside quotes", 'Name,List\nCream,"Aqua,\nParfum"\nGel,Aqua\n', broken)
    yield _csv("the same with Windows line ends", 'Name,List\r\nCream,"Aqua,\r\nParfum"\r\nGel,Aqua\r\n', broken)
    yield _csv(
        "spaces behind quotes",
        'Name,List\n"Cream" ,"Aqua, Parfum" \nGel,Aqua\n',
        [["Name", "List"], ["Cream", "Aqua, Parfum"], ["Gel", "Aqua"]],
    )
    guarded = [["Allergen", "D2"], ["Nickel", '="++"'], ["Cobalt", '="-"']]
    yield _csv("cells guarded as formulas", 'Allergen,D2\nNickel,="++"\nCobalt,="-"\n', guarded)
    yield _unsure("nothing but quotes", b'"' * 5001)
    yield _csv(
        "an open quote and 200 kB",
        'Allergen,D2\nNickel,"' + "x" * 200_000,
        [["Allergen", "D2"], ["Nickel", '"' + "x" * 200_000]],
        "",
    )


def _code_pages() -> Iterator[HostileFile]:
    for page in (
        "utf-8",
        "utf-8-sig",
        "utf-16",
        "utf-16-le",
        "utf-16-be",
        "cp1252",
        "mac_roman",
        "cp850",
        "iso8859_15",
    ):
        yield _csv(f"in {page}", _lines(separator=";").encode(page))
    yield _csv("in UTF-32", _lines().encode("utf-32"), refused="")
    yield _unsure("in EBCDIC", _lines().encode("cp500", "replace"))
    yield _csv("UTF-8 with two marks", b"\xef\xbb\xbf" + _lines().encode("utf-8-sig"), refused="")
    yield _unsure("UTF-16 cut in mid-letter", _lines().encode("utf-16")[:-1])
    spoilt = _lines().encode().replace(b"Cobalt", b"Cob\xffalt")
    yield _unsure("UTF-8 with one wrong byte", spoilt)
    mixed = _lines().encode() + "Baume du Pérou,+,+\n".encode("cp1252")
    yield _unsure("two code pages in one file", mixed)


def _shapes() -> Iterator[HostileFile]:
    yield _csv("Windows line ends", _lines(end="\r\n"))
    yield _csv("old Macintosh line ends", _lines(end="\r"))
    mixed = "".join(",".join(row) + ("\r\n", "\n", "\r")[n % 3] for n, row in enumerate(TABLE))
    yield _csv("line ends of three kinds", mixed)
    yield _csv("no end of the last line", _lines().rstrip("\n"))
    yield _csv("Ctrl-Z at the end", _lines() + "\x1a", refused="")
    yield _csv(
        "empty lines between",
        _lines(end="\n\n"),
        [row for pair in zip(TABLE, [[]] * 99, strict=False) for row in pair][:-1],
    )
    yield _csv("empty columns to the right", "".join(",".join(row) + "," * 250 + "\n" for row in TABLE))
    ragged = [row[: 2 if n % 4 == 3 else 3] for n, row in enumerate(TABLE)]
    yield _csv("rows of different lengths", _lines(ragged), ragged, "")
    odd = [["Allergen", "D2"], ["Nickel next", "+"], ["Co\x0bbalt", "-"], ["L\x0cA", "-"], ["M\u2028I", "+"]]
    yield _csv("odd breaks inside cells", _lines(odd), odd, "")
    hidden = [["Allergen", "D2"], ["Nic​kel", "++"], ["‮Cobalt", "-"]]
    yield _csv("invisible letters", _lines(hidden), hidden, "")
    headed = [["Clinic of Dr Ä"], ["printed 2026-03-02"], [], *TABLE]
    yield _csv("lines above the table", "Clinic of Dr Ä\nprinted 2026-03-02\n\n" + _lines(), headed)


def _sizes() -> Iterator[HostileFile]:
    yield _csv("5,001 rows", _lines(_LONG), _LONG)
    yield _csv("200,001 rows", lambda: b"Nickel;+\n" * 200_001, None, "rows")
    yield _csv("a row of 2,001 columns", "x;" * 2000 + "x\n", None, "columns")
    yield _unsure("a row of two million columns", lambda: b";" * 2_000_000 + b"x")
    yield _unsure("one line of 20 MB", lambda: b"x" * (20 << 20))
    yield _csv("26 MB", lambda: b"Nickel;+\n" * 2_900_000, None, "rows")
    yield _csv("27 MB", lambda: b"Nickel;+\n" * 3_100_000, None, "MB")
    yield _csv("20 MB of quotes and separators", lambda: b'",' * (10 << 20), None, "")
    yield _csv("20 MB of line ends and one cell", lambda: b"\n" * (20 << 20) + b"x", None, "")


def _foreign() -> Iterator[HostileFile]:
    yield _csv("empty", b"", None, "empty")
    yield _csv("nothing but separators", ",,,\n,,,\n", None, "empty")
    yield _csv("nothing but line ends", "\n\r\n\r" * 20, None, "empty")
    yield _csv("NULs at the end", _lines().encode() + b"\0" * 3000, None, "")
    yield _csv("a NUL inside a cell", _lines().replace("Cobalt", "Co\0balt"), None, "")
    yield _csv("a NUL far inside", "".join(_lines(_LONG)) + "Nic\0kel,+\n", None, "")
    yield _csv("random bytes", bytes((n * 7919 + n * n) % 256 for n in range(5000)), None, "not a table")
    yield _csv("HTML named .csv", "<!DOCTYPE html><table><tr><td>Nickel</td></tr></table>", None, "web page")
    yield _csv("XML named .csv", '<?xml version="1.0"?><list><a/></list>', None, "XML")
    text = HostileFile("CSV named .xlsx", "results.xlsx", _lines().encode(), TABLE, "-")
    yield text
    yield HostileFile("CSV named .xls", "results.xls", _lines(separator="\t").encode(), TABLE, "-")
