// The opened finding: the sentence, both sides, the evidence, what could help, and the verdict bar.

import type { App, Change, Part } from './app.ts';
import { announce, h } from './dom.ts';
import { icon } from './icon.ts';
import { dayOf, type Words } from './language.ts';
import { verdictWord } from './list.ts';
import type { Tie } from './report.ts';
import type { Says } from './says.ts';
import { type Choice, instrumentSide, sides } from './sides.ts';
import { VERDICTS, type Verdict } from './verdicts.ts';
import { waterfall } from './waterfall.ts';

/** Ties of one kind that are named; the others are counted. */
const TIES = 8;

export class Detail implements Part {
  readonly element = h('section', { class: 'detail', id: 'detail', tabindex: '-1' });
  /** Which record of each side is shown, where a side has several. */
  private shown: [number, number] = [0, 0];

  constructor(private readonly app: App) {}

  update(change: Change): void {
    if (change === 'selection') this.shown = [0, 0];
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

  private bar(...said: (Node | null)[]): HTMLElement {
    const { ui } = this.app.words.m;
    const leave = () => {
      this.app.open({});
      document.querySelector<HTMLElement>('.tabs [aria-current]')?.focus();
    };
    return h(
      'div',
      { class: 'bar-top' },
      h('button', { type: 'button', class: 'plain back', click: leave }, ui.back),
      ...said,
      h('button', { type: 'button', class: 'close', 'aria-label': ui.closed, title: `${ui.closed} (Esc)`, click: leave }, '×'),
    );
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
      this.bar(
        h('p', { class: `kind k-${kind}` }, icon(kind, 20), h('b', {}, words.m.kinds[kind]), h('span', { class: 'means' }, words.m.kindMeans[kind])),
        place >= 0 ? h('span', { class: 'rank' }, ui.rank(words.number(place + 1))) : null,
      ),
      h('h2', { class: 'gist' }, words.sentence(line.gist)),
      this.money(line.money),
      this.ways(at),
      parties ? this.partySides(at) : this.recordSides(at, records),
      parties && records.length ? this.about(records) : null,
      waterfall(words, line.evidence, findings.weight[at] ?? 0, findings.probability[at] ?? 0),
      this.verdict(at),
    ];
    return parts.filter((part) => part !== null);
  }

  /** Both sides: two records, each out of those of its side, or a record beside the instrument that it meets. */
  private recordSides(at: number, records: number[]): HTMLElement | null {
    const { gist } = this.app.report.finding(at);
    if (!records.length) return null;
    if (gist.key === 'instrument-gist') {
      const instrument = this.app.report.columns.instruments.find((one) => one.title[0] === gist.instrument);
      if (instrument) return instrumentSide(this.app, records[0] ?? -1, instrument);
    }
    const choices = this.grouped(at, records).map((of, side): Choice => ({ of, at: this.shown[side] ?? 0, choose: (at) => this.choose(side, at) }));
    return sides(this.app, choices);
  }

  /**
   * Which records stand on which side: as the finding says, else by reporter where there are two, else the first
   * against the others.
   */
  private grouped(at: number, records: number[]): number[][] {
    const { findings, records: columns } = this.app.report.columns;
    const said = findings.sides?.[at];
    if (said) return said.filter((side) => side.length);
    const reporters = [...new Set(records.map((record) => columns.party[record]))];
    if (records.length > 2 && reporters.length === 2) return reporters.map((party) => records.filter((record) => columns.party[record] === party));
    return records.length > 1 ? [records.slice(0, 1), records.slice(1)] : [records];
  }

  private money(money: { counted: string | number; counted_again: string | number; currency: string } | undefined): HTMLElement | null {
    if (!money) return null;
    const { words } = this.app;
    const { counted, countedAgain } = words.m.ui;
    return h('p', { class: 'money' }, `${counted(words.sum(money.counted, money.currency))}; ${countedAgain(words.sum(money.counted_again, money.currency))}.`);
  }

  private ways(at: number): HTMLElement | null {
    const { words, report } = this.app;
    const { ways } = report.finding(at);
    if (!ways?.length) return null;
    return h('section', { class: 'ways' }, h('h3', {}, words.m.ui.ways), h('ul', {}, ...waysSaid(words, ways).map((way) => h('li', {}, way))));
  }

  /** The records that a finding about parties rests on. */
  private about(records: number[]): HTMLElement {
    const { words, report } = this.app;
    const items = records.slice(0, 20).map((record) => h('li', {}, h('button', { type: 'button', class: 'link', click: () => this.app.open({ record }) }, report.columns.records.title[record] ?? ''), ` (${words.partyShort(report.columns.records.party[record] ?? -1)})`));
    if (records.length > items.length) items.push(h('li', {}, words.m.ui.others(records.length - items.length, words)));
    return h('section', {}, h('h3', {}, words.m.ui.otherRecords), h('ul', { class: 'links' }, ...items));
  }

  private choose(side: number, at: number): void {
    this.shown[side] = at;
    this.draw();
    document.getElementById(`side-${side}`)?.focus();
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
    const ids = new Set(findings.needs[at]);
    // the needs that the finding is about first, then what else the party states
    const stated = (party: number) => needs.filter((need) => need.by.includes(party)).sort((a, b) => Number(ids.has(b.id)) - Number(ids.has(a.id)));
    const wants = (party: number) => {
      const all = stated(party);
      if (!all.length) return list(named);
      return h('ul', {}, ...all.map((need) => h('li', { class: ids.has(need.id) ? null : 'aside' }, need.title[0])));
    };
    return h(
      'table',
      { class: 'sides', 'aria-label': ui.looksAt },
      h(
        'tbody',
        {},
        row(ui.party, (party) => h('b', {}, words.partyName(party))),
        row(ui.needsOf, wants),
        row(ui.tiesOf, (party) => {
          const all = held(party);
          if (!all.length) return h('span', { class: 'absent' }, ui.notStated);
          return list([...tiesByKind(all)].map(([kind, some]) => this.tiesSaid(kind, some, party, parties)));
        }),
        row(ui.activitiesHere, (party) =>
          h('button', { type: 'button', class: 'link', click: () => this.app.store.set({ view: 'table', filter: { ...this.app.state.filter, party: [party], kind: [] } }) }, ui.nRecords(mine(party), words)),
        ),
      ),
    );
  }

  /** Those whom both sides are tied to first: they could bridge. */
  private tiesSaid(kind: string, ties: Tie[], party: number, both: number[]): string {
    const { words, report } = this.app;
    const to = (tie: Tie, of: number) => (tie.from === of ? tie.to : tie.from);
    const elsewhere = both.find((other) => other !== party) ?? -1;
    const shared = new Set(report.columns.ties.filter((tie) => tie.from === elsewhere || tie.to === elsewhere).map((tie) => to(tie, elsewhere)));
    const all = [...new Set(ties.map((tie) => to(tie, party)))].sort((a, b) => Number(shared.has(b)) - Number(shared.has(a)));
    const names = all.slice(0, TIES).map((other) => words.partyShort(other));
    if (all.length > TIES) names.push(words.m.ui.others(all.length - TIES, words));
    return `${words.tieKind(kind)}: ${words.list(names)}`;
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
      return h('li', {}, h('button', { type: 'button', class: 'link', click: () => this.app.open({ finding }) }, icon(kind), ` ${words.m.kinds[kind]}: ${words.brief(report.finding(finding).gist)}`));
    });
    return [
      this.bar(h('p', { class: 'kind' }, ui.oneRecord)),
      h('h2', { class: 'gist' }, report.columns.records.title[at] ?? ''),
      sides(this.app, [{ of: [at], at: 0, choose: () => undefined }]),
      h('section', {}, h('h3', {}, ui.inFindings), of.length ? h('ul', { class: 'links' }, ...items) : h('p', { class: 'absent' }, ui.inNone)),
    ];
  }
}

function list(items: string[]): HTMLElement {
  return h('ul', {}, ...items.map((item) => h('li', {}, item)));
}

function tiesByKind(ties: Tie[]): Map<string, Tie[]> {
  const kinds = new Map<string, Tie[]>();
  for (const tie of ties) kinds.set(tie.kind, [...(kinds.get(tie.kind) ?? []), tie]);
  return kinds;
}

/** The ways in sentences; parties that could bridge by the same ties stand in one. */
export function waysSaid(words: Words, ways: Says[]): string[] {
  const bridges = new Map<string, string[]>();
  const said: string[] = [];
  for (const way of ways) {
    if (way.key !== 'bridge-member') said.push(words.sentence(way));
    else {
      const ties = `${words.tie(way.party, way.left_tie)}${words.m.comma}${words.tie(way.party, way.right_tie)}`;
      bridges.set(ties, [...(bridges.get(ties) ?? []), words.party(way.party)]);
    }
  }
  return [...[...bridges].map(([ties, parties]) => words.m.ui.bridge(words.list(parties), ties)), ...said];
}
