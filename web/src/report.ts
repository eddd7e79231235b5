// The report's data as the Rust side writes it: columns at once, one line of JSON for each thing that is opened.

import type { Says } from './says.ts';

export const KINDS = ['same', 'chain', 'part', 'overlap', 'conflict', 'complement', 'gap', 'untied'] as const;
export type Kind = (typeof KINDS)[number];

/** Words and their language, `''` where the source names none. */
export type Worded = [string, string];
/** Days since 1970-01-01; `null` where not stated. */
export type Day = number | null;

export interface Party {
  id: string;
  names: Worded[];
  aliases?: Worded[];
  kind?: 'institution' | 'organ' | 'state' | 'coalition';
  organ_of?: number;
}
export interface Theme {
  id: string;
  names: Worded[];
}
export interface Place {
  level: 'world' | 'region' | 'country' | 'line' | 'admin1' | 'admin2' | 'named' | 'point' | 'unknown';
  vocabulary?: string;
  code?: string;
  names?: Worded[];
  /** Latitude and longitude. */
  at?: [number, number];
  /** The points of a border or route. */
  along?: [number, number][];
  /** The two countries between which a border lies, ISO 3166 alpha-2. */
  between?: [string, string];
}
/** A place as sentences name it, with its names in other languages, or its country. */
export interface PlaceSaid {
  words: string;
  names?: Worded[];
  country?: string;
}
export interface Tie {
  from: number;
  to: number;
  kind: string;
  start: Day;
  end: Day;
}
export interface Need {
  id: string;
  title: Worded;
  themes: number[];
  places: number[];
  by: number[];
  start: Day;
  end: Day;
}

export interface Instrument {
  id: string;
  title: Worded;
  obligation: Worded;
  parties: number[];
  kind?: string;
  start?: Day;
  end?: Day;
  source?: number;
  line?: number;
}
/** Something that could not be read, and the way out. */
export interface Problem {
  file: string;
  line?: number;
  element?: string;
  identifier?: string;
  reason: string;
  way_out: string;
}

export interface Columns {
  format: number;
  meta: { title: string; on: string; command: string; version: string };
  sources: { name: string; format: string }[];
  problems: [number, number, number, number];
  /** The first of them in full. */
  problem_list?: Problem[];
  records: {
    id: string[];
    title: string[];
    lang: string[];
    party: number[];
    kind: string[];
    start: Day[];
    end: Day[];
    precision: number[];
    places: number[][];
    themes: number[][];
  };
  findings: {
    id: string[];
    kind: Kind[];
    weight: number[];
    probability: number[];
    start: Day[];
    end: Day[];
    precision: number[];
    records: number[][];
    parties: number[][];
    themes: number[][];
    needs: string[][];
    /** For findings between two groups of records (several reports of one activity on a side): who stands where. */
    sides?: ([number[], number[]] | null)[];
  };
  ties: Tie[];
  needs: Need[];
  instruments: Instrument[];
  proposals?: { id: string; title: Worded }[];
  dictionary: { parties: Party[]; themes: Theme[]; places: Place[]; said?: PlaceSaid[] };
}

export interface Evidence {
  field: string;
  weight: number;
  says: Says;
}
export interface FindingLine {
  gist: Says;
  place?: string;
  evidence: Evidence[];
  ways?: Says[];
  money?: { counted: string | number; counted_again: string | number; currency: string };
}
export interface RecordLine {
  source: number;
  line: number;
  status: string;
  kind_as_written?: string;
  titles: Worded[];
  descriptions?: [string, string, boolean][];
  participants?: { role: string; name: string; reference?: string; party?: number }[];
  dates?: [string, string, string][];
  amounts?: { kind: string; value: string; currency: string; day?: string }[];
  more_amounts?: number;
  assets?: Worded[];
  links?: [string, string][];
  humanitarian?: boolean;
  kept?: number;
}

export class Report {
  readonly findings: number;
  readonly records: number;
  private readonly opened = new Map<number, unknown>();

  constructor(
    readonly columns: Columns,
    private readonly lines: string[],
  ) {
    this.findings = columns.findings.id.length;
    this.records = columns.records.id.length;
  }

  finding(index: number): FindingLine {
    return this.line(index) as FindingLine;
  }

  record(index: number): RecordLine {
    return this.line(this.findings + index) as RecordLine;
  }

  private line(at: number): unknown {
    let line = this.opened.get(at);
    if (line === undefined) {
      line = JSON.parse(this.lines[at] ?? 'null');
      if (this.opened.size > 2000) this.opened.clear();
      this.opened.set(at, line);
    }
    return line;
  }
}

async function unpacked(id: string): Promise<string> {
  const base64 = document.getElementById(id)?.textContent ?? '';
  const binary = atob(base64.trim());
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i += 1) bytes[i] = binary.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'));
  return new Response(stream).text();
}

export async function read(): Promise<Report> {
  const [columns, lines] = await Promise.all([unpacked('columns'), unpacked('lines')]);
  return new Report(withOneOfEachTheme(JSON.parse(columns) as Columns), lines.split('\n'));
}

/** Vocabularies repeat each other ("No poverty" is a theme of three): themes of one name are one choice and one column. */
function withOneOfEachTheme(columns: Columns): Columns {
  const first = new Map<string, number>();
  const of = columns.dictionary.themes.map((theme, at) => {
    const name = theme.names[0]?.[0].trim().toLowerCase();
    if (!name) return at;
    if (!first.has(name)) first.set(name, at);
    return first.get(name) ?? at;
  });
  const merged = (lists: number[][]) => lists.map((list) => [...new Set(list.map((at) => of[at] ?? at))]);
  columns.records.themes = merged(columns.records.themes);
  columns.findings.themes = merged(columns.findings.themes);
  for (const need of columns.needs) need.themes = [...new Set(need.themes.map((at) => of[at] ?? at))];
  return columns;
}
