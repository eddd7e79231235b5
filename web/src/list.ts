// The ranked findings: a sentence each, and why. Rows are made as they are scrolled to.

import type { App, Change, Part } from './app.ts';
import { h } from './dom.ts';
import { EMPTY } from './filter.ts';
import { icon } from './icon.ts';

const CHUNK = 40;
/** What a rule says is a better reason than what the texts share. */
const RULES = new Set(['instrument', 'asset', 'counterpart']);

export class FindingList implements Part {
  readonly element = h('section', { class: 'list', 'aria-labelledby': 'list-title' });
  private readonly title = h('h2', { id: 'list-title', class: 'quiet' });
  private readonly rows = h('ol', { class: 'rows' });
  private readonly earlier = h('button', { type: 'button', class: 'plain wide', click: () => this.extend(-1) });
  private readonly later = h('button', { type: 'button', class: 'plain wide', click: () => this.extend(1) });
  private from = 0;
  private to = 0;

  constructor(private readonly app: App) {
    this.element.append(this.title, this.earlier, this.rows, this.later);
    const watch = new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && this.extend(1), { rootMargin: '600px' });
    watch.observe(this.later);
  }

  update(change: Change): void {
    if (change === 'start' || change === 'filter' || change === 'language') this.fill(change === 'language');
    if (change === 'selection') this.mark();
    if (change === 'verdict') this.badge();
  }

  private fill(keep: boolean): void {
    const { findings } = this.app.sifted;
    const at = Math.max(0, findings.indexOf(this.app.state.finding));
    if (!keep || this.to === 0) {
      this.from = Math.floor(at / CHUNK) * CHUNK;
      this.to = Math.min(findings.length, this.from + CHUNK);
    }
    const { ui } = this.app.words.m;
    this.title.textContent = ui.ranked;
    this.title.hidden = !findings.length;
    this.rows.replaceChildren(...this.make(this.from, this.to));
    if (!findings.length)
      this.rows.append(
        this.app.report.findings
          ? h('li', { class: 'empty' }, h('p', {}, ui.nothing), h('button', { type: 'button', click: () => this.app.store.set({ filter: EMPTY }) }, ui.clear))
          : h('li', { class: 'empty' }, ui.nothingAtAll),
      );
    this.ends();
    this.mark(false);
  }

  private make(from: number, to: number): HTMLElement[] {
    const made: HTMLElement[] = [];
    for (let place = from; place < to; place += 1) made.push(this.row(this.app.sifted.findings[place] ?? 0, place));
    return made;
  }

  private row(finding: number, place: number): HTMLElement {
    const { words, report, verdicts } = this.app;
    const kind = report.columns.findings.kind[finding] ?? 'same';
    const { gist, evidence, money } = report.finding(finding);
    const why = evidence
      .filter((one) => one.weight > 0 && one.field !== 'prior' && one.says.key !== 'no-tie')
      .sort((a, b) => Number(RULES.has(b.field)) - Number(RULES.has(a.field)))
      .slice(0, money ? 1 : 2)
      .map((one) => words.say(one.says));
    if (money) why.unshift(words.m.ui.otherwiseTwice(words.sum(money.counted_again, money.currency)));
    const given = verdicts.of(finding);
    return h(
      'li',
      { class: place < 3 ? 'lead' : null, 'data-finding': finding },
      h(
        'button',
        { type: 'button', class: 'row', click: () => this.app.open({ finding }) },
        h('span', { class: 'rank' }, words.number(place + 1)),
        h('span', { class: `kind k-${kind}` }, icon(kind), words.m.kinds[kind]),
        h('span', { class: 'verdict' }, given ? words.m.ui[verdictWord[given.verdict]] : ''),
        h('span', { class: 'gist' }, words.brief(gist)),
        h('span', { class: 'why' }, why.join(' · ')),
      ),
    );
  }

  private extend(by: 1 | -1): void {
    const total = this.app.sifted.findings.length;
    if (by === 1 && this.to < total) {
      const to = Math.min(total, this.to + CHUNK);
      this.rows.append(...this.make(this.to, to));
      this.to = to;
    } else if (by === -1 && this.from > 0) {
      const from = Math.max(0, this.from - CHUNK);
      this.rows.prepend(...this.make(from, this.from));
      this.from = from;
    } else return;
    this.ends();
    this.mark(false);
  }

  private ends(): void {
    const { words, sifted } = this.app;
    const left = sifted.findings.length - this.to;
    this.earlier.hidden = this.from === 0;
    this.later.hidden = left <= 0;
    this.earlier.textContent = words.m.ui.showMore(this.from, words);
    this.later.textContent = words.m.ui.showMore(left, words);
  }

  /** Marks the opened finding, and brings it into the window of rows and into sight. */
  private mark(scroll = true): void {
    const { finding } = this.app.state;
    const place = this.app.sifted.findings.indexOf(finding);
    if (scroll && place >= 0 && (place < this.from || place >= this.to)) {
      if (place >= this.to && place < this.to + CHUNK) this.extend(1);
      else return this.fill(false);
    }
    for (const row of this.rows.querySelectorAll('[aria-current]')) row.removeAttribute('aria-current');
    const row = this.rows.querySelector(`[data-finding="${finding}"] > button`);
    row?.setAttribute('aria-current', 'true');
    if (scroll) row?.scrollIntoView({ block: 'nearest' });
  }

  private badge(): void {
    const { words, verdicts } = this.app;
    for (const row of this.rows.querySelectorAll<HTMLElement>('[data-finding]')) {
      const given = verdicts.of(Number(row.dataset.finding));
      const badge = row.querySelector('.verdict');
      if (badge) badge.textContent = given ? words.m.ui[verdictWord[given.verdict]] : '';
    }
  }
}

export const verdictWord = { confirm: 'confirmed', reject: 'rejected', unsure: 'unsured' } as const;
