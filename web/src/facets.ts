// The filter: search, kinds, parties, places, themes, years. Every choice says how many findings stand behind it.

import type { App, Change, Part } from './app.ts';
import { h } from './dom.ts';
import { EMPTY, type Facet, isEmpty } from './filter.ts';
import { icon } from './icon.ts';
import { KINDS } from './report.ts';

const FEW = 7;
const MANY = 60;

export class Facets implements Part {
  readonly element = h('form', { class: 'filter', id: 'filter', role: 'search', submit: (event: Event) => event.preventDefault() });
  private readonly words = h('input', { type: 'search', id: 'words', autocomplete: 'off', spellcheck: 'false' });
  private readonly wordsLabel = h('label', { for: 'words' });
  private readonly boxes = new Map<Facet, HTMLElement>();
  private readonly years = h('fieldset', { class: 'years' });
  private readonly clear = h('button', { type: 'button', class: 'plain', click: () => this.app.store.set({ filter: EMPTY }) });
  private readonly wide = new Set<Facet>();
  private readonly narrowed = new Map<Facet, string>();
  private waiting = 0;

  constructor(private readonly app: App) {
    this.words.addEventListener('input', () => {
      window.clearTimeout(this.waiting);
      this.waiting = window.setTimeout(() => this.app.store.filter({ words: this.words.value }), 120);
    });
    this.element.append(h('div', { class: 'search' }, this.wordsLabel, this.words), this.clear);
    for (const facet of ['kind', 'party', 'place', 'theme'] as const) {
      const box = h('fieldset', { class: `facet of-${facet}` });
      this.boxes.set(facet, box);
      this.element.append(box);
    }
    this.element.append(this.years);
  }

  update(change: Change): void {
    if (change !== 'start' && change !== 'filter' && change !== 'language') return;
    const { ui } = this.app.words.m;
    const { filter } = this.app.state;
    this.element.setAttribute('aria-label', ui.filter);
    this.wordsLabel.textContent = ui.search;
    this.words.placeholder = ui.searchHint;
    if (document.activeElement !== this.words) this.words.value = filter.words;
    this.clear.textContent = ui.clear;
    this.clear.hidden = isEmpty(filter);
    for (const facet of this.boxes.keys()) this.draw(facet);
    this.drawYears(change);
  }

  focus(): void {
    this.words.focus();
    this.words.select();
  }

  /** What a choice of a facet is called. */
  name(facet: Facet, value: number): string {
    const { words } = this.app;
    if (facet === 'kind') return words.m.kinds[KINDS[value] ?? 'same'];
    if (facet === 'party') return words.partyShort(value);
    return facet === 'place' ? words.placeName(value) : words.themeName(value);
  }

  private draw(facet: Facet): void {
    const box = this.boxes.get(facet);
    if (!box) return;
    const focused = document.activeElement;
    const value = box.contains(focused) && focused instanceof HTMLInputElement ? focused.dataset.value : undefined;
    const narrowing = box.contains(focused) && focused instanceof HTMLInputElement && focused.type === 'search';
    const { words, sifted, state } = this.app;
    const counts = sifted.counts[facet];
    const chosen = new Set(state.filter[facet]);
    let values = facet === 'kind' ? [...KINDS.keys()] : [...counts.keys()].filter((at) => (counts[at] ?? 0) > 0 || chosen.has(at));
    if (facet !== 'kind') values.sort((a, b) => Number(chosen.has(b)) - Number(chosen.has(a)) || (counts[b] ?? 0) - (counts[a] ?? 0) || a - b);
    const all = values.length;
    const narrow = this.narrowed.get(facet)?.toLowerCase() ?? '';
    if (narrow) values = values.filter((at) => this.name(facet, at).toLowerCase().includes(narrow));
    const wide = this.wide.has(facet) || facet === 'kind' || narrow !== '';
    const shown = values.slice(0, wide ? MANY : Math.max(FEW, chosen.size));
    const choices = shown.map((at) => this.choice(facet, at, counts[at] ?? 0, chosen.has(at)));
    const more =
      all > FEW && facet !== 'kind'
        ? h(
            'button',
            { type: 'button', class: 'plain', 'aria-expanded': wide ? 'true' : 'false', click: () => this.widen(facet) },
            this.wide.has(facet) ? words.m.ui.showFewer : words.m.ui.showMore(all - Math.min(all, Math.max(FEW, chosen.size)), words),
          )
        : null;
    const find = this.wide.has(facet) && facet !== 'kind' ? this.finder(facet) : null;
    box.replaceChildren(h('legend', {}, words.m.ui[facet]), ...(find ? [find] : []), ...choices, ...(more ? [more] : []));
    box.hidden = !all;
    if (value !== undefined) box.querySelector<HTMLInputElement>(`input[data-value="${value}"]`)?.focus();
    if (narrowing) box.querySelector<HTMLInputElement>('input[type=search]')?.focus();
  }

  private choice(facet: Facet, at: number, count: number, chosen: boolean): HTMLElement {
    const name = this.name(facet, at);
    const kind = facet === 'kind' ? KINDS[at] : undefined;
    const title = facet === 'party' ? this.app.words.partyName(at) : kind ? this.app.words.m.kindMeans[kind] : name;
    return h(
      'label',
      { class: count || chosen ? 'choice' : 'choice none', title },
      h('input', { type: 'checkbox', 'data-value': at, ...(chosen ? { checked: true } : {}), change: () => this.app.store.toggle(facet, at) }),
      kind ? icon(kind) : null,
      h('span', { class: 'name' }, name),
      h('span', { class: 'count' }, this.app.words.number(count)),
    );
  }

  private finder(facet: Facet): HTMLElement {
    const input = h('input', {
      type: 'search',
      value: this.narrowed.get(facet) ?? '',
      placeholder: this.app.words.m.ui.narrow,
      'aria-label': `${this.app.words.m.ui[facet]}: ${this.app.words.m.ui.narrow}`,
    });
    input.addEventListener('input', () => {
      this.narrowed.set(facet, input.value);
      const at = input.selectionStart ?? input.value.length;
      this.draw(facet);
      this.boxes.get(facet)?.querySelector<HTMLInputElement>('input[type=search]')?.setSelectionRange(at, at);
    });
    return input;
  }

  private widen(facet: Facet): void {
    if (!this.wide.delete(facet)) this.wide.add(facet);
    this.narrowed.delete(facet);
    this.draw(facet);
    this.boxes.get(facet)?.querySelector<HTMLElement>('button')?.focus();
  }

  private drawYears(change: Change): void {
    const { ui } = this.app.words.m;
    const span = this.app.sieve.years;
    this.years.hidden = !span;
    if (!span) return;
    if (change !== 'filter' || !this.years.childElementCount) {
      const field = (key: 'from' | 'until', label: string) => {
        const input = h('input', { type: 'number', 'data-year': key, min: span[0], max: span[1], placeholder: key === 'from' ? span[0] : span[1] });
        input.addEventListener('change', () => {
          const year = Number.parseInt(input.value, 10);
          this.app.store.filter({ [key]: Number.isFinite(year) ? year : null });
        });
        return h('label', {}, h('span', {}, label), input);
      };
      this.years.replaceChildren(h('legend', {}, ui.period), field('from', ui.fromYear), field('until', ui.untilYear));
    }
    for (const input of this.years.querySelectorAll('input')) {
      const year = this.app.state.filter[input.dataset.year as 'from' | 'until'];
      input.value = year === null ? '' : String(year);
    }
  }
}
