// English: what evidence and findings say.

import type { Kind } from '../../report.ts';
import { type Pair, pairOf, type Speaker, type Statements } from '../../says.ts';

const quoted = (words: string) => `“${words}”`;
const where = (place: string) => (place ? (/\b(border|frontier|corridor|route)s?\b/i.test(place) ? ` at the ${place}` : ` in ${place}`) : '');
const when = (period: string) => (period ? `, ${period}` : '');

const days = (n: number, say: Speaker) => say.count(n, { one: '# day', other: '# days' });

const each = (title: string, by: string) => `${quoted(title)} (${by})`;
const both = (p: Pair) => (p.leftBy === p.rightBy ? `${quoted(p.left)} and ${quoted(p.right)} (both ${p.leftBy})` : `${each(p.left, p.leftBy)} and ${each(p.right, p.rightBy)}`);
/** Two parties under one title name it once. */
const parties = (p: Pair) => `${p.leftBy} and ${p.rightBy}`;
const tail = (p: Pair) => where(p.place) + when(p.period);

const pairs: Record<Kind, (p: Pair) => string> = {
  same: (p) => (p.title ? `${parties(p)} describe one activity, ${quoted(p.title)}${tail(p)}` : `${both(p)} describe one activity${tail(p)}`),
  chain: (p) => (p.title ? `${parties(p)} report the same money for ${quoted(p.title)}${tail(p)}: count it once` : `${both(p)} report the same money${tail(p)}: count it once`),
  part: (p) => (p.leftBy === p.rightBy ? `${quoted(p.left)} is a part, phase or edition of ${quoted(p.right)} (both ${p.leftBy})${tail(p)}` : `${each(p.left, p.leftBy)} is a part, phase or edition of ${each(p.right, p.rightBy)}${tail(p)}`),
  overlap: (p) => (p.title ? `${parties(p)} aim at the same thing, ${quoted(p.title)}${tail(p)}` : `${both(p)} aim at the same thing${tail(p)}`),
  conflict: (p) => `${both(p)} can’t both go ahead as planned${tail(p)}`,
  complement: (p) => `${both(p)} each have what the other lacks${tail(p)}`,
  gap: both,
  untied: both,
};

export const says: Statements = {
  'shared-code': (a) => `both name the code ${a.code}`,
  'names-identifier': (a) => `one names the identifier of the other, ${a.code}`,
  'same-local-id': (a) => `same identifier ${a.code} after the publisher’s prefix`,
  'declares-link': (a, say) => `the record itself declares the link (${say.relation(a.relation)})`,
  'same-title': () => 'same title',
  'same-title-but-number': (a) => `same title but for ${a.left} and ${a.right}`,
  'shared-words': (a, say) => `titles share the rare words ${say.list(a.words)}`,
  'similar-title': (a, say) => `titles are ${say.number(a.percent)} % alike`,
  'same-meaning': (a, say) => `title means the same, ${say.tongue(a.left)} and ${say.tongue(a.right)}`,
  'alike-meaning': (a, say) => `titles mean the same (${say.number(Math.round(a.deviations * 10) / 10)} deviations nearer than unrelated ones)`,
  'learned-words': (a, say) => `titles say the same: ${say.list(a.words)}`,
  'perhaps-an-edition': () => 'another edition or phase of one programme would look much the same',
  'different-title': () => 'titles differ',
  'shared-description': (a, say) => `descriptions share the rare words ${say.list(a.words)}`,
  'same-reporter': () => 'same reporter',
  'shared-parties': (a, say) => `both name ${say.parties(a.parties)}`,
  'funds-the-other': (a, say) =>
    `${say.party(a.funder)} funds, ${say.party(a.implementer)} reports the money as received`,
  'shared-counterpart': (a, say) => `both work with ${say.party(a.party)}`,
  'names-reporter': (a, say) => `one names ${say.party(a.party)}, who reports the other`,
  'no-shared-party': () => 'no party in common',
  'same-place': (a, say) => `same place, ${say.place(a.place)}`,
  'inside-place': (a, say) => `${say.place(a.inner)} lies in ${say.place(a.outer)}`,
  distance: (a, say) => `${say.number(Math.round(a.km))} km apart`,
  'shared-countries': (a, say) => `both in ${say.countries(a.countries)}`,
  'different-place': (a, say) => `different places, ${say.place(a.left)} and ${say.place(a.right)}`,
  'same-dates': () => 'same dates',
  'shared-days': (a, say) => `${say.number(a.shared)} of ${days(a.of, say)} shared`,
  'starts-apart': (a, say) => (a.days === 0 ? 'same start' : `starts ${days(a.days, say)} apart`),
  apart: (a, say) => `${days(a.days, say)} between the end of one and the start of the other`,
  'follows-on': (a, say) =>
    a.days === 0 ? 'one begins on the day the other ends' : `one begins ${days(a.days, say)} after the other ends`,
  'open-period': () => 'both go on without a stated end',
  'same-theme': (a, say) => `same theme, ${say.themes(a.themes)}`,
  'different-theme': () => 'different themes',
  'same-kind': (a, say) => `both are of the kind ${say.activity(a.kind)}`,
  'kinds-differ': (a, say) => `different kinds, ${say.activity(a.left)} and ${say.activity(a.right)}`,
  'same-amount': (a) => `same amount, ${a.amount}`,
  'amounts-differ': (a, say) => (a.percent === 0 ? 'amounts all but equal' : `amounts differ by ${say.number(a.percent)} %`),
  'shared-asset': (a) => `both use ${a.asset}`,
  'exclusive-kinds': (a, say) =>
    `${say.activity(a.left)} and ${say.activity(a.right)} exclude each other within ${say.number(Math.round(a.km))} km and ${days(a.days, say)}`,
  'asked-too-much': (a, say) =>
    `${say.count(a.count, { one: '# activity calls', other: '# activities call' })} on ${say.party(a.party)} within ${days(a.days, say)}`,
  'forbidden-by': (a) => `${a.instrument} forbids it: ${a.obligation}`,
  'conditioned-by': (a) => `${a.instrument} sets a condition: ${a.obligation}`,
  'money-meets-delivery': (a, say) =>
    `${say.party(a.money)} has money and names no one who delivers, ${say.party(a.delivery)} delivers and names no money`,
  'training-beside-operation': (a) => `${a.training} trains those whom ${a.operation} works with`,
  'neighbouring-stretch': (a, say) =>
    `${say.place(a.left)} and ${say.place(a.right)} are neighbouring stretches of one line`,
  'shared-need': (a, say) => `both answer the need ${quoted(say.need(a.need))}`,
  coverage: (a, say) =>
    `${a.activities ? `only ${say.count(a.activities, { one: '# activity answers it', other: '# activities answer it' })}` : 'no activity answers it'}; the other needs here have ${say.number(a.wanted)} each`,
  uncovered: (a, say) => `nothing is reported on ${say.themes(a.themes)}`,
  'no-tie': (a, say) => `no tie between ${say.party(a.left)} and ${say.party(a.right)} on ${say.day(a.on)}`,
  'co-present': (a, say) =>
    `both are present${where(say.place(a.place))} with ${say.count(a.activities, { one: '# activity', other: '# activities' })}`,
  'bridge-member': (a, say) => `${say.party(a.party)} could bridge: ${say.tie(a.party, a.left_tie)}, ${say.tie(a.party, a.right_tie)}`,
  'bridge-rule': (a) => `a rule could bridge: ${a.title}`,
  'bridge-proposal': (a) => `proposed already: ${a.title}`,
  'objected-by': (a, say) => `${say.parties(a.parties)} objected to ${say.proposal(a.proposal)}`,
  series: (a, say) => `${a.name} is a series of ${say.number(a.editions)}`,
  'part-of': (a) => `${a.part} is a part of ${a.whole}`,
  prior: (a, say) => `before looking: one pair in ${say.number(a.one_in)}`,
  'pair-gist': (a, say) => pairs[a.kind](pairOf(a, say)),
  'group-gist': (a, say) =>
    `${say.count(a.count, { one: '# record', other: '# records' })} of ${quoted(say.title(a.name))} by ${say.parties(a.parties)}${where(say.place(a.place))}${when(say.period(a.period))}: look at them as one`,
  'instrument-gist': (a, say) =>
    `${quoted(a.instrument)} ${a.forbids ? 'stands against' : 'sets a condition for'} ${quoted(say.title(a.activity))} (${say.party(a.by)})`,
  'asked-gist': (a, say) =>
    `${say.count(a.count, { one: '# activity calls', other: '# activities call' })} on ${say.party(a.party)} at once${when(say.period(a.period))}`,
  'gap-gist': (a, say) =>
    `Too little is done about ${quoted(say.need(a.need))}${where(say.place(a.place))}, a need that ${say.parties(a.by)} stated`,
  'untied-gist': (a, say) =>
    `${say.party(a.left)} and ${say.party(a.right)} work on ${a.needs.length > 1 ? `${say.number(a.needs.length)} of the same needs, first` : 'the same need,'} ${quoted(say.need(a.needs[0] ?? ''))}, and have no tie through which to talk`,
};
