// The bar at the top, the sentence that says what is seen, and the tabs of the views.

import type { App, Change, Part } from './app.ts';
import { h } from './dom.ts';
import { FACETS, isEmpty } from './filter.ts';
import type { Facets } from './facets.ts';
import { LANGUAGES, type Language } from './language.ts';
import type { Problem } from './report.ts';
import { VIEWS } from './state.ts';

const APPEARANCES = ['auto', 'light', 'dark'] as const;

export class TopBar implements Part {
  readonly element = h('header', { class: 'top' });

  constructor(
    private readonly app: App,
    private readonly help: () => void,
  ) {
    document.documentElement.dataset.appearance = stored();
  }

  update(change: Change): void {
    if (change !== 'start' && change !== 'language') return;
    const { words, report } = this.app;
    const { ui } = words.m;
    const focused = (document.activeElement as HTMLElement | null)?.id;
    document.documentElement.lang = words.m.tag;
    const languages = h('select', { id: 'language', 'aria-label': ui.language });
    for (const [key, messages] of Object.entries(LANGUAGES)) {
      const option = h('option', { value: key, lang: messages.tag }, messages.name);
      option.selected = key === words.tag;
      languages.append(option);
    }
    languages.addEventListener('change', () => this.app.speak(languages.value as Language));
    const looks = h('select', { id: 'appearance', 'aria-label': ui.appearance });
    for (const key of APPEARANCES) {
      const option = h('option', { value: key }, ui[key]);
      option.selected = key === document.documentElement.dataset.appearance;
      looks.append(option);
    }
    looks.addEventListener('change', () => this.appear(looks.value));
    this.element.replaceChildren(
      h('a', { class: 'skip', href: '#', click: (event: Event) => this.skip(event) }, ui.skip),
      h('span', { class: 'brand', translate: 'no' }, 'Comity'),
      h('h1', {}, report.columns.meta.title),
      h('div', { class: 'settings' }, looks, languages, h('button', { type: 'button', id: 'print', click: () => window.print() }, ui.printHint), h('button', { type: 'button', id: 'keys', 'aria-label': ui.keys, title: ui.keys, click: this.help }, '?')),
    );
    if (focused) document.getElementById(focused)?.focus();
  }

  private skip(event: Event): void {
    event.preventDefault();
    document.querySelector<HTMLElement>('.rows button')?.focus();
  }

  private appear(appearance: string): void {
    document.documentElement.dataset.appearance = appearance;
    try {
      localStorage.setItem('comity-appearance', appearance);
    } catch {
      // the choice then holds until the page closes
    }
    this.app.tell('appearance');
  }
}

function stored(): string {
  try {
    const kept = localStorage.getItem('comity-appearance') ?? '';
    return APPEARANCES.find((one) => one === kept) ?? 'auto';
  } catch {
    return 'auto';
  }
}

export class Summary implements Part {
  readonly element = h('div', { class: 'summary' });
  private readonly sentence = h('p', { class: 'sentence', 'aria-live': 'polite' });
  private readonly chips = h('p', { class: 'chips' });
  private readonly tabs = h('nav', { class: 'tabs' });

  constructor(
    private readonly app: App,
    private readonly facets: Facets,
  ) {
    this.element.append(this.sentence, this.chips, this.tabs);
  }

  update(change: Change): void {
    if (change === 'selection' || change === 'verdict' || change === 'appearance') return;
    if (change !== 'view') this.say();
    this.drawTabs();
  }

  private say(): void {
    const { words, sifted, report, sieve, state } = this.app;
    const { ui } = words.m;
    const { records } = report.columns;
    const parties = new Set([...sifted.records].map((record) => records.party[record]));
    const years = sieve.years;
    const span = years ? words.m.span(words.year(state.filter.from ?? years[0]), words.year(state.filter.until ?? years[1])) : '';
    const link = (label: string, act: () => void) => h('button', { type: 'button', class: 'link', click: act }, label);
    const [findings, some, of] = [ui.nFindings(sifted.findings.length, words), ui.nRecords(sifted.records.length, words), ui.nParties(parties.size, words)];
    // the counts open: they are buttons where the sentence has them
    const marks = ['\u0001', '\u0002', '\u0003'];
    const sentence = ui.summary(marks[0] ?? '', marks[1] ?? '', marks[2] ?? '', span, words.day(report.columns.meta.on));
    const open: Record<string, HTMLElement> = {
      '\u0001': link(findings, () => this.app.store.set({ view: 'list' })),
      '\u0002': link(some, () => this.app.store.set({ view: 'table' })),
      '\u0003': link(of, () => this.app.store.set({ view: 'matrix' })),
    };
    this.sentence.replaceChildren(...sentence.split(/([\u0001-\u0003])/).map((piece) => open[piece] ?? piece));
    // the sentence has its full stop already; what is behind a stop is the language's own
    if (!isEmpty(state.filter)) this.sentence.append(`${words.m.stop.slice(1)}${ui.filteredOf(ui.nFindings(report.findings, words))}`);
    this.chips.replaceChildren(
      ...FACETS.flatMap((facet) =>
        state.filter[facet].map((value) => {
          const name = this.facets.name(facet, value);
          return h('button', { type: 'button', class: 'chip', 'aria-label': ui.clearOne(name), click: () => this.app.store.toggle(facet, value) }, name, h('span', { 'aria-hidden': 'true' }, ' ×'));
        }),
      ),
    );
    this.chips.hidden = !this.chips.childElementCount;
  }

  private drawTabs(): void {
    const { ui } = this.app.words.m;
    const focused = this.tabs.contains(document.activeElement);
    this.tabs.setAttribute('aria-label', ui.views);
    this.tabs.replaceChildren(
      ...VIEWS.map((view) => h('button', { type: 'button', 'data-view': view, 'aria-current': view === this.app.state.view ? 'page' : null, click: () => this.app.store.set({ view }) }, ui[view])),
    );
    if (focused) this.tabs.querySelector<HTMLElement>('[aria-current]')?.focus();
  }
}

/** The foot: where it comes from, how to make it again, what was not read. */
export class Foot implements Part {
  readonly element = h('footer', { class: 'foot' });

  constructor(private readonly app: App) {}

  update(change: Change): void {
    if (change !== 'start' && change !== 'language') return;
    const { words, report } = this.app;
    const { ui } = words.m;
    const { meta, sources, problems } = report.columns;
    const [, values, records, files] = problems;
    const lost = values + records + files;
    this.element.replaceChildren(
      h('p', {}, `${ui.madeBy(meta.version)}${words.m.stop}${ui.again} `, h('code', {}, meta.command)),
      lost ? this.lost(ui.problems(words.number(values), words.number(records), words.number(files))) : '',
      h('details', {}, h('summary', {}, words.m.aside(ui.sources, words.number(sources.length))), h('ul', {}, ...sources.slice(0, 500).map((source) => h('li', {}, words.m.aside(source.name, words.word('formats', source.format)))))),
    );
  }

  /** What was not read; the number opens to the first of them where the report carries them. */
  private lost(words: string): HTMLElement {
    const some = this.app.report.columns.problem_list ?? [];
    if (!some.length) return h('p', {}, words);
    const item = (problem: Problem) => {
      const at = [problem.file, problem.line ? this.app.words.m.ui.line(String(problem.line)) : '', problem.element ?? '', problem.identifier ?? ''].filter(Boolean).join(this.app.words.m.comma);
      return h('li', {}, h('b', {}, at), `: ${problem.reason}. `, problem.way_out);
    };
    return h('details', {}, h('summary', {}, words), h('ul', { lang: 'en' }, ...some.map(item)));
  }
}
