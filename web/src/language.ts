// The reader's language: messages, names of parties, themes and countries, dates and numbers.

import { en, type Messages } from './messages/en.ts';
import { ru } from './messages/ru.ts';
import { zh } from './messages/zh.ts';
import type { Day, PlaceSaid, Report, Worded } from './report.ts';
import type { PeriodSaid, Precision, Says, Speaker } from './says.ts';

export const LANGUAGES = { en, ru, zh } as const;
export type Language = keyof typeof LANGUAGES;

const DAY = 86_400_000;
const PRECISIONS: Precision[] = ['day', 'month', 'year', 'approximate'];

/** The precisions that the columns pack into one number: start, end. */
export function precisions(packed: number): [Precision, Precision] {
  return [PRECISIONS[packed >> 2] ?? 'day', PRECISIONS[packed & 3] ?? 'day'];
}

export function dayOf(iso: string): number {
  return Math.round(Date.parse(`${iso}T00:00:00Z`) / DAY);
}

export function yearOf(day: number): number {
  return new Date(day * DAY).getUTCFullYear();
}

/** What script a name is written in decides for whom it is the better one. */
const SCRIPT: Record<Language, RegExp> = { en: /^[\p{Script=Latin}\P{L}]+$/u, ru: /\p{Script=Cyrillic}/u, zh: /\p{Script=Han}/u };

/** An abbreviation that stands behind a name, and one that stands alone. */
const CARRIED = /\(([A-Z][A-Z0-9&-]{2,9})\)\s*$/;
const ABBREVIATION = /^[A-Z][A-Z0-9&./ -]{1,11}$/;
/** Characters of a title in a list. */
const BRIEF = 72;

type Table = { [K in keyof Messages]: Messages[K] extends Record<string, string> ? K : never }[keyof Messages];

export class Words implements Speaker {
  readonly m: Messages;
  private readonly numbers: Intl.NumberFormat;
  private readonly plurals: Intl.PluralRules;
  private readonly formats: Record<Precision, Intl.DateTimeFormat>;
  private readonly lists: Intl.ListFormat;
  private readonly regions: Intl.DisplayNames;
  private readonly tongues: Intl.DisplayNames;
  private readonly partyAt = new Map<string, number>();
  private readonly themeAt = new Map<string, number>();
  private readonly needAt = new Map<string, number>();
  private readonly saidAt = new Map<string, PlaceSaid>();
  /** Titles longer than this are shortened: in lists, not where the whole finding stands open. */
  private longest = Infinity;

  constructor(
    readonly tag: Language,
    private readonly report: Report,
  ) {
    this.m = LANGUAGES[tag];
    const locale = this.m.tag;
    const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' });
    this.numbers = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
    this.plurals = new Intl.PluralRules(locale);
    this.lists = new Intl.ListFormat(locale, { type: 'conjunction' });
    this.regions = new Intl.DisplayNames(locale, { type: 'region' });
    this.tongues = new Intl.DisplayNames(locale, { type: 'language' });
    this.formats = {
      day: format({ day: 'numeric', month: 'short', year: 'numeric' }),
      month: format({ month: 'short', year: 'numeric' }),
      year: format({ year: 'numeric' }),
      approximate: format({ year: 'numeric' }),
    };
    const { parties, themes } = report.columns.dictionary;
    parties.forEach((party, at) => this.partyAt.set(party.id, at));
    // sentences name parties by what the engine shows: the same party is found by its names too
    parties.forEach((party, at) => {
      for (const [name] of [...party.names, ...(party.aliases ?? [])])
        for (const said of [name, name.replace(CARRIED, '').trim()]) if (said && !this.partyAt.has(said)) this.partyAt.set(said, at);
    });
    themes.forEach((theme, at) => {
      this.themeAt.set(theme.id, at);
      // evidence names themes in English: the same theme in the reader's language is found by that name
      for (const name of [this.themeWords(theme.id), ...theme.names.map(([words]) => words)]) if (!this.themeAt.has(name)) this.themeAt.set(name, at);
    });
    report.columns.needs.forEach((need, at) => this.needAt.set(need.id, at));
    for (const said of report.columns.dictionary.said ?? []) this.saidAt.set(said.words, said);
  }

  say(said: Says): string {
    const statement = this.m.says[said.key] as ((said: Says, say: Speaker) => string) | undefined;
    return statement ? statement(said, this) : said.key;
  }

  /** The same, as a sentence of its own. */
  sentence(said: Says): string {
    const words = this.say(said);
    const closed = /[.。]$/.test(words) ? words : words + (this.tag === 'zh' ? '。' : '.');
    return closed.charAt(0).toLocaleUpperCase(this.m.tag) + closed.slice(1);
  }

  /** The sentence with long titles shortened, for lists. */
  brief(said: Says): string {
    this.longest = BRIEF;
    try {
      return this.sentence(said);
    } finally {
      this.longest = Infinity;
    }
  }

  title(words: string): string {
    const line = words.replace(/\s+/g, ' ').trim().replace(/\.$/, '');
    if (line.length <= this.longest) return line;
    const cut = line.slice(0, this.longest);
    const space = cut.lastIndexOf(' ');
    return `${cut.slice(0, space > this.longest / 2 ? space : this.longest).replace(/[\s,;:–-]+$/, '')} …`;
  }

  private best(names: Worded[] | undefined, fallback: string): string {
    if (!names?.length) return fallback;
    const of = (tag: string) => names.find(([, lang]) => lang === tag);
    return (of(this.tag) ?? of('en') ?? names[0])?.[0] || fallback;
  }

  /** The full name; where the reader's language has only an abbreviation, that one and the name beside it. */
  partyName(at: number): string {
    const party = this.report.columns.dictionary.parties[at];
    if (!party || party.id === '?') return this.m.ui.unknownParty;
    if (party.kind === 'state') return this.country(party.id) || this.best(party.names, party.id);
    const name = this.best(party.names, party.id);
    if (SCRIPT[this.tag].test(name)) return name;
    const own = (party.aliases ?? []).map(([words]) => words).find((words) => SCRIPT[this.tag].test(words));
    return own ? this.m.aside(own, name) : name;
  }

  /** A name short enough for a lane or a node: an abbreviation in the reader's script where there is one. */
  partyShort(at: number): string {
    const party = this.report.columns.dictionary.parties[at];
    if (!party || party.id === '?') return this.m.ui.unknownParty;
    if (party.kind === 'state') return this.country(party.id) || this.partyName(at);
    const name = this.best(party.names, party.id);
    const aliases = (party.aliases ?? []).map(([words]) => words);
    const fits = (words: string) => SCRIPT[this.tag].test(words) && words.length <= 16 && words.length < name.length;
    const shortest = (all: string[]) => all.sort((a, b) => a.length - b.length)[0];
    const own = shortest(aliases.filter(fits));
    if (own) return own;
    if (this.tag !== 'en' && SCRIPT[this.tag].test(name)) return name;
    // "United Nations Central Emergency Response Fund (CERF)" carries its abbreviation
    return carried(name) ?? shortest(aliases.filter((words) => ABBREVIATION.test(words) && words.length < name.length)) ?? name;
  }

  party(id: string): string {
    const at = this.partyAt.get(id);
    return at === undefined ? (carried(id) ?? id) : this.partyShort(at);
  }

  themeName(at: number): string {
    const theme = this.report.columns.dictionary.themes[at];
    if (!theme) return this.m.ui.notStated;
    return this.best(theme.names, this.themeWords(theme.id));
  }

  /** Words for a theme that has no name: the words of a word code, else vocabulary and number. */
  private themeWords(id: string): string {
    const pieces = id.split(':');
    const code = pieces.at(-1) ?? '';
    if (!/\p{L}{3}/u.test(code)) return pieces.length > 1 ? `${(pieces[0] ?? '').toUpperCase()} ${code}` : code;
    const words = code.includes(' ') ? code : code.replaceAll('-', ' ');
    return words.length > 8 && words === words.toUpperCase() ? words.charAt(0) + words.slice(1).toLowerCase() : words;
  }

  theme(id: string): string {
    const at = this.themeAt.get(id);
    return at === undefined ? this.themeWords(id) : this.themeName(at);
  }

  country(code: string): string {
    if (!/^[A-Za-z]{2}$/.test(code)) return code;
    return this.word('countries', code.toUpperCase(), this.regions.of(code.toUpperCase()) ?? code);
  }

  placeName(at: number): string {
    const place = this.report.columns.dictionary.places[at];
    if (!place) return this.m.ui.notStated;
    if (place.vocabulary === 'iso2' && place.code) return this.country(place.code);
    const point = place.at ? `${this.number(place.at[0])}°, ${this.number(place.at[1])}°` : this.m.ui.notStated;
    const code = place.code ? `${(place.vocabulary ?? '').replaceAll('-', ' ').toUpperCase()} ${place.code}`.trim() : point;
    return this.best(place.names, code);
  }

  /** A place as a sentence names it; several stand with commas. */
  place(words: string): string {
    const whole = this.placeSaid(words);
    if (whole !== words || !words.includes(', ')) return whole;
    return this.list(words.split(', ').map((word) => this.placeSaid(word)));
  }

  private placeSaid(words: string): string {
    if (/^[A-Z]{2}$/.test(words)) return this.country(words);
    const said = this.saidAt.get(words);
    if (!said) return words;
    return said.country ? this.country(said.country) : this.best(said.names, words);
  }

  tongue(code: string): string {
    if (!/^[a-z]{2,3}$/.test(code)) return code;
    return this.tongues.of(code) ?? code;
  }

  tie(party: string, words: string): string {
    const [from = '', kind = '', to = '', more] = words.split(' ');
    if (!to || more || !this.partyAt.has(to)) return words;
    return this.m.aside(this.party(from === party ? to : from), this.tieKind(kind));
  }

  tieKind(kind: string): string {
    return this.word('tieKinds', kind, this.word('otherTies', kind, kind.replaceAll('-', ' ')));
  }

  relation(words: string): string {
    return this.word('relations', words);
  }

  proposal(id: string): string {
    return this.report.columns.proposals?.find((one) => one.id === id)?.title[0] ?? id;
  }

  activity(kind: string): string {
    return (this.m.activities as Record<string, string>)[kind] ?? kind;
  }

  need(id: string): string {
    const at = this.needAt.get(id);
    return (at === undefined ? undefined : this.report.columns.needs[at]?.title[0]) ?? id;
  }

  /** The word for a key of a table; a key that the table lacks is shown as it is, or otherwise as said. */
  word(table: Table, key: string, otherwise = key): string {
    return (this.m[table] as Record<string, string>)[key] ?? otherwise;
  }

  list(words: string[]): string {
    return this.lists.format(words);
  }
  parties(ids: string[]): string {
    return this.list(ids.map((id) => this.party(id)));
  }
  themes(ids: string[]): string {
    return this.list(ids.map((id) => this.theme(id)));
  }
  countries(codes: string[]): string {
    return this.list(codes.map((code) => this.placeSaid(code)));
  }

  number(value: number): string {
    return this.numbers.format(value);
  }

  /** With one decimal, so that a column of them stands aligned. */
  tenths(value: number): string {
    return value.toLocaleString(this.m.tag, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  }

  /** A sum of money; ISO 4217's XXX is no currency. */
  sum(value: string | number, currency: string): string {
    const whole = new Intl.NumberFormat(this.m.tag, { maximumFractionDigits: Math.abs(Number(value)) < 100 ? 2 : 0 }).format(Number(value));
    return `${whole} ${currency === 'XXX' ? '' : currency}`.trim();
  }

  percent(share: number): string {
    const shown = share > 0.9995 ? '> 99.9' : share < 0.0005 ? '< 0.1' : (share * 100).toFixed(share > 0.99 ? 1 : 0);
    return `${shown} %`;
  }

  count(value: number, forms: Partial<Record<Intl.LDMLPluralRule, string>>): string {
    return (forms[this.plurals.select(value)] ?? forms.other ?? '#').replace('#', this.number(value));
  }

  date(day: number, precision: Precision = 'day'): string {
    const words = this.formats[precision].format(day * DAY).replace(/ г\.$/, '').replace('Sept', 'Sep');
    return precision === 'approximate' ? this.m.circa(words) : words;
  }

  year(year: number): string {
    return this.date(Date.UTC(year, 0, 1) / DAY, 'year');
  }

  day(iso: string): string {
    return this.date(dayOf(iso));
  }

  /** Start, and the day after the last, as the data has them; the last day itself is shown. */
  interval(start: Day, end: Day, given: [Precision, Precision]): string {
    // a list needs no day of a period of months
    const coarse = this.longest < Infinity && start !== null && end !== null && end - start > 90;
    const [startPrecision, endPrecision] = coarse ? given.map((one): Precision => (one === 'day' ? 'month' : one)) as [Precision, Precision] : given;
    if (start === null && end === null) return '';
    if (end === null) return this.m.from(this.date(start ?? 0, startPrecision));
    const last = this.date(end - 1, endPrecision);
    if (start === null) return this.m.until(last);
    const first = this.date(start, startPrecision);
    return first === last ? first : this.m.span(first, last);
  }

  period(period: PeriodSaid | null): string {
    if (!period) return '';
    return this.interval(period.start === null ? null : dayOf(period.start), period.end === null ? null : dayOf(period.end), [
      period.start_precision,
      period.end_precision,
    ]);
  }
}

/** The abbreviation behind a name; "(USA)" behind "World Vision" is none of it. */
function carried(name: string): string | undefined {
  const short = CARRIED.exec(name)?.[1];
  return short && name.split(/[^\p{L}]+/u).some((word) => word !== short && word.startsWith(short.charAt(0))) ? short : undefined;
}

/** The language to begin with: what was chosen before, else the first that the browser asks for. */
export function firstLanguage(): Language {
  const wanted = [localStorage.getItem('comity-language') ?? '', ...navigator.languages];
  for (const tag of wanted) {
    const primary = tag.slice(0, 2);
    if (primary in LANGUAGES) return primary as Language;
  }
  return 'en';
}
