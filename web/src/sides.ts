// Two records side by side: same size, fields aligned, only what differs marked.

import type { App } from './app.ts';
import { h } from './dom.ts';
import { precisions } from './language.ts';
import type { Instrument, Worded } from './report.ts';

/** A field of a record: what to show, and what to compare. */
interface Shown {
  node: Node;
  same: string;
}

function absent(words: string): Shown {
  return { node: h('span', { class: 'absent' }, words), same: '' };
}

function several(items: string[], otherwise: string): Shown {
  const kept = items.filter(Boolean);
  if (!kept.length) return absent(otherwise);
  const node = kept.length === 1 ? document.createTextNode(kept[0] ?? '') : h('ul', {}, ...kept.map((item) => h('li', {}, item)));
  return { node, same: [...kept].sort().join('\n').toLowerCase() };
}

function text([words, lang]: Worded): HTMLElement {
  return h('span', lang ? { lang, dir: 'auto' } : { dir: 'auto' }, words);
}

type FieldName =
  | 'title' | 'reporter' | 'activityKind' | 'status' | 'dates' | 'places' | 'themes' | 'participants' | 'amounts'
  | 'assets' | 'links' | 'description' | 'identifier' | 'source';

const FIELDS: FieldName[] = [
  'title', 'reporter', 'activityKind', 'status', 'dates', 'places', 'themes', 'participants', 'amounts', 'assets', 'links',
  'description', 'identifier', 'source',
];
/** Fields that differ by nature: a mark there says nothing. */
const UNMARKED = new Set<FieldName>(['identifier', 'source', 'description']);
/** Fields that are left out when neither side states them. */
const OPTIONAL = new Set<FieldName>(['status', 'amounts', 'assets', 'links', 'participants']);

function field(app: App, record: number, name: FieldName, other: number): Shown {
  const { words, report } = app;
  const { records } = report.columns;
  const { ui } = words.m;
  const more = report.record(record);
  switch (name) {
    case 'title': {
      const titles: Worded[] = more.titles.length ? more.titles : [[records.title[record] ?? '', '']];
      return { node: h('span', { class: 'titles' }, ...titles.slice(0, 4).map((title, i) => (i ? text(title) : compared(title, records.title[other] ?? '')))), same: titles[0]?.[0].toLowerCase() ?? '' };
    }
    case 'reporter': {
      const party = records.party[record] ?? -1;
      return { node: h('button', { type: 'button', class: 'link', click: () => app.store.filter({ party: [party] }) }, words.partyName(party)), same: String(party) };
    }
    case 'activityKind': {
      const kind = records.kind[record] ?? 'unknown';
      if (kind === 'unknown') return more.kind_as_written ? several([more.kind_as_written], '') : absent(ui.notStated);
      return several([words.activity(kind)], ui.notStated);
    }
    case 'status':
      return more.status === 'unknown' ? absent(ui.notStated) : several([words.word('statuses', more.status)], ui.notStated);
    case 'dates': {
      const [start, end] = [records.start[record] ?? null, records.end[record] ?? null];
      const span = words.interval(start, end, precisions(records.precision[record] ?? 0));
      if (!span) return absent(ui.notStated);
      const node = h('span', {}, span, end === null ? h('span', { class: 'absent' }, ` (${ui.openEnd})`) : null);
      return { node, same: `${start}-${end}` };
    }
    case 'places':
      return several(unique((records.places[record] ?? []).map((at) => words.placeName(at))).slice(0, 12), ui.notStated);
    case 'themes':
      return several((records.themes[record] ?? []).map((at) => words.themeName(at)).slice(0, 12), ui.notStated);
    case 'participants':
      return several(
        (more.participants ?? []).slice(0, 16).map((one) => {
          const name = one.party === undefined ? one.name || one.reference || '' : words.partyShort(one.party);
          return words.m.aside(name, words.word('roles', one.role));
        }),
        ui.notStated,
      );
    case 'amounts': {
      const sums = (more.amounts ?? []).slice(0, 6).map((one) => `${[words.sum(one.value, one.currency), words.word('amountKinds', one.kind), one.day ? words.day(one.day) : ''].filter(Boolean).join(words.m.comma)}`);
      const left = (more.amounts?.length ?? 0) - sums.length + (more.more_amounts ?? 0);
      return several(left > 0 ? [...sums, ui.moreAmounts(left, words)] : sums, ui.notStated);
    }
    case 'assets':
      return several((more.assets ?? []).map(([asset]) => asset), ui.notStated);
    case 'links':
      return several((more.links ?? []).slice(0, 8).map(([kind, to]) => `${words.word('linkKinds', kind)} ${to}`), ui.notStated);
    case 'description': {
      if (!more.descriptions?.length) return absent(ui.notStated);
      const paragraphs = more.descriptions.slice(0, 3).map(([said, lang, cut]) => h('p', { lang: lang || null, dir: 'auto' }, said, cut ? h('span', { class: 'absent' }, ` … ${ui.cut}`) : null));
      return { node: h('div', { class: 'prose' }, ...paragraphs), same: '' };
    }
    case 'identifier':
      return several([records.id[record] ?? ''], ui.notStated);
    case 'source': {
      const source = report.columns.sources[more.source];
      const line = more.line ? `${words.m.comma}${ui.line(String(more.line))}` : '';
      return several([`${source?.name ?? ui.notStated}${line}`, words.word('formats', source?.format ?? ''), more.kept ? ui.kept(more.kept, words) : ''], ui.notStated);
    }
  }
}

function unique(items: string[]): string[] {
  return [...new Set(items)];
}

/** A title in which the words that the other title lacks are marked. */
function compared(title: Worded, other: string): HTMLElement {
  const [words, lang] = title;
  const element = h('b', lang ? { lang, dir: 'auto' } : { dir: 'auto' });
  const known = new Set(other.toLowerCase().split(/[^\p{L}\p{N}]+/u));
  const shared = words.toLowerCase().split(/[^\p{L}\p{N}]+/u).some((word) => word && known.has(word));
  // where nothing is shared a mark on every word says nothing
  if (!other || !shared) element.append(words);
  else
    for (const piece of words.split(/([\p{L}\p{N}]+)/u))
      element.append(/[\p{L}\p{N}]/u.test(piece) && !known.has(piece.toLowerCase()) ? h('mark', {}, piece) : piece);
  return element;
}

/** One side of a finding: its records, which of them is shown, and how to show another. */
export interface Choice {
  of: number[];
  at: number;
  choose: (at: number) => void;
}

/** The most records that a side's chooser lists. */
const CHOICES = 300;

/** The table of two records, each chosen out of those of its side; with one side the table of that one. */
export function sides(app: App, choices: Choice[]): HTMLElement {
  const { ui } = app.words.m;
  const [left = -1, right = -1] = choices.map(({ of, at }) => of[at] ?? -1);
  const pair = choices.length > 1;
  const rows = FIELDS.flatMap((name) => {
    const one = field(app, left, name, right);
    const two = pair ? field(app, right, name, left) : undefined;
    if (OPTIONAL.has(name) && !one.same && !two?.same) return [];
    // what one side doesn't state is not known to differ
    const differs = !!two?.same && !!one.same && !UNMARKED.has(name) && one.same !== two.same;
    const label = h('th', { scope: 'row' }, ui[name], differs ? h('span', { class: 'unequal', title: ui.differs }, '≠', h('span', { class: 'unseen' }, ` ${ui.differs}`)) : null);
    return h('tr', { class: differs ? `differs f-${name}` : `f-${name}` }, label, h('td', {}, one.node), two ? h('td', {}, two.node) : null);
  });
  const choosers = choices.some(({ of }) => of.length > 1) ? [h('tr', { class: 'choosers' }, h('th', { scope: 'row' }, ui.otherRecords), ...choices.map((choice, side) => h('td', {}, chooser(app, choice, side))))] : [];
  return h('table', { class: pair ? 'sides' : 'sides single', 'aria-label': pair ? `${ui.looksAt}. ${ui.differsHint}` : ui.oneRecord }, h('tbody', {}, ...choosers, ...rows));
}

/** The records of one side, where it has several. */
function chooser(app: App, { of, at, choose }: Choice, side: number): Node {
  const { words, report } = app;
  const { ui } = words.m;
  const { records } = report.columns;
  if (of.length < 2) return document.createTextNode(ui.nRecords(of.length, words));
  const reporters = new Set(of.map((record) => records.party[record]));
  const whose = reporters.size === 1 ? words.partyShort(records.party[of[0] ?? -1] ?? -1) : words.number(of.length);
  const select = h('select', { id: `side-${side}`, 'aria-label': ui.recordsOfSide(whose), change: () => choose(Number(select.value)) });
  of.slice(0, CHOICES).forEach((record, i) => {
    const by = reporters.size > 1 ? `${words.partyShort(records.party[record] ?? -1)}: ` : '';
    const option = h('option', { value: i }, `${words.number(i + 1)}/${words.number(of.length)} · ${by}${records.title[record]?.slice(0, 80) ?? ''}`);
    option.selected = i === at;
    select.append(option);
  });
  return select;
}

/** A record beside the instrument that forbids or conditions it: the same table, the same size. */
export function instrumentSide(app: App, record: number, instrument: Instrument): HTMLElement {
  const { words, report } = app;
  const { ui } = words.m;
  const more = report.record(record);
  const text = (words: string) => (words ? document.createTextNode(words) : absent(ui.notStated).node);
  const read = (name: FieldName) => field(app, record, name, -1).node;
  const place = (source: number | undefined, line: number | undefined) =>
    text([source === undefined ? '' : (report.columns.sources[source]?.name ?? ''), line ? ui.line(String(line)) : ''].filter(Boolean).join(words.m.comma));
  const row = (label: string, one: Node, two: Node) => h('tr', {}, h('th', { scope: 'row' }, label), h('td', {}, one), h('td', {}, two));
  const parties = instrument.parties.map((party) => words.partyName(party));
  const since = words.interval(instrument.start ?? null, instrument.end ?? null, ['day', 'day']);
  return h(
    'table',
    { class: 'sides', 'aria-label': ui.looksAt },
    h(
      'tbody',
      {},
      row(ui.title, read('title'), h('b', {}, instrument.title[0])),
      row(ui.activityKind, read('activityKind'), text(words.word('instrumentKinds', instrument.kind ?? 'other'))),
      row(ui.party, read('reporter'), parties.length ? text(words.list(parties)) : absent(ui.notStated).node),
      row(ui.dates, read('dates'), text(since)),
      row(ui.obligation, read('description'), text(instrument.obligation[0])),
      row(ui.source, place(more.source, more.line), place(instrument.source, instrument.line)),
    ),
  );
}
