// What evidence says, in parts: the same keys and arguments as crates/comity-core/src/says.rs, checked by a test.

import type { Kind } from './report.ts';

export interface PeriodSaid {
  start: string | null;
  end: string | null;
  start_precision: Precision;
  end_precision: Precision;
}
export type Precision = 'day' | 'month' | 'year' | 'approximate';

/** Arguments of each statement by its key. */
export interface Arguments {
  'shared-code': { code: string };
  'names-identifier': { code: string };
  'same-local-id': { code: string };
  'declares-link': { relation: string };
  'same-title': object;
  'same-title-but-number': { left: string; right: string };
  'shared-words': { words: string[] };
  'similar-title': { percent: number };
  'alike-meaning': { deviations: number };
  'same-meaning': { left: string; right: string };
  'learned-words': { words: string[] };
  'different-title': object;
  'perhaps-an-edition': object;
  'shared-description': { words: string[] };
  'same-reporter': object;
  'shared-parties': { parties: string[] };
  'funds-the-other': { funder: string; implementer: string };
  'shared-counterpart': { party: string };
  'names-reporter': { party: string };
  'no-shared-party': object;
  'same-place': { place: string };
  'inside-place': { inner: string; outer: string };
  distance: { km: number };
  'shared-countries': { countries: string[] };
  'different-place': { left: string; right: string };
  'same-dates': object;
  'shared-days': { shared: number; of: number };
  'starts-apart': { days: number };
  apart: { days: number };
  'follows-on': { days: number };
  'open-period': object;
  'same-theme': { themes: string[] };
  'different-theme': object;
  'same-kind': { kind: string };
  'kinds-differ': { left: string; right: string };
  'same-amount': { amount: string };
  'amounts-differ': { percent: number };
  'shared-asset': { asset: string };
  'exclusive-kinds': { left: string; right: string; km: number; days: number };
  'asked-too-much': { party: string; count: number; days: number };
  'forbidden-by': { instrument: string; obligation: string };
  'conditioned-by': { instrument: string; obligation: string };
  'money-meets-delivery': { money: string; delivery: string };
  'training-beside-operation': { training: string; operation: string };
  'neighbouring-stretch': { left: string; right: string };
  'shared-need': { need: string };
  coverage: { activities: number; wanted: number };
  uncovered: { themes: string[] };
  'no-tie': { left: string; right: string; on: string };
  'co-present': { place: string; activities: number };
  'bridge-member': { party: string; name: string; left_tie: string; right_tie: string };
  'bridge-rule': { instrument: string; title: string };
  'bridge-proposal': { proposal: string; title: string };
  'objected-by': { parties: string[]; proposal: string };
  series: { name: string; editions: number };
  'part-of': { part: string; whole: string };
  prior: { one_in: number };
  'pair-gist': {
    kind: Kind;
    left: string;
    left_by: string;
    right: string;
    right_by: string;
    place: string;
    period: PeriodSaid | null;
  };
  'group-gist': { kind: Kind; name: string; count: number; parties: string[]; place: string; period: PeriodSaid | null };
  'instrument-gist': { activity: string; by: string; instrument: string; forbids: boolean };
  'asked-gist': { party: string; count: number; period: PeriodSaid | null };
  'gap-gist': { need: string; place: string; by: string[] };
  'untied-gist': { left: string; right: string; needs: string[]; on: string };
}

export type Key = keyof Arguments;
export type Says = { [K in Key]: { key: K } & Arguments[K] }[Key];

/** What a message may call on: names, dates and numbers in the reader's language. */
export interface Speaker {
  party(id: string): string;
  parties(ids: string[]): string;
  theme(id: string): string;
  themes(ids: string[]): string;
  country(code: string): string;
  countries(codes: string[]): string;
  tongue(code: string): string;
  /** A tie as the engine writes it, `kz member osce`, as seen from one of its parties. */
  tie(party: string, words: string): string;
  relation(words: string): string;
  proposal(id: string): string;
  /** The title of a record, fit to stand in a sentence. */
  title(words: string): string;
  activity(kind: string): string;
  need(id: string): string;
  place(words: string): string;
  list(words: string[]): string;
  day(iso: string): string;
  period(period: PeriodSaid | null): string;
  number(value: number): string;
  count(value: number, forms: Partial<Record<Intl.LDMLPluralRule, string>>): string;
}

/** One message for every key: a missing one does not compile. */
export type Statements = { [K in Key]: (said: Arguments[K], say: Speaker) => string };

/** What a sentence about two records is made of, each language in its own order. */
export interface Pair {
  left: string;
  right: string;
  leftBy: string;
  rightBy: string;
  /** The title, where both records have the same. */
  title: string;
  place: string;
  period: string;
}

export function pairOf(said: Arguments['pair-gist'], say: Speaker): Pair {
  const bare = (words: string) => words.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
  const [left, right] = [say.title(said.left), say.title(said.right)];
  return {
    left,
    right,
    leftBy: say.party(said.left_by),
    rightBy: say.party(said.right_by),
    title: bare(said.left) === bare(said.right) ? left : '',
    place: say.place(said.place),
    period: say.period(said.period),
  };
}
