"""Text to keys of the word table, exactly as crates/comity-link/src/words/lookup.rs does it in Rust."""
import re
import unicodedata
from functools import lru_cache

ACCENT = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
    "\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
)
PLAIN = {"ß": "ss", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ı": "i", "ς": "σ", "æ": "ae", "œ": "oe"}
ARABIC = str.maketrans({"ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ـ": None})
INSIDE = re.compile("[ʻʼ\u200c\u0640\u0300-\u036f\u064b-\u065f\u0670]")
UZBEK = re.compile("(?<=[ogOG])['‘’`](?=[^\\W\\d_])")
HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
WORD = re.compile(f"[{HAN}]+|[^\\W\\d_{HAN}]+")
IS_HAN = re.compile(f"[{HAN}]")
STEM = 0.8
MASK = (1 << 64) - 1


@lru_cache(1 << 20)
def key(word):
    folded = ACCENT.sub("", unicodedata.normalize("NFKD", word).lower())
    return "".join(PLAIN.get(c, c) for c in folded).translate(ARABIC)


def keys(text):
    return [key(w) for w in WORD.findall(UZBEK.sub("", INSIDE.sub("", text)))]


def word_hash(word):
    h = 0xCBF29CE484222325
    for b in word.encode():
        h = ((h ^ b) * 0x100000001B3) & MASK
    h = ((h ^ (h >> 33)) * 0xFF51AFD7ED558CCD) & MASK
    h = ((h ^ (h >> 33)) * 0xC4CEB9FE1A85EC53) & MASK
    return h ^ (h >> 33)


def fallback(k, rows):
    """Row and share of a key that is not in the table itself."""
    if k.startswith("ال"):
        if len(k) > 4 and k[2:] in rows:
            return rows[k[2:]], 1.0
    elif k[:1] in "وبلفك":
        if len(k) > 3 and k[1:] in rows:
            return rows[k[1:]], 1.0
        if k[1:3] == "ال" and len(k) > 5 and k[3:] in rows:
            return rows[k[3:]], 1.0
    for n in range(len(k) - 1, max(3, len(k) // 2), -1):
        if k[:n] in rows:
            return rows[k[:n]], STEM
    return None


def han(text, rows, longest=6):
    """Longest match from the left."""
    out, i = [], 0
    while i < len(text):
        for n in range(min(longest, len(text) - i), 0, -1):
            if text[i : i + n] in rows:
                out.append((rows[text[i : i + n]], 1.0))
                i += n
                break
        else:
            i += 1
    return out


def lookup(text, rows):
    """Rows and shares of a text."""
    out = []
    for k in keys(text):
        if IS_HAN.match(k):
            out += han(k, rows)
        elif k in rows:
            out.append((rows[k], 1.0))
        elif (hit := fallback(k, rows)) is not None:
            out.append(hit)
    return out
