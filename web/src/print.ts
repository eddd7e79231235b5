// What is printed: the ranked findings of the selection with their evidence, made when printing begins.

import type { App } from './app.ts';
import { h } from './dom.ts';
import { waysSaid } from './detail.ts';
import { icon } from './icon.ts';
import { verdictWord } from './list.ts';

const MOST = 100;
const MOST_EVIDENCE = 6;

export function printing(app: App): HTMLElement {
  const paper = h('div', { class: 'paper', 'aria-hidden': 'true' });
  const fill = () => paper.replaceChildren(...sheets(app));
  window.addEventListener('beforeprint', fill);
  window.matchMedia('print').addEventListener('change', (event) => event.matches && fill());
  window.addEventListener('afterprint', () => paper.replaceChildren());
  return paper;
}

function sheets(app: App): HTMLElement[] {
  const { report, words, sifted } = app;
  const { ui } = words.m;
  const { meta } = report.columns;
  const shown = sifted.findings.slice(0, MOST);
  const head = h(
    'header',
    {},
    h('h1', {}, meta.title),
    h('p', {}, document.querySelector('.sentence')?.textContent ?? '', ' ', ui.ranked),
    h('p', {}, [...document.querySelectorAll('.chip')].map((chip) => chip.firstChild?.textContent ?? '').join(words.m.comma)),
  );
  const items = [...shown].map((finding, place) => sheet(app, finding, place));
  const left = sifted.findings.length - shown.length;
  const foot = h('p', { class: 'foot' }, left ? `${ui.others(left, words)}${words.m.stop}` : '', `${ui.madeBy(meta.version)}${words.m.comma}${words.day(meta.on)}${words.m.stop}${meta.command}`);
  return [head, h('ol', {}, ...items), foot];
}

function sheet(app: App, finding: number, place: number): HTMLElement {
  const { report, words, verdicts } = app;
  const { ui } = words.m;
  const { findings, records } = report.columns;
  const kind = findings.kind[finding] ?? 'same';
  const line = report.finding(finding);
  const given = verdicts.of(finding);
  const sources = (findings.records[finding] ?? []).slice(0, 6).map((record) => {
    const more = report.record(record);
    return h('li', {}, `${words.partyShort(records.party[record] ?? -1)}: ${records.id[record]} (${report.columns.sources[more.source]?.name ?? ''}${more.line ? `, ${ui.line(String(more.line))}` : ''})`);
  });
  const left = (findings.records[finding]?.length ?? 0) - sources.length;
  return h(
    'li',
    {},
    h('p', { class: `kind k-${kind}` }, h('b', {}, `${words.number(place + 1)}.`), icon(kind), h('b', {}, words.m.kinds[kind]), given ? h('span', { class: 'verdict' }, ui[verdictWord[given.verdict]], given.reason ? `: ${given.reason}` : '') : null),
    h('p', { class: 'gist' }, words.sentence(line.gist)),
    line.money ? h('p', {}, ui.otherwiseTwice(words.sum(line.money.counted_again, line.money.currency))) : null,
    h('ul', { class: 'why' }, ...line.evidence.filter((one) => Math.abs(one.weight) >= 0.05).slice(0, MOST_EVIDENCE).map((one) => h('li', {}, words.say(one.says), ' ', h('small', {}, ui.bits(`${one.weight > 0 ? '+' : one.weight < 0 ? '−' : ''}${words.tenths(Math.abs(one.weight))}`))))),
    line.ways?.length ? h('p', { class: 'ways' }, h('b', {}, `${ui.ways}: `), waysSaid(words, line.ways).join(' ')) : null,
    h('ul', { class: 'sources' }, ...sources, left > 0 ? h('li', {}, ui.others(left, words)) : null),
  );
}
