// Two records side by side: same size, fields aligned, only what differs marked.

import type { App } from './app.ts';
import { h } from './dom.ts';
import { precisions } from './language.ts';
import type { Worded } from './report.ts';

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
  const amount = (value: string, currency: string) => `${words.number(Number(value))} ${currency === 'XXX' ? '' : currency}`.trim();
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
          return `${name} (${words.word('roles', one.role)})`;
        }),
        ui.notStated,
      );
    case 'amounts': {
      const sums = (more.amounts ?? []).slice(0, 6).map((one) => `${amount(one.value, one.currency)}, ${words.word('amountKinds', one.kind)}${one.day ? `, ${words.day(one.day)}` : ''}`);
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
      const line = more.line ? `, ${ui.line(String(more.line))}` : '';
      return several([`${source?.name ?? ui.notStated}${line}`, source?.format ?? '', more.kept ? ui.kept(more.kept, words) : ''], ui.notStated);
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

/** The table of two records; with one record the table of that one. */
export function sides(app: App, left: number, right: number): HTMLElement {
  const { ui } = app.words.m;
  const pair = right >= 0;
  const rows = FIELDS.flatMap((name) => {
    const one = field(app, left, name, right);
    const two = pair ? field(app, right, name, left) : undefined;
    if (OPTIONAL.has(name) && !one.same && !two?.same) return [];
    const differs = two !== undefined && !UNMARKED.has(name) && one.same !== two.same;
    const label = h('th', { scope: 'row' }, ui[name], differs ? h('span', { class: 'unequal', title: ui.differs }, '≠', h('span', { class: 'unseen' }, ` ${ui.differs}`)) : null);
    return h('tr', { class: differs ? `differs f-${name}` : `f-${name}` }, label, h('td', {}, one.node), two ? h('td', {}, two.node) : null);
  });
  return h('table', { class: pair ? 'sides' : 'sides single', 'aria-label': `${ui.looksAt}. ${ui.differsHint}` }, h('tbody', {}, ...rows));
}
