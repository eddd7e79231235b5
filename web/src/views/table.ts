// The records of the selection as a table. Only the rows in sight exist, however many there are.

import type { App, Change, Part } from '../app.ts';
import { h } from '../dom.ts';
import { precisions } from '../language.ts';

const ROW = 28;
const SPARE = 12;

export class RecordTable implements Part {
  readonly element = h('section', { class: 'view records' });
  private readonly body = h('tbody');
  private readonly head = h('thead');
  private readonly table = h('table', {}, this.head, this.body);
  private readonly scroll = h('div', { class: 'scroll', tabindex: '0', role: 'group' }, this.table);
  private drawn = '';

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
    const columns = [ui.title, ui.reporter, ui.activityKind, ui.dates, ui.places];
    this.head.replaceChildren(h('tr', {}, ...columns.map((name) => h('th', { scope: 'col' }, name))));
    this.drawn = '';
    this.draw();
  }

  private draw(): void {
    const { records } = this.app.sifted;
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
