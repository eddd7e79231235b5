// What is chosen and shown. One state for all views; it stands in the address bar, so that a link opens the same page.

import { EMPTY, FACETS, type Filter } from './filter.ts';

export const VIEWS = ['list', 'map', 'timeline', 'table', 'matrix', 'network'] as const;
export type View = (typeof VIEWS)[number];

export interface State {
  view: View;
  filter: Filter;
  /** Index of the opened finding, -1 for none. */
  finding: number;
  /** Index of the opened record, -1 for none. */
  record: number;
}

export interface Names {
  /** Ids stand in the address, so that a link survives another order. */
  ids: Record<'kind' | 'party' | 'place' | 'theme', readonly string[]>;
  findings: readonly string[];
  records: readonly string[];
}

type Listener = (state: State, before: State) => void;

export class Store {
  private listeners: Listener[] = [];
  state: State;

  constructor(
    private readonly names: Names,
    start: Partial<State>,
  ) {
    this.state = { view: 'list', filter: EMPTY, finding: -1, record: -1, ...start, ...this.read(location.hash) };
    window.addEventListener('hashchange', () => {
      if (location.hash !== this.write()) this.apply({ view: 'list', filter: EMPTY, finding: -1, record: -1, ...this.read(location.hash) });
    });
  }

  onChange(listener: Listener): void {
    this.listeners.push(listener);
  }

  /** Changes some of the state; the address follows. */
  set(change: Partial<State>): void {
    this.apply({ ...this.state, ...change });
    history.replaceState(null, '', this.write() || location.pathname + location.search);
  }

  filter(change: Partial<Filter>): void {
    this.set({ filter: { ...this.state.filter, ...change } });
  }

  /** Adds a choice to a facet, or takes it away. */
  toggle(facet: 'kind' | 'party' | 'place' | 'theme', value: number): void {
    const chosen = this.state.filter[facet];
    this.filter({ [facet]: chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value] });
  }

  private apply(next: State): void {
    const before = this.state;
    this.state = next;
    for (const listener of this.listeners) listener(next, before);
  }

  private write(): string {
    const { view, filter, finding, record } = this.state;
    const query = new URLSearchParams();
    if (view !== 'list') query.set('view', view);
    for (const facet of FACETS) for (const value of filter[facet]) query.append(facet, this.names.ids[facet][value] ?? '');
    if (filter.from !== null) query.set('from', String(filter.from));
    if (filter.until !== null) query.set('until', String(filter.until));
    if (filter.words.trim()) query.set('words', filter.words.trim());
    if (finding >= 0) query.set('finding', this.names.findings[finding] ?? '');
    if (record >= 0) query.set('record', this.names.records[record] ?? '');
    const text = query.toString();
    return text ? `#${text}` : '';
  }

  private read(hash: string): Partial<State> {
    const query = new URLSearchParams(hash.replace(/^#/, ''));
    if (![...query.keys()].length) return {};
    const year = (key: string) => {
      const value = Number.parseInt(query.get(key) ?? '', 10);
      return Number.isFinite(value) ? value : null;
    };
    const filter: Filter = { ...EMPTY, from: year('from'), until: year('until'), words: query.get('words') ?? '' };
    for (const facet of FACETS)
      filter[facet] = query.getAll(facet).map((id) => this.names.ids[facet].indexOf(id)).filter((at) => at >= 0);
    const view = VIEWS.find((name) => name === query.get('view')) ?? 'list';
    const at = (list: readonly string[], key: string) => (query.has(key) ? list.indexOf(query.get(key) ?? '') : -1);
    return { view, filter, finding: at(this.names.findings, 'finding'), record: at(this.names.records, 'record') };
  }
}
