// The places of the selection as a table: what the map shows, for those who can't see it. Every row opens.

import type { App } from '../app.ts';
import { h } from '../dom.ts';

const FEW = 9;

export class PlaceTable {
  readonly element = h('div', { class: 'places', tabindex: '0', role: 'group' });
  private wide = false;

  constructor(private readonly app: App) {}

  draw(): void {
    const { words, report, sifted, sieve, state } = this.app;
    const { ui } = words.m;
    const counts = new Map<number, number>();
    for (const record of sifted.records) {
      const places = new Set((report.columns.records.places[record] ?? []).map((at) => sieve.placeOf[at] ?? -1));
      for (const place of places) if (place >= 0) counts.set(place, (counts.get(place) ?? 0) + 1);
    }
    const ranked = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
    const shown = ranked.slice(0, this.wide ? 400 : FEW);
    const row = ([place, count]: [number, number]) =>
      h(
        'tr',
        {},
        h('th', { scope: 'row' }, h('button', { type: 'button', class: 'link', 'aria-pressed': state.filter.place.includes(place) ? 'true' : 'false', click: () => this.app.store.toggle('place', place) }, words.placeName(place))),
        h('td', {}, words.number(count)),
        h('td', {}, words.number(sifted.counts.place[place] ?? 0)),
      );
    const more = ranked.length > FEW ? h('button', { type: 'button', class: 'plain', 'aria-expanded': String(this.wide), click: () => this.turn() }, this.wide ? ui.showFewer : ui.showMore(ranked.length - FEW, words)) : '';
    this.element.setAttribute('aria-label', ui.placesLabel);
    this.element.replaceChildren(
      h('table', { 'aria-label': ui.placesLabel }, h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, ui.place), h('th', { scope: 'col' }, ui.table), h('th', { scope: 'col' }, ui.findings))), h('tbody', {}, ...shown.map(row))),
      more,
    );
  }

  private turn(): void {
    this.wide = !this.wide;
    this.draw();
    this.element.querySelector<HTMLElement>('button.plain')?.focus();
  }
}
