// The matrix: parties by themes or countries. Shade is the number of records, a ring a stated need, a dashed ring a
// need with too little activity. Every cell opens.

import type { App, Change, Part } from '../app.ts';
import { h } from '../dom.ts';
import { countryOf } from '../geography.ts';

const ROWS = 30;
const COLUMNS = 16;

type By = 'theme' | 'place';

interface Needs {
  stated: Set<string>;
  unmet: Set<string>;
}

export class Matrix implements Part {
  readonly element = h('section', { class: 'view matrix' });
  private readonly tools = h('div', { class: 'tools', role: 'group' });
  private readonly scroll = h('div', { class: 'scroll', tabindex: '0', role: 'group' });
  private readonly note = h('p', { class: 'note' });
  private by: By = 'theme';
  /** The most records in one cell. */
  private highest = 1;

  constructor(private readonly app: App) {
    this.element.append(this.tools, this.scroll, this.note);
  }

  update(change: Change): void {
    this.element.hidden = this.app.state.view !== 'matrix';
    if (this.element.hidden || change === 'selection' || change === 'verdict' || change === 'appearance') return;
    this.draw();
  }

  private draw(): void {
    const { words, sifted } = this.app;
    const { ui } = words.m;
    this.tools.setAttribute('aria-label', ui.matrixLabel);
    this.scroll.setAttribute('aria-label', ui.matrixLabel);
    const button = (by: By, label: string) => h('button', { type: 'button', 'aria-pressed': this.by === by ? 'true' : 'false', click: () => this.turn(by) }, label);
    this.tools.replaceChildren(button('theme', ui.byTheme), button('place', ui.byPlace));
    const cells = this.count(sifted.records);
    const columns = most(cells.columns, COLUMNS);
    const rows = most(this.within(cells.at, new Set(columns)), ROWS);
    const needs = this.needs();
    this.highest = Math.max(1, ...cells.at.values());
    const name = (column: number) => (this.by === 'theme' ? words.themeName(column) : words.placeName(column));
    const head = h('tr', {}, h('td'), ...columns.map((column) => h('th', { scope: 'col' }, h('span', { class: /\p{Script=Han}/u.test(name(column)) ? 'upright' : null, title: name(column) }, name(column)))));
    const body = rows.map((row) =>
      h('tr', {}, h('th', { scope: 'row', title: words.partyName(row) }, words.partyShort(row)), ...columns.map((column) => this.cell(row, column, cells.at.get(`${row}|${column}`) ?? 0, needs, name(column)))),
    );
    this.scroll.replaceChildren(h('table', { 'aria-label': ui.matrixLabel }, h('thead', {}, head), h('tbody', {}, ...body)));
    const left = cells.rows.size - rows.length;
    this.note.replaceChildren(h('span', {}, ui.shade), h('span', {}, ui.ring), h('span', {}, ui.hollow), h('span', {}, left > 0 ? words.m.aside(ui.party, ui.others(left, words)) : ''));
  }

  private turn(by: By): void {
    this.by = by;
    this.draw();
    this.tools.querySelector<HTMLElement>('[aria-pressed=true]')?.focus();
  }

  private columnsOf(record: number): number[] {
    const { records } = this.app.report.columns;
    if (this.by === 'theme') return records.themes[record] ?? [];
    return [...new Set((records.places[record] ?? []).map((at) => this.column(at)).filter((at) => at >= 0))];
  }

  private column(place: number): number {
    const stated = this.app.report.columns.dictionary.places[place];
    return stated && countryOf(stated) ? (this.app.sieve.placeOf[place] ?? -1) : -1;
  }

  private count(records: Uint32Array): { rows: Map<number, number>; columns: Map<number, number>; at: Map<string, number> } {
    const [rows, columns, at] = [new Map<number, number>(), new Map<number, number>(), new Map<string, number>()];
    const add = <K>(map: Map<K, number>, key: K) => map.set(key, (map.get(key) ?? 0) + 1);
    for (const record of records) {
      const party = this.app.report.columns.records.party[record] ?? 0;
      add(rows, party);
      for (const column of this.columnsOf(record)) {
        add(columns, column);
        add(at, `${party}|${column}`);
      }
    }
    return { rows, columns, at };
  }

  /** How much of each party stands in the columns that are shown, and the needs that it states there. */
  private within(at: Map<string, number>, columns: Set<number>): Map<number, number> {
    const rows = new Map<number, number>();
    for (const [key, count] of at) {
      const [party = 0, column = 0] = key.split('|').map(Number);
      if (columns.has(column)) rows.set(party, (rows.get(party) ?? 0) + count);
    }
    const { stated, unmet } = this.needs();
    for (const key of [...stated, ...unmet]) {
      const [party = 0, column = 0] = key.split('|').map(Number);
      if (columns.has(column) && !rows.has(party)) rows.set(party, 0);
    }
    return rows;
  }

  /** Stated and unmet needs, by party and column. A need is unmet where a gap was found for it. */
  private needs(): Needs {
    const { needs, findings } = this.app.report.columns;
    const gaps = new Set(findings.needs.flatMap((ids, i) => (findings.kind[i] === 'gap' ? ids : [])));
    const out: Needs = { stated: new Set(), unmet: new Set() };
    for (const need of needs) {
      const columns = this.by === 'theme' ? need.themes : need.places.map((at) => this.column(at));
      for (const party of need.by) for (const column of columns) (gaps.has(need.id) ? out.unmet : out.stated).add(`${party}|${column}`);
    }
    return out;
  }

  private cell(row: number, column: number, count: number, needs: Needs, name: string): HTMLElement {
    const { words } = this.app;
    const { ui } = words.m;
    const key = `${row}|${column}`;
    const need = needs.unmet.has(key) ? 'unmet' : needs.stated.has(key) ? 'stated' : '';
    if (!count && !need) return h('td', { class: 'none' }, h('span', { class: 'unseen' }, '0'));
    const shade = shadeOf(count, this.highest);
    const label = [ui.cell(words.partyShort(row), name, ui.nRecords(count, words)), need ? ui[need === 'unmet' ? 'needUnmet' : 'needStated'] : ''].filter(Boolean).join(', ');
    return h('td', {}, h('button', { type: 'button', class: `cell s${shade} ${need}`, 'aria-label': label, title: label, click: () => this.open(row, column) }, count ? words.number(count) : ''));
  }

  private open(party: number, column: number): void {
    this.app.store.set({ view: 'table', filter: { ...this.app.state.filter, party: [party], [this.by]: [column] } });
  }
}

/** One of five shades: the count itself where counts are small, else by its logarithm. */
function shadeOf(count: number, highest: number): number {
  if (!count) return 0;
  return highest <= 5 ? count : 1 + Math.round((4 * Math.log(count)) / Math.log(highest));
}

function most(counts: Map<number, number>, size: number): number[] {
  return [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, size).map(([key]) => key);
}
