// The opened finding: the sentence, both sides, the evidence, what could help, and the verdict bar.

import type { App, Change, Part } from './app.ts';
import { announce, h } from './dom.ts';
import { icon } from './icon.ts';
import { dayOf } from './language.ts';
import { verdictWord } from './list.ts';
import { sides } from './sides.ts';
import { VERDICTS, type Verdict } from './verdicts.ts';
import { waterfall } from './waterfall.ts';

export class Detail implements Part {
  readonly element = h('section', { class: 'detail', id: 'detail', tabindex: '-1' });
  /** Which record of a larger finding stands on the right. */
  private second = 1;

  constructor(private readonly app: App) {}

  update(change: Change): void {
    if (change === 'selection') this.second = 1;
    if (change === 'view' || change === 'filter' || change === 'appearance') return;
    if (change === 'verdict') return this.redrawVerdict();
    this.draw();
    if (change === 'selection') this.element.scrollTop = 0;
  }

  focus(): void {
    this.element.focus({ preventScroll: false });
  }

  /** Gives a verdict on the opened finding, or on the first of the list. */
  decide(verdict: Verdict): void {
    const { finding } = this.app.state;
    if (finding < 0) return;
    const given = this.app.verdicts.give(finding, verdict);
    const { ui } = this.app.words.m;
    announce(given ? ui.saved(ui[verdictWord[verdict]]) : ui.undone);
    this.app.tell('verdict');
  }

  private draw(): void {
    const { finding, record } = this.app.state;
    document.body.classList.toggle('opened', finding >= 0 || record >= 0);
    if (finding >= 0) this.element.replaceChildren(...this.finding(finding));
    else if (record >= 0) this.element.replaceChildren(...this.record(record));
    else this.element.replaceChildren();
    this.element.hidden = finding < 0 && record < 0;
    this.element.setAttribute('aria-label', finding >= 0 ? this.app.words.m.ui.findings : this.app.words.m.ui.tableLabel);
  }

  private bar(): HTMLElement {
    const { ui } = this.app.words.m;
    return h('button', { type: 'button', class: 'plain back', click: () => this.app.open({}) }, ui.back);
  }

  private finding(at: number): HTMLElement[] {
    const { words, report } = this.app;
    const { findings } = report.columns;
    const { ui } = words.m;
    const kind = findings.kind[at] ?? 'same';
    const line = report.finding(at);
    const records = findings.records[at] ?? [];
    const place = this.app.sifted.findings.indexOf(at);
    const parties = kind === 'untied' || kind === 'gap';
    const parts: (HTMLElement | null)[] = [
      this.bar(),
      h(
        'header',
        {},
        h('p', { class: `kind k-${kind}` }, icon(kind, 20), h('b', {}, words.m.kinds[kind]), h('span', { class: 'means' }, words.m.kindMeans[kind]), place >= 0 ? h('span', { class: 'rank' }, ui.rank(words.number(place + 1))) : null),
        h('h2', { class: 'gist' }, words.sentence(line.gist)),
      ),
      this.money(line.money),
      this.ways(at),
      records.length > 2 && !parties ? this.strip(records) : null,
      records.length && !parties ? sides(this.app, records[0] ?? -1, records.length > 1 ? (records[this.second] ?? -1) : -1) : this.partySides(at),
      parties && records.length ? this.about(records) : null,
      waterfall(words, line.evidence, findings.weight[at] ?? 0, findings.probability[at] ?? 0),
      this.verdict(at),
    ];
    return parts.filter((part) => part !== null);
  }

  private money(money: { counted: string | number; counted_again: string | number; currency: string } | undefined): HTMLElement | null {
    if (!money) return null;
    const { words } = this.app;
    const sum = (value: string | number) => `${words.number(Number(value))} ${money.currency === 'XXX' ? '' : money.currency}`.trim();
    return h('p', { class: 'money' }, `${words.m.ui.counted(sum(money.counted))}; ${words.m.ui.countedAgain(sum(money.counted_again))}.`);
  }

  private ways(at: number): HTMLElement | null {
    const { words, report } = this.app;
    const { ways } = report.finding(at);
    if (!ways?.length) return null;
    return h('section', { class: 'ways' }, h('h3', {}, words.m.ui.ways), h('ul', {}, ...ways.map((way) => h('li', {}, words.sentence(way)))));
  }

  /** The records that a finding about parties rests on. */
  private about(records: number[]): HTMLElement {
    const { words, report } = this.app;
    const items = records.slice(0, 20).map((record) => h('li', {}, h('button', { type: 'button', class: 'link', click: () => this.app.open({ record }) }, report.columns.records.title[record] ?? ''), ` (${words.partyShort(report.columns.records.party[record] ?? -1)})`));
    if (records.length > items.length) items.push(h('li', {}, words.m.ui.others(records.length - items.length, words)));
    return h('section', {}, h('h3', {}, words.m.ui.otherRecords), h('ul', { class: 'links' }, ...items));
  }

  /** The records of a larger finding; the chosen one stands on the right. */
  private strip(records: number[]): HTMLElement {
    const { words, report } = this.app;
    const { ui } = words.m;
    const choose = h('select', { id: 'second', change: (event: Event) => this.choose(Number((event.target as HTMLSelectElement).value)) });
    records.slice(1, 400).forEach((record, i) => {
      const option = h('option', { value: i + 1 }, `${ui.side(words.number(i + 2), words.number(records.length))}: ${words.partyShort(report.columns.records.party[record] ?? -1)}, ${report.columns.records.title[record]?.slice(0, 80)}`);
      option.selected = i + 1 === this.second;
      choose.append(option);
    });
    return h('p', { class: 'strip' }, h('label', { for: 'second' }, ui.otherRecords), choose);
  }

  private choose(second: number): void {
    this.second = second;
    this.draw();
    document.getElementById('second')?.focus();
  }

  /** Two parties side by side, for findings that are about parties and needs rather than records. */
  private partySides(at: number): HTMLElement {
    const { words, report } = this.app;
    const { ui } = words.m;
    const { findings, needs, ties, meta, records } = report.columns;
    const parties = (findings.parties[at] ?? []).slice(0, 2);
    const on = dayOf(meta.on);
    const named = (findings.needs[at] ?? []).map((id) => words.need(id));
    const row = (label: string, cell: (party: number) => Node | string) =>
      h('tr', {}, h('th', { scope: 'row' }, label), ...parties.map((party) => h('td', {}, cell(party))));
    const held = (party: number) =>
      ties.filter((tie) => (tie.from === party || tie.to === party) && (tie.start ?? -Infinity) <= on && on < (tie.end ?? Infinity));
    const mine = (party: number) => records.party.reduce((sum, one) => sum + Number(one === party), 0);
    const stated = (party: number) => needs.filter((need) => need.by.includes(party)).map((need) => need.title[0]);
    return h(
      'table',
      { class: 'sides', 'aria-label': ui.looksAt },
      h(
        'tbody',
        {},
        row(ui.party, (party) => h('b', {}, words.partyName(party))),
        row(ui.needsOf, (party) => list(stated(party).length ? stated(party) : named)),
        row(ui.tiesOf, (party) => {
          const all = held(party);
          if (!all.length) return h('span', { class: 'absent' }, ui.notStated);
          const shown = all.slice(0, 10).map((tie) => `${words.partyShort(tie.from === party ? tie.to : tie.from)} (${words.word('tieKinds', tie.kind)})`);
          return list(all.length > 10 ? [...shown, ui.others(all.length - 10, words)] : shown);
        }),
        row(ui.activitiesHere, (party) =>
          h('button', { type: 'button', class: 'link', click: () => this.app.store.set({ view: 'table', filter: { ...this.app.state.filter, party: [party], kind: [] } }) }, ui.nRecords(mine(party), words)),
        ),
      ),
    );
  }

  private verdict(at: number): HTMLElement {
    const { words, verdicts } = this.app;
    const { ui } = words.m;
    const given = verdicts.of(at);
    const letter = { confirm: 'c', reject: 'r', unsure: 'u' };
    const buttons = VERDICTS.map((verdict) =>
      h('button', { type: 'button', 'aria-pressed': given?.verdict === verdict ? 'true' : 'false', click: () => this.decide(verdict) }, ui[verdict], h('kbd', { 'aria-hidden': 'true' }, letter[verdict])),
    );
    const reason = h('input', { type: 'text', id: 'reason', value: given?.reason ?? '', placeholder: ui.reason, 'aria-label': ui.reason, autocomplete: 'off' });
    reason.addEventListener('change', () => verdicts.explain(at, reason.value));
    const count = verdicts.count();
    return h(
      'footer',
      { class: 'verdicts', 'aria-label': ui.verdict, role: 'group' },
      h('div', { class: 'choices' }, ...buttons, given ? reason : null, count ? h('button', { type: 'button', class: 'plain', click: () => this.save() }, ui.exportVerdicts(count, words)) : null),
      h('p', { class: 'hint' }, ui.verdictHint),
    );
  }

  private redrawVerdict(): void {
    const { finding } = this.app.state;
    const old = this.element.querySelector('.verdicts');
    if (!old || finding < 0) return;
    const pressed = old.contains(document.activeElement) ? [...old.querySelectorAll('button')].indexOf(document.activeElement as HTMLButtonElement) : -1;
    const fresh = this.verdict(finding);
    old.replaceWith(fresh);
    fresh.querySelectorAll('button')[pressed]?.focus();
  }

  private save(): void {
    const url = URL.createObjectURL(new Blob([this.app.verdicts.file()], { type: 'application/json' }));
    h('a', { href: url, download: 'comity-verdicts.json' }).click();
    window.setTimeout(() => URL.revokeObjectURL(url), 10_000);
  }

  private record(at: number): HTMLElement[] {
    const { words, report } = this.app;
    const { ui } = words.m;
    const of: number[] = [];
    report.columns.findings.records.forEach((list, finding) => list.includes(at) && of.push(finding));
    const items = of.slice(0, 30).map((finding) => {
      const kind = report.columns.findings.kind[finding] ?? 'same';
      return h('li', {}, h('button', { type: 'button', class: 'link', click: () => this.app.open({ finding }) }, icon(kind), ` ${words.m.kinds[kind]}: ${words.sentence(report.finding(finding).gist)}`));
    });
    return [
      this.bar(),
      h('header', {}, h('h2', { class: 'gist' }, report.columns.records.title[at] ?? '')),
      sides(this.app, at, -1),
      h('section', {}, h('h3', {}, ui.inFindings), of.length ? h('ul', { class: 'links' }, ...items) : h('p', { class: 'absent' }, words.number(0))),
    ];
  }
}

function list(items: string[]): HTMLElement {
  return h('ul', {}, ...items.map((item) => h('li', {}, item)));
}
