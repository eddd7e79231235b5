// One filter over findings and records: typed arrays, so that twenty thousand findings are sifted in a few
// milliseconds, and the counts beside each choice with them.

import { countryOf } from './geography.ts';
import { yearOf } from './language.ts';
import { KINDS, type Report } from './report.ts';

export const FACETS = ['kind', 'party', 'place', 'theme'] as const;
export type Facet = (typeof FACETS)[number];

export interface Filter {
  kind: number[];
  party: number[];
  place: number[];
  theme: number[];
  from: number | null;
  until: number | null;
  words: string;
}

export const EMPTY: Filter = { kind: [], party: [], place: [], theme: [], from: null, until: null, words: '' };

export function isEmpty(filter: Filter): boolean {
  return FACETS.every((facet) => !filter[facet].length) && filter.from === null && filter.until === null && !filter.words.trim();
}

/** Lists of numbers end to end: the values of item `i` are `values[starts[i]..starts[i + 1]]`. */
interface Lists {
  starts: Uint32Array;
  values: Uint32Array;
}

function pack(lists: Iterable<number>[]): Lists {
  const starts = new Uint32Array(lists.length + 1);
  const values: number[] = [];
  lists.forEach((list, i) => {
    for (const value of list) values.push(value);
    starts[i + 1] = values.length;
  });
  return { starts, values: Uint32Array.from(values) };
}

export interface Sifted {
  /** Indices of findings that pass, in rank order. */
  findings: Uint32Array;
  /** Indices of records that pass. */
  records: Uint32Array;
  /** For each facet the number of findings behind each choice, were only the other facets set. */
  counts: Record<Facet, Uint32Array>;
}

interface Side {
  size: number;
  lists: Record<Facet, Lists>;
  start: Float64Array;
  end: Float64Array;
  text: (i: number) => string;
}

export class Sieve {
  /** Choices of the place facet: countries and named regions and lines, as indices of places. */
  readonly placeOf: Int32Array;
  readonly years: [number, number] | null;
  /** Countries by choice, for the matrix and the map. */
  readonly countries: string[] = [];
  private readonly finds: Side;
  private readonly recs: Side;
  private readonly texts: (string | undefined)[] = [];

  constructor(private readonly report: Report) {
    const { findings, records, dictionary } = report.columns;
    this.placeOf = choices(report);
    const placed = records.places.map((places) => new Set(places.map((at) => this.placeOf[at] ?? -1).filter((at) => at >= 0)));
    const union = (lists: number[], of: Iterable<number>[]) => {
      const all = new Set<number>();
      for (const record of lists) for (const value of of[record] ?? []) all.add(value);
      return all;
    };
    const needPlaces = new Map(report.columns.needs.map((need) => [need.id, need]));
    const reporters = records.party.map((party) => [party]);
    this.finds = {
      size: findings.id.length,
      lists: {
        kind: pack(findings.kind.map((kind) => [KINDS.indexOf(kind)])),
        party: pack(findings.parties.map((parties, i) => new Set([...parties, ...union(findings.records[i] ?? [], reporters)]))),
        place: pack(
          findings.records.map((list, i) => {
            const all = union(list, placed);
            if (!list.length)
              for (const id of findings.needs[i] ?? [])
                for (const at of needPlaces.get(id)?.places ?? []) if ((this.placeOf[at] ?? -1) >= 0) all.add(this.placeOf[at] ?? 0);
            return all;
          }),
        ),
        theme: pack(
          findings.themes.map((themes, i) => {
            if (themes.length) return themes;
            const all = union((findings.records[i] ?? []).slice(0, 2), records.themes);
            if (!all.size) for (const id of findings.needs[i] ?? []) for (const at of needPlaces.get(id)?.themes ?? []) all.add(at);
            return all;
          }),
        ),
      },
      start: Float64Array.from(findings.start, (day) => day ?? -Infinity),
      end: Float64Array.from(findings.end, (day) => day ?? Infinity),
      text: (i) => this.textOfFinding(i),
    };
    this.recs = {
      size: records.id.length,
      lists: {
        kind: pack(records.id.map(() => [])),
        party: pack(reporters),
        place: pack(placed),
        theme: pack(records.themes),
      },
      start: Float64Array.from(records.start, (day) => day ?? -Infinity),
      end: Float64Array.from(records.end, (day) => day ?? Infinity),
      text: (i) => this.textOfRecord(i),
    };
    this.years = span(records.start, records.end);
    this.countries = dictionary.places.map((place) => countryOf(place));
  }

  private textOfRecord(i: number): string {
    let text = this.texts[i];
    if (text === undefined) {
      const { records, dictionary } = this.report.columns;
      const party = dictionary.parties[records.party[i] ?? -1];
      const places = (records.places[i] ?? []).flatMap((at) => dictionary.places[at]?.names?.map(([words]) => words) ?? []);
      text = [records.title[i], records.id[i], party?.id, ...(party?.names.map(([words]) => words) ?? []), ...(party?.aliases?.map(([words]) => words) ?? []), ...places]
        .join('\n')
        .toLowerCase();
      this.texts[i] = text;
    }
    return text;
  }

  private textOfFinding(i: number): string {
    const { findings, dictionary, needs } = this.report.columns;
    const parts = (findings.records[i] ?? []).slice(0, 50).map((at) => this.textOfRecord(at));
    for (const at of findings.parties[i] ?? []) {
      const party = dictionary.parties[at];
      if (party) parts.push(party.id, ...party.names.map(([words]) => words.toLowerCase()));
    }
    for (const id of findings.needs[i] ?? []) parts.push(id, needs.find((need) => need.id === id)?.title[0].toLowerCase() ?? '');
    return parts.join('\n');
  }

  /** What passes, and the counts. */
  sift(filter: Filter): Sifted {
    const counts = {} as Record<Facet, Uint32Array>;
    const sizes: Record<Facet, number> = {
      kind: KINDS.length,
      party: this.report.columns.dictionary.parties.length,
      place: this.report.columns.dictionary.places.length,
      theme: this.report.columns.dictionary.themes.length,
    };
    const misses = this.misses(this.finds, filter);
    for (const [bit, facet] of FACETS.entries()) {
      const count = new Uint32Array(sizes[facet]);
      const { starts, values } = this.finds.lists[facet];
      for (let i = 0; i < misses.length; i += 1) {
        const missed = misses[i] ?? 0;
        if (missed !== 0 && missed !== 1 << bit) continue;
        for (let at = starts[i] ?? 0, end = starts[i + 1] ?? 0; at < end; at += 1) {
          const value = values[at] ?? 0;
          count[value] = (count[value] ?? 0) + 1;
        }
      }
      counts[facet] = count;
    }
    const findings = passing(misses);
    return { findings, records: this.siftRecords(filter, findings), counts };
  }

  /** With a kind chosen, the records of the findings; else all that the other facets leave. */
  private siftRecords(filter: Filter, findings: Uint32Array): Uint32Array {
    if (!filter.kind.length) return passing(this.misses(this.recs, filter));
    const seen = new Uint8Array(this.recs.size);
    for (const finding of findings) for (const record of this.report.columns.findings.records[finding] ?? []) seen[record] = 1;
    return passing(seen.map((one) => 1 - one));
  }

  /** For each item one bit for each facet that it fails; bit 4 for the period, bit 5 for the words. */
  private misses(side: Side, filter: Filter): Uint8Array {
    const out = new Uint8Array(side.size);
    for (const [bit, facet] of FACETS.entries()) {
      const wanted = filter[facet];
      if (!wanted.length || (facet === 'kind' && side === this.recs)) continue;
      const set = new Set(wanted);
      const { starts, values } = side.lists[facet];
      for (let i = 0; i < side.size; i += 1) {
        let hit = false;
        for (let at = starts[i] ?? 0, end = starts[i + 1] ?? 0; at < end && !hit; at += 1) hit = set.has(values[at] ?? -1);
        if (!hit) out[i] = (out[i] ?? 0) | (1 << bit);
      }
    }
    if (filter.from !== null || filter.until !== null) {
      const from = filter.from === null ? -Infinity : Date.UTC(filter.from, 0, 1) / 86_400_000;
      const until = filter.until === null ? Infinity : Date.UTC(filter.until + 1, 0, 1) / 86_400_000;
      for (let i = 0; i < side.size; i += 1)
        if ((side.start[i] ?? 0) >= until || (side.end[i] ?? 0) <= from) out[i] = (out[i] ?? 0) | 16;
    }
    const words = filter.words.toLowerCase().split(/\s+/).filter(Boolean);
    if (words.length)
      for (let i = 0; i < side.size; i += 1) {
        if (out[i]) continue;
        const text = side.text(i);
        if (!words.every((word) => text.includes(word))) out[i] = 32;
      }
    return out;
  }
}

function passing(misses: Uint8Array): Uint32Array {
  const out = new Uint32Array(misses.length);
  let size = 0;
  for (let i = 0; i < misses.length; i += 1) if (!misses[i]) out[size++] = i;
  return out.slice(0, size);
}

/** Places that are worth a choice: one for each country, region, line and world; -1 for towns and points. */
function choices(report: Report): Int32Array {
  const first = new Map<string, number>();
  return Int32Array.from(report.columns.dictionary.places, (place, at) => {
    const country = countryOf(place);
    const wide = place.level === 'world' || place.level === 'region' || place.level === 'line' || (place.level === 'unknown' && !!place.names?.length);
    if (!country && !wide) return -1;
    const key = country || `${place.level}|${place.vocabulary ?? ''}|${place.code || place.names?.[0]?.[0] || ''}`;
    if (!first.has(key)) first.set(key, at);
    return first.get(key) ?? at;
  });
}

function span(starts: (number | null)[], ends: (number | null)[]): [number, number] | null {
  let [least, most] = [Infinity, -Infinity];
  for (const day of starts) if (day !== null && day < least) least = day;
  for (const day of starts) if (day !== null && day > most) most = day;
  for (const day of ends) if (day !== null && day - 1 > most) most = day - 1;
  return least <= most ? [yearOf(least), yearOf(most)] : null;
}
