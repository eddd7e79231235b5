// What every part of the page works with, and which part hears of which change.

import { type Filter, type Sifted, Sieve } from './filter.ts';
import { type Spot, spots } from './geography.ts';
import { firstLanguage, type Language, Words } from './language.ts';
import { KINDS, type Report } from './report.ts';
import { type State, Store } from './state.ts';
import { Verdicts } from './verdicts.ts';

export type Change = 'start' | 'filter' | 'selection' | 'view' | 'language' | 'verdict' | 'appearance';

/** A piece of the page. */
export interface Part {
  readonly element: HTMLElement;
  update(change: Change): void;
}

export class App {
  words: Words;
  sifted: Sifted;
  readonly store: Store;
  readonly sieve: Sieve;
  readonly verdicts: Verdicts;
  private parts: Part[] = [];
  private placed: Spot[][] | undefined;

  constructor(readonly report: Report) {
    const { dictionary, findings, records } = report.columns;
    this.words = new Words(firstLanguage(), report);
    this.sieve = new Sieve(report);
    this.verdicts = new Verdicts(report);
    const ids = {
      kind: KINDS,
      party: dictionary.parties.map((party) => party.id),
      place: dictionary.places.map((place) => place.code || place.names?.[0]?.[0] || ''),
      theme: dictionary.themes.map((theme) => theme.id),
    };
    this.store = new Store({ ids, findings: findings.id, records: told(records.id) }, {});
    this.sifted = this.sift(this.store.state.filter);
    this.store.onChange((state, before) => this.changed(state, before));
  }

  get state(): State {
    return this.store.state;
  }

  get spots(): Spot[][] {
    this.placed ??= spots(this.report);
    return this.placed;
  }

  add<P extends Part>(part: P): P {
    this.parts.push(part);
    part.update('start');
    return part;
  }

  tell(change: Change): void {
    for (const part of this.parts) part.update(change);
  }

  speak(language: Language): void {
    this.words = new Words(language, this.report);
    try {
      localStorage.setItem('comity-language', language);
    } catch {
      // the choice then holds until the page closes
    }
    document.documentElement.lang = this.words.m.tag;
    this.tell('language');
  }

  /** Opens a finding beside the list, or a record. */
  open(change: Partial<Pick<State, 'finding' | 'record'>>): void {
    this.store.set({ finding: -1, record: -1, ...change });
  }

  /** Opens the finding that stands so many places further down. */
  step(by: number): void {
    const { findings } = this.sifted;
    if (!findings.length) return;
    const at = findings.indexOf(this.state.finding);
    const next = at < 0 ? (by > 0 ? 0 : findings.length - 1) : Math.min(findings.length - 1, Math.max(0, at + by));
    this.open({ finding: findings[next] ?? -1 });
  }

  private sift(filter: Filter): Sifted {
    performance.mark('filter');
    const sifted = this.sieve.sift(filter);
    performance.measure('comity-filter', 'filter');
    return sifted;
  }

  private changed(state: State, before: State): void {
    const start = performance.now();
    if (state.filter !== before.filter) {
      this.sifted = this.sift(state.filter);
      this.tell('filter');
    }
    if (state.view !== before.view) this.tell('view');
    if (state.finding !== before.finding || state.record !== before.record) this.tell('selection');
    if (state.filter !== before.filter) performance.measure('comity-change', { start });
  }
}

/** Names told apart where a source gives one identifier twice. */
function told(ids: string[]): string[] {
  const seen = new Map<string, number>();
  return ids.map((id) => {
    const times = (seen.get(id) ?? 0) + 1;
    seen.set(id, times);
    return times === 1 ? id : `${id}~${times}`;
  });
}
