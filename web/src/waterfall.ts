// The evidence of a finding: words first, a bar to the right or left of zero, the sum at the foot.

import { h } from './dom.ts';
import type { Words } from './language.ts';
import type { Evidence } from './report.ts';

function signed(words: Words, weight: number): string {
  const rounded = Math.round(weight * 10) / 10;
  if (rounded === 0) return words.tenths(0);
  return `${rounded > 0 ? '+' : '−'}${words.tenths(Math.abs(rounded))}`;
}

export function waterfall(words: Words, evidence: Evidence[], sum: number, probability: number): HTMLElement {
  const { ui } = words.m;
  const most = Math.max(1, ...evidence.map((one) => Math.abs(one.weight)), Math.abs(sum));
  const bar = (weight: number, kind: string) => {
    const bar = h('span', { class: `bar ${weight < 0 ? 'against' : 'for'} ${kind}` });
    // through the object model: the page's policy allows no style attribute
    bar.style.width = `${(Math.abs(weight) / most) * 50}%`;
    return h('span', { class: 'axis', 'aria-hidden': 'true' }, bar);
  };
  const row = (one: Evidence) =>
    h(
      'tr',
      { class: one.field === 'prior' ? 'prior' : null },
      h('th', { scope: 'row' }, words.word('fields', one.field)),
      h('td', { class: 'words' }, words.say(one.says)),
      h('td', { class: 'bars' }, bar(one.weight, '')),
      h('td', { class: 'number' }, signed(words, one.weight)),
    );
  return h(
    'section',
    { class: 'waterfall' },
    h('h3', {}, ui.evidence),
    h(
      'table',
      { 'aria-label': ui.evidence },
      h('tbody', {}, ...evidence.map(row)),
      h(
        'tfoot',
        {},
        h(
          'tr',
          {},
          h('th', { scope: 'row' }, ui.sum),
          h('td', { class: 'words' }, ui.probability(words.percent(probability))),
          h('td', { class: 'bars' }, bar(sum, 'sum')),
          h('td', { class: 'number' }, ui.bits(signed(words, sum))),
        ),
      ),
    ),
    h('p', { class: 'hint' }, ui.bitsHint),
  );
}
