"""The form in which two names are compared, and the numbers by which substances are known."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache

_DIGIT_BREAK = re.compile(r"([0-9])[^0-9a-z\n\u0080-\U0010ffff]+(?=[0-9])")
_DROPPED = {code: None for code in range(128) if not chr(code).isalnum() and chr(code) not in ".\n"}
_JOINED = {code: "-" for code in range(128) if not chr(code).isalnum() and chr(code) != "\n"}
_CAS = re.compile(r"^(\d{2,7})-(\d{2})-(\d)$")
_GREEK = {"α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ω": "omega"}
_LETTERS = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ı": "i", **_GREEK}
# A raised digit behind a name is a footnote, a lowered one belongs to a formula. A trade mark is no letters.
_SIGNS = dict.fromkeys("™®©℠¹²³⁰⁴⁵⁶⁷⁸⁹", " ")
# Chinese names are kept in simplified characters; a label from Taiwan or Hong Kong writes the same name in these.
_HAN = {
    pair[0]: pair[1]
    for pair in (
        "異异 鈉钠 鈣钙 鉀钾 鋅锌 氫氢 矽硅 鹽盐 醯酰 腦脑 鯨鲸 蠟蜡 維维 纖纤 雙双 對对 羥羟 銅铜 "
        "鐵铁 鈦钛 鋁铝 鎂镁 膠胶 澱淀 環环 亞亚 葉叶 樹树 蘆芦 薈荟 檸柠 礦矿 離离 類类 綠绿 黃黄 "
        "藍蓝 紅红 麥麦 擬拟 聯联 銨铵 銀银 鎘镉 錳锰 鉻铬 鉍铋 鉛铅 純纯 麵面 間间 鄰邻 烴烃 發发 醱发 "
        "黴霉 藥药 蘭兰 經经 華华 絲丝 參参 順顺 質质 熱热 溫温 氬氩 萊莱 飽饱 鏈链 滿满 貝贝 "
        "糧粮 豔艳 鋰锂 銻锑 銦铟 鈮铌 鉬钼 鈷钴 鋇钡 鍶锶 來来 櫻樱 薑姜 蘿萝 蘇苏 糾纠"
    ).split()
}
_VOICED = "\u3099\u309a"
"""The marks of Japanese kana that tell "di" from "shi" (dimethicone, simethicone) and "pa" from "ba": no accents."""
_SPECIAL = str.maketrans(_LETTERS | _SIGNS | _HAN)


@lru_cache(maxsize=200_000)
def name_key(name: str) -> str:
    """The name without case, accents, spaces and punctuation; digits that were apart stay apart.

    "PEG-40 Castor Oil" and "peg 40 castoroil" share "peg40castoroil"; "1,2-Hexanediol" gives "1.2hexanediol" and
    is never taken for "12-hexanediol". "&" reads "and", Greek letters are spelt out, and the British spellings
    sulph-, aluminium, hydrolys-, colour and flavour are read as the American ones that INCI uses (that joins two
    INCI names only where they are one substance). Empty for a text without letters and digits.
    """
    return _key(name.replace("\n", " "))


def name_keys(names: Sequence[str]) -> list[str]:
    """`[name_key(n) for n in names]`, many times faster: they are folded together, as one text."""
    return _all_at_once(names, _key)


class _Plain(dict[int, str]):
    """What remains of a character: itself, a space for foreign punctuation, nothing for accents and widthless marks."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        if char.isalnum() or char.isascii() or char in _VOICED:
            plain = char
        else:
            plain = "" if unicodedata.combining(char) or unicodedata.category(char) == "Cf" else " "
        self[code] = plain
        return plain


_PLAIN = _Plain(_SPECIAL)


def _key(text: str) -> str:
    """Lower case without anything but letters, digits and the breaks between digits; lines stay lines."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.translate(_SPECIAL).casefold()).lower().translate(_PLAIN)
    text = text.lower().replace("&", " and ").replace(".", " ")
    text = _DIGIT_BREAK.sub(r"\1.", text).translate(_DROPPED)
    text = text.replace("sulph", "sulf").replace("aluminium", "aluminum").replace("hydrolys", "hydrolyz")
    return text.replace("colour", "color").replace("flavour", "flavor")


@lru_cache(maxsize=10_000)
def substance_id(name: str) -> str:
    """The id under which a substance of this name is kept: lower case, words joined by hyphens."""
    return _hyphenated(name.replace("\n", " "))


def substance_ids(names: Sequence[str]) -> list[str]:
    """`[substance_id(n) for n in names]`, many times faster."""
    return _all_at_once(names, _hyphenated)


def _hyphenated(text: str) -> str:
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.translate(_SPECIAL).casefold()).translate(_SPECIAL)
        text = "".join(c for c in text if not unicodedata.combining(c))
    text = text.lower().replace("&", " and ").translate(_JOINED)
    while "--" in text:
        text = text.replace("--", "-")
    return text.replace("-\n", "\n").replace("\n-", "\n").strip("-")


def _all_at_once(names: Sequence[str], fold: Callable[[str], str]) -> list[str]:
    """Each name folded, the plain ones as one text; the others take longer and are one text of their own."""
    text = "\n".join(names)
    strange: list[int] = []
    if not text.isascii() or text.count("\n") >= len(names):
        strange = [i for i, n in enumerate(names) if not n.isascii() or "\n" in n]
        plain = list(names)
        for i in strange:
            plain[i] = ""
        text = "\n".join(plain)
    folded = fold(text).split("\n") if names else []
    lines = fold("\n".join(names[i].replace("\n", " ") for i in strange)).split("\n")
    for i, line in zip(strange, lines, strict=False):
        folded[i] = line
    return folded


def is_cas_number(text: str) -> bool:
    """Whether the text is a CAS registry number with a valid check digit (weighted digit sum modulo 10)."""
    match = _CAS.match(text)
    if not match:
        return False
    digits = (match[1] + match[2])[::-1]
    return sum(i * int(d) for i, d in enumerate(digits, 1)) % 10 == int(match[3])


def is_ec_number(text: str) -> bool:
    """Whether the text is an EC (EINECS/ELINCS) number with a valid check digit (digit sum modulo 11)."""
    if not re.fullmatch(r"[2-9]\d\d-\d\d\d-\d", text):
        return False
    digits = text.replace("-", "")
    return sum(i * int(d) for i, d in enumerate(digits[:6], 1)) % 11 == int(digits[6])
