"""Vectors of words to the table's file: centre by language, whiten, drop what a stem says as well, pack, measure the background.

Usage: build.py WORK OUT.bin
"""
import collections
import re
import struct
import sys
from pathlib import Path

import numpy as np

import tokens

DIMS = 192
BITS = 16
WORDS = 128_700
# sixteen levels span this many standard deviations of an axis to either side: of 2.2, 2.5, 2.8, 3.2 the nearest to the vectors
SPAN = 2.5
WHITEN = 0.6
SIF = 1e-4
# a word this near to what its stem would give is left out
SAME = 0.82
# how many words of each language; what one leaves over goes to the next in the list
QUOTA = [
    ("ky", 600), ("tg", 3800), ("uz", 3700), ("geo", 2600), ("pt", 1900), ("de", 2400), ("fa", 7400), ("ar", 8200),
    ("kk", 14000), ("es", 9500), ("fr", 9300), ("zh", 16500), ("ru", 26000), ("en", 99999),
]
SCRIPTS = ["latin", "cyrillic", "han", "arabic", "other"]


def language(word, langs):
    """The one language by which a word is centred and counted."""
    if "zh" in langs:
        return "zh"
    if re.match("[\u0600-\u06ff]", word):
        return "fa" if "fa" in langs or re.search("[پچژگیک]", word) else "ar"
    if re.match("[\u0400-\u052f]", word):
        if "tg" in langs or re.search("[ӣӯҳҷ]", word):
            return "tg"
        for lang in ("ru", "kk"):
            if lang in langs:
                return lang
        if re.search("[әғқңөұүһі]", word):
            return "kk"
        return "ky" if "ky" in langs else "ru"
    return next((x for x in ("en", "fr", "es", "pt", "de", "uz", "geo") if x in langs), "en")


def read(work):
    words, vectors, score, langs = [], [], [], []
    known = {}
    for line in (work / "vocabulary.tsv").read_text().splitlines():
        word, s, ls = line.split("\t")
        known[word] = (float(s), set(ls.split(",")))
    for part in sorted(work.glob("vectors.*.npy")):
        names = part.with_suffix(".txt").read_text().split("\n")
        block = np.load(part).astype(np.float32)
        words += names[: len(block)]
        vectors.append(block)
    for word in words:
        score.append(known[word][0])
        langs.append(language(word, known[word][1]))
    return words, np.concatenate(vectors), np.array(score), np.array(langs)


def centred(vectors, langs):
    """Unit vectors minus the mean of their language, rotated to principal axes, the strong ones damped."""
    v = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    for lang in sorted(set(langs)):
        v[langs == lang] -= v[langs == lang].mean(0)
    sample = v[np.random.default_rng(1).permutation(len(v))[:50000]]
    values, axes = np.linalg.eigh(sample.T @ sample)
    axes, values = axes[:, ::-1][:, :DIMS], np.sqrt(values[::-1][:DIMS])
    p = (v @ axes) / (values / values[0]) ** WHITEN
    return p / np.linalg.norm(p, axis=1, keepdims=True)


def worth(words, vectors, score, langs, domain):
    """What to keep first: English words by how often activities use them; words of other languages by how near they come
    to such an English word, for a word without a counterpart in the field translates nothing. The model's own
    likelihoods are no frequencies: `northern` is two pieces, and so is `minutest`."""
    at = {w: i for i, w in enumerate(words)}
    counted = [(w, n) for w, n in domain if w in at and len(w) > 2][:12000]
    field = vectors[[at[w] for w, _ in counted]]
    bonus = 0.03 * np.log([n for _, n in counted])
    out = np.empty(len(words))
    for i in range(0, len(words), 4096):
        out[i : i + 4096] = (vectors[i : i + 4096] @ field.T + bonus).max(1)
    # the most frequent words of all join sentences and are often pieces of their own
    out += 0.15 * (score > -11.5)
    count = dict(domain)
    for i in np.where(langs == "en")[0]:
        out[i] = 1 + np.log1p(count.get(words[i], 0)) + 0.05 * (score[i] + 20)
    out[langs == "geo"] = -np.arange((langs == "geo").sum())
    return out


def choose(words, vectors, rank, langs, room):
    """Rows to keep: by language, the worthiest first, unless the stem or the Han parts that are there already say the same."""
    order = np.argsort(-rank, kind="stable")
    by_lang = collections.defaultdict(list)
    for i in order:
        by_lang[langs[i]].append(i)
    rows, left = {}, 0
    total = 0
    for lang, quota in QUOTA:
        quota = min(quota + left, room - total)
        left = quota
        for i in by_lang[lang]:
            if left == 0:
                break
            k = tokens.key(words[i])
            if k in rows or len(k) < 2 and lang != "zh":
                continue
            hits = tokens.han(k, rows) if lang == "zh" else [h for h in [tokens.fallback(k, rows)] if h]
            if hits:
                made = sum(vectors[r] * s for r, s in hits)
                if made @ vectors[i] > SAME * np.linalg.norm(made):
                    continue
            rows[k] = i
            left -= 1
        total = len(rows)
        print(lang, quota - left, "kept of", len(by_lang[lang]), file=sys.stderr)
    return rows


def embed(texts, rows, vectors, gain):
    out = np.zeros((len(texts), vectors.shape[1]), np.float32)
    for n, text in enumerate(texts):
        for row, share in tokens.lookup(text, rows):
            out[n] += share * gain[row] * vectors[row]
    return out / (np.linalg.norm(out, axis=1, keepdims=True) + 1e-9)


def script(text):
    counts = [
        len(re.findall("[A-Za-z\u00c0-\u024f]", text)), len(re.findall("[\u0400-\u052f]", text)),
        3 * len(tokens.IS_HAN.findall(text)), len(re.findall("[\u0620-\u064a\u066e-\u06d3]", text)),
    ]
    return int(np.argmax(counts)) if max(counts) else 4


def background(texts, rows, vectors, gain):
    """Middle and half the 16th-to-84th-percentile span (a deviation, were it normal) of random pairs' cosines, for every pair of scripts."""
    random = np.random.default_rng(2)
    groups = collections.defaultdict(list)
    for text in texts:
        if len(tokens.lookup(text, rows)) >= 3:
            groups[script(text)].append(text)
    out = np.tile(np.array([0.05, 0.12], np.float32), (5, 5, 1))
    e = {s: embed([g[i] for i in random.permutation(len(g))[:1500]], rows, vectors, gain) for s, g in groups.items() if len(g) >= 100}
    for a in e:
        for b in e:
            m = e[a] @ e[b].T
            m = m[m < 0.999] if a == b else m
            # robust: titles of one series are no random pair, and would widen the deviation threefold
            low, middle, high = np.quantile(m, [0.1587, 0.5, 0.8413])
            out[a, b] = middle, (high - low) / 2
            print(SCRIPTS[a], SCRIPTS[b], out[a, b], file=sys.stderr)
    return out


def packed(vectors):
    """Half a level's worth on each axis, the levels (0 to 15) two in a byte, and the lengths of what they stand for."""
    steps = (vectors.std(0) * SPAN / 15).astype("<f4")
    levels = np.clip(np.rint((vectors / steps + 15) / 2), 0, 15)
    length = np.linalg.norm((levels * 2 - 15) * steps, axis=1)
    levels = levels.astype(np.uint8)
    return steps, levels[:, ::2] | levels[:, 1::2] << 4, length


def write(path, keys, vectors, gain, spread):
    hashes = [tokens.word_hash(k) for k in keys]
    order = sorted(range(len(keys)), key=lambda i: (hashes[i] >> (64 - BITS), hashes[i] & 0xFFFFFFFF))
    buckets = np.array([hashes[i] >> (64 - BITS) for i in order], np.int64)
    starts = np.searchsorted(buckets, np.arange((1 << BITS) + 1)).astype("<u4")
    lay_out(path, spread, starts, np.array([hashes[i] & 0xFFFFFFFF for i in order], "<u4"), gain[order], vectors[order])


def lay_out(path, spread, starts, keys, gain, vectors):
    steps, levels, length = packed(vectors)
    with open(path, "wb") as f:
        f.write(b"CMTYWRD2" + struct.pack("<4I", DIMS, len(keys), BITS, 6))
        f.write(spread.astype("<f4").tobytes())
        f.write(steps.tobytes())
        f.write(starts.tobytes())
        f.write(keys.tobytes())
        f.write((gain / length).astype("<f4").tobytes())
        f.write(levels.tobytes())


def main():
    work, out = Path(sys.argv[1]), Path(sys.argv[2])
    words, raw, score, langs = read(work)
    vectors = centred(raw, langs)
    domain = [(w, int(n)) for w, n in (x.split("\t") for x in (work / "domain.tsv").read_text().splitlines())]
    chosen = choose(words, vectors, worth(words, vectors, score, langs, domain), langs, WORDS)
    keys = list(chosen)
    pick = np.array([chosen[k] for k in keys])
    vectors = vectors[pick]
    gain = SIF / (SIF + np.exp(score[pick]))
    rows = {k: i for i, k in enumerate(keys)}
    texts = (work / "texts.txt").read_text().splitlines()
    write(out, keys, vectors, gain, background(texts, rows, vectors, gain))
    np.savez(work / "table.npz", keys=np.array(keys), vectors=vectors, gain=gain)
    print(len(keys), "words,", out.stat().st_size, "bytes", file=sys.stderr)


if __name__ == "__main__":
    main()
