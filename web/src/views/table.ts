// The records of the selection as a table. Only the rows in sight exist, however many there are.

import type { App, Change, Part } from '../app.ts';
import { h } from '../dom.ts';
import { precisions } from '../language.ts';

const ROW = 28;
const SPARE = 12;

type Column = 'title' | 'reporter' | 'activityKind' | 'dates' | 'places';
const COLUMNS: Column[] = ['title', 'reporter', 'activityKind', 'dates', 'places'];

export class RecordTable implements Part {
  readonly element = h('section', { class: 'view records' });
  private readonly body = h('tbody');
  private readonly head = h('thead');
  private readonly table = h('table', {}, this.head, this.body);
  private readonly scroll = h('div', { class: 'scroll', tabindex: '0', role: 'group' }, this.table);
  private drawn = '';
  private order: { by: Column; down: boolean } | null = null;
  private rows: Uint32Array = new Uint32Array();

  constructor(private readonly app: App) {
    this.element.append(this.scroll);
    this.scroll.addEventListener('scroll', () => this.draw());
    new ResizeObserver(() => this.draw()).observe(this.scroll);
  }

  update(change: Change): void {
    this.element.hidden = this.app.state.view !== 'table';
    if (this.element.hidden) return;
    const { ui } = this.app.words.m;
    this.scroll.setAttribute('aria-label', ui.tableLabel);
    if (change === 'filter') this.scroll.scrollTop = 0;
    if (change !== 'selection' && change !== 'verdict') this.sort();
    this.head.replaceChildren(h('tr', {}, ...COLUMNS.map((column) => this.heading(column, ui[column]))));
    this.drawn = '';
    this.draw();
  }

  private heading(column: Column, name: string): HTMLElement {
    const sorted = this.order?.by === column ? (this.order.down ? 'descending' : 'ascending') : null;
    const sign = sorted ? h('span', { 'aria-hidden': 'true' }, sorted === 'ascending' ? ' ▲' : ' ▼') : null;
    return h('th', { scope: 'col', 'aria-sort': sorted }, h('button', { type: 'button', class: 'link', title: this.app.words.m.ui.sort(name), click: () => this.turn(column) }, name, sign));
  }

  /** First click ascending, second descending, third as the sources have it. */
  private turn(column: Column): void {
    const same = this.order?.by === column;
    this.order = same && this.order?.down ? null : { by: column, down: same };
    this.scroll.scrollTop = 0;
    this.update('language');
    this.head.querySelectorAll('button')[COLUMNS.indexOf(column)]?.focus();
  }

  private sort(): void {
    const { sifted, words, report } = this.app;
    this.rows = sifted.records;
    if (!this.order) return;
    const { by, down } = this.order;
    const { records } = report.columns;
    const key = (record: number): string | number => {
      if (by === 'title') return records.title[record] ?? '';
      if (by === 'reporter') return words.partyShort(records.party[record] ?? -1);
      if (by === 'activityKind') return words.activity(records.kind[record] ?? '');
      if (by === 'dates') return records.start[record] ?? records.end[record] ?? Infinity;
      return words.placeName(records.places[record]?.[0] ?? -1);
    };
    const compare = new Intl.Collator(words.m.tag, { numeric: true }).compare;
    const keys = new Map([...this.rows].map((record) => [record, key(record)]));
    const order = (a: number, b: number) => {
      const [one, two] = [keys.get(a) ?? '', keys.get(b) ?? ''];
      const less = typeof one === 'number' && typeof two === 'number' ? (one < two ? -1 : Number(one > two)) : compare(String(one), String(two));
      return (down ? -less : less) || a - b;
    };
    this.rows = Uint32Array.from([...this.rows].sort(order));
  }

  private draw(): void {
    const records = this.rows;
    const from = Math.max(0, Math.floor(this.scroll.scrollTop / ROW) - SPARE);
    const to = Math.min(records.length, Math.ceil((this.scroll.scrollTop + this.scroll.clientHeight) / ROW) + SPARE);
    const key = `${from}-${to}`;
    if (key === this.drawn) return;
    this.drawn = key;
    this.table.setAttribute('aria-rowcount', String(records.length + 1));
    const focused = this.body.contains(document.activeElement) ? (document.activeElement as HTMLElement).dataset.record : undefined;
    const rows: HTMLElement[] = [];
    for (let place = from; place < to; place += 1) rows.push(this.row(records[place] ?? 0, place));
    this.body.replaceChildren(spacer(from), ...rows, spacer(records.length - to));
    if (focused !== undefined) this.body.querySelector<HTMLElement>(`[data-record="${focused}"]`)?.focus();
  }

  private row(record: number, place: number): HTMLElement {
    const { words, report, state } = this.app;
    const { records } = report.columns;
    const { ui } = words.m;
    const opened = state.record === record || (state.finding >= 0 && report.columns.findings.records[state.finding]?.includes(record));
    const when = words.interval(records.start[record] ?? null, records.end[record] ?? null, precisions(records.precision[record] ?? 0));
    const places = [...new Set((records.places[record] ?? []).slice(0, 4).map((at) => words.placeName(at)))].join(', ');
    const cell = (value: string) => h('td', value ? { title: value } : { class: 'absent' }, value || ui.notStated);
    const title = records.title[record] ?? '';
    const kind = records.kind[record] ?? 'unknown';
    return h(
      'tr',
      { 'aria-rowindex': place + 2, class: opened ? 'opened' : null },
      h('td', { title }, h('button', { type: 'button', class: 'link', 'data-record': record, click: () => this.app.open({ record }) }, title)),
      cell(words.partyShort(records.party[record] ?? -1)),
      cell(kind === 'unknown' ? '' : words.activity(kind)),
      cell(when),
      cell(places),
    );
  }
}

function spacer(rows: number): HTMLElement {
  const cell = h('td', { colspan: 5 });
  cell.style.height = `${Math.max(0, rows) * ROW}px`;
  return h('tr', { class: 'spacer', 'aria-hidden': 'true' }, cell);
}
