// Что говорят доводы и выводы. Имена сторон стоят в именительном падеже.

import type { Kind } from '../../report.ts';
import { type Pair, pairOf, type Speaker, type Statements } from '../../says.ts';

const quoted = (words: string) => `«${words}»`;
/** Где и когда: отдельным предложением, чтобы не склонять названия мест. */
const tail = (place: string, period: string) => {
  const words = [place, period].filter(Boolean).join(', ');
  return words ? `. ${words.charAt(0).toLocaleUpperCase('ru')}${words.slice(1)}` : '';
};

const days = (n: number, say: Speaker) => say.count(n, { one: '# день', few: '# дня', many: '# дней', other: '# дня' });
const activities = (n: number, say: Speaker) =>
  say.count(n, { one: '# мероприятие', few: '# мероприятия', many: '# мероприятий', other: '# мероприятия' });
export const records = (n: number, say: Speaker) =>
  say.count(n, { one: '# запись', few: '# записи', many: '# записей', other: '# записи' });

const each = (title: string, by: string) => `${quoted(title)} (${by})`;
const both = (p: Pair) => (p.leftBy === p.rightBy ? `${quoted(p.left)} и ${quoted(p.right)} (обе записи: ${p.leftBy})` : `${each(p.left, p.leftBy)} и ${each(p.right, p.rightBy)}`);
/** Две стороны под одним названием: оно сказано один раз. */
const parties = (p: Pair) => `${p.leftBy} и ${p.rightBy}`;

const pairs: Record<Kind, (p: Pair) => string> = {
  same: (p) => (p.title ? `${parties(p)} описывают одно и то же: ${quoted(p.title)}` : `${both(p)} описывают одно и то же`),
  chain: (p) => (p.title ? `${parties(p)} показывают одни и те же деньги на ${quoted(p.title)}: считать один раз` : `${both(p)} показывают одни и те же деньги: считать один раз`),
  part: (p) => `${each(p.left, p.leftBy)} входит в ${p.leftBy === p.rightBy ? quoted(p.right) : each(p.right, p.rightBy)} как часть, этап или выпуск`,
  overlap: (p) => (p.title ? `${parties(p)} делают одно и то же: ${quoted(p.title)}` : `${both(p)} направлены на одно и то же`),
  conflict: (p) => `${both(p)} несовместимы в том виде, как запланированы`,
  complement: (p) => `${both(p)} дополняют друг друга`,
  gap: both,
  untied: both,
};

export const says: Statements = {
  'shared-code': (a) => `обе записи называют код ${a.code}`,
  'names-identifier': (a) => `одна запись называет идентификатор другой, ${a.code}`,
  'same-local-id': (a) => `тот же идентификатор ${a.code} после префикса издателя`,
  'declares-link': (a, say) => `запись сама заявляет связь (${say.relation(a.relation)})`,
  'same-title': () => 'одинаковое название',
  'same-title-but-number': (a) => `название одинаково, кроме ${a.left} и ${a.right}`,
  'shared-words': (a, say) => `в названиях общие редкие слова: ${say.list(a.words)}`,
  'similar-title': (a, say) => `названия схожи на ${say.number(a.percent)} %`,
  'same-meaning': (a, say) => `названия значат одно и то же (${say.tongue(a.left)}, ${say.tongue(a.right)})`,
  'alike-meaning': (a, say) => `названия значат одно и то же (ближе, чем у несвязанных записей, на ${say.number(Math.round(a.deviations * 10) / 10)} σ)`,
  'learned-words': (a, say) => `названия говорят одно и то же: ${say.list(a.words)}`,
  'perhaps-an-edition': () => 'другой выпуск или этап той же программы выглядел бы почти так же',
  'different-title': () => 'названия различаются',
  'shared-description': (a, say) => `в описаниях общие редкие слова: ${say.list(a.words)}`,
  'same-reporter': () => 'сообщает одна и та же сторона',
  'shared-parties': (a, say) => `обе записи называют: ${say.parties(a.parties)}`,
  'funds-the-other': (a, say) =>
    `${say.party(a.funder)} финансирует, ${say.party(a.implementer)} показывает деньги как полученные`,
  'shared-counterpart': (a, say) => `общий партнёр на месте: ${say.party(a.party)}`,
  'names-reporter': (a, say) => `одна запись называет того, кто сообщает другую: ${say.party(a.party)}`,
  'no-shared-party': () => 'общих сторон нет',
  'same-place': (a, say) => `то же место: ${say.place(a.place)}`,
  'inside-place': (a, say) => `${say.place(a.inner)} лежит внутри: ${say.place(a.outer)}`,
  distance: (a, say) => `расстояние ${say.number(Math.round(a.km))} км`,
  'shared-countries': (a, say) => `общие страны: ${say.countries(a.countries)}`,
  'different-place': (a, say) => `разные места: ${say.place(a.left)} и ${say.place(a.right)}`,
  'same-dates': () => 'те же даты',
  'shared-days': (a, say) => `общих дней: ${say.number(a.shared)} из ${say.number(a.of)}`,
  'starts-apart': (a, say) => (a.days === 0 ? 'начинаются в один день' : `между началами ${days(a.days, say)}`),
  apart: (a, say) => `между концом одного и началом другого ${days(a.days, say)}`,
  'follows-on': (a, say) =>
    a.days === 0 ? 'одно начинается в день окончания другого' : `одно начинается через ${days(a.days, say)} после конца другого`,
  'open-period': () => 'у обеих конец не указан',
  'same-theme': (a, say) => `та же тема: ${say.themes(a.themes)}`,
  'different-theme': () => 'разные темы',
  'same-kind': (a, say) => `обе одного вида: ${say.activity(a.kind)}`,
  'kinds-differ': (a, say) => `разные виды: ${say.activity(a.left)} и ${say.activity(a.right)}`,
  'same-amount': (a) => `та же сумма, ${a.amount}`,
  'amounts-differ': (a, say) => (a.percent === 0 ? 'суммы почти равны' : `суммы расходятся на ${say.number(a.percent)} %`),
  'shared-asset': (a) => `обе используют: ${a.asset}`,
  'exclusive-kinds': (a, say) =>
    `${say.activity(a.left)} и ${say.activity(a.right)} исключают друг друга в пределах ${say.number(Math.round(a.km))} км и срока в ${days(a.days, say)}`,
  'asked-too-much': (a, say) =>
    `к стороне ${say.party(a.party)} обращены ${activities(a.count, say)} за ${days(a.days, say)}`,
  'forbidden-by': (a) => `запрещает ${a.instrument}: ${a.obligation}`,
  'conditioned-by': (a) => `условие ставит ${a.instrument}: ${a.obligation}`,
  'money-meets-delivery': (a, say) =>
    `${say.party(a.money)}: есть деньги, исполнитель не назван; ${say.party(a.delivery)}: исполняет, деньги не названы`,
  'training-beside-operation': (a) => `${a.training} обучает тех, с кем работает ${a.operation}`,
  'neighbouring-stretch': (a, say) => `${say.place(a.left)} и ${say.place(a.right)} — соседние участки одной линии`,
  'shared-need': (a, say) => `обе отвечают на потребность ${quoted(say.need(a.need))}`,
  coverage: (a, say) =>
    `${a.activities ? say.count(a.activities, { one: 'ей отвечает только # мероприятие', few: 'ей отвечают только # мероприятия', other: 'ей отвечают только # мероприятий' }) : 'ей не отвечает ни одно мероприятие'}; у других потребностей здесь по ${say.number(a.wanted)}`,
  uncovered: (a, say) => `ничего не сообщается по темам: ${say.themes(a.themes)}`,
  'no-tie': (a, say) => `${say.day(a.on)} между ${say.party(a.left)} и ${say.party(a.right)} связи нет`,
  'co-present': (a, say) => `обе присутствуют, ${activities(a.activities, say)}; место: ${say.place(a.place)}`,
  'bridge-member': (a, say) => `связать может ${say.party(a.party)}: ${say.tie(a.party, a.left_tie)}, ${say.tie(a.party, a.right_tie)}`,
  'bridge-rule': (a) => `связать может правило: ${a.title}`,
  'bridge-proposal': (a) => `уже предложено: ${a.title}`,
  'objected-by': (a, say) => `против предложения ${say.proposal(a.proposal)} выступили: ${say.parties(a.parties)}`,
  series: (a, say) => `${a.name} — серия, выпусков: ${say.number(a.editions)}`,
  'part-of': (a) => `${a.part} — часть целого: ${a.whole}`,
  prior: (a, say) => `до сравнения: одна пара из ${say.number(a.one_in)}`,
  'pair-gist': (a, say) => pairs[a.kind](pairOf(a, say)) + tail(say.place(a.place), say.period(a.period)),
  'group-gist': (a, say) =>
    `${quoted(say.title(a.name))}: ${records(a.count, say)}, сообщают ${say.parties(a.parties)}; смотреть как одно${tail(say.place(a.place), say.period(a.period))}`,
  'instrument-gist': (a, say) =>
    `${quoted(a.instrument)} ${a.forbids ? 'исключает' : 'ставит условие для'} ${quoted(say.title(a.activity))} (${say.party(a.by)})`,
  'asked-gist': (a, say) =>
    `К стороне ${say.party(a.party)} одновременно обращены ${activities(a.count, say)}${tail('', say.period(a.period))}`,
  'gap-gist': (a, say) =>
    `По потребности ${quoted(say.need(a.need))} делается слишком мало; заявили её ${say.parties(a.by)}${tail(say.place(a.place), '')}`,
  'untied-gist': (a, say) =>
    `${say.party(a.left)} и ${say.party(a.right)} работают ${a.needs.length > 1 ? `над общими потребностями (всего ${say.number(a.needs.length)}), прежде всего` : 'над общей потребностью'} ${quoted(say.need(a.needs[0] ?? ''))}, а связи между ними нет`,
};
