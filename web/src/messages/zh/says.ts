// 证据与发现的句子。写法不依赖各方名称的语法形式。

import type { Kind } from '../../report.ts';
import { type Pair, pairOf, type Speaker, type Statements } from '../../says.ts';

const quoted = (words: string) => `“${words}”`;
/** 地点与时间另成一句。 */
const tail = (place: string, period: string) => {
  const words = [place, period].filter(Boolean).join('，');
  return words ? `。${words}` : '';
};

const days = (n: number, say: Speaker) => `${say.number(n)} 天`;

const each = (title: string, by: string) => `${quoted(title)}（${by}）`;
const both = (p: Pair) => (p.leftBy === p.rightBy ? `${p.leftBy}的${quoted(p.left)}与${quoted(p.right)}` : `${each(p.left, p.leftBy)}与${each(p.right, p.rightBy)}`);
/** 双方标题相同时只写一次。 */
const parties = (p: Pair) => `${p.leftBy}与${p.rightBy}`;

const pairs: Record<Kind, (p: Pair) => string> = {
  same: (p) => (p.title ? `${parties(p)}描述的是同一活动${quoted(p.title)}` : `${both(p)}描述的是同一活动`),
  chain: (p) => (p.title ? `${parties(p)}就${quoted(p.title)}报告的是同一笔资金，只应计一次` : `${both(p)}报告的是同一笔资金，只应计一次`),
  part: (p) => (p.leftBy === p.rightBy ? `${p.leftBy}的${quoted(p.left)}是${quoted(p.right)}的一部分、一个阶段或一届` : `${each(p.left, p.leftBy)}是${each(p.right, p.rightBy)}的一部分、一个阶段或一届`),
  overlap: (p) => (p.title ? `${parties(p)}做的是同一件事：${quoted(p.title)}` : `${both(p)}目标相同`),
  conflict: (p) => `${both(p)}不能都按计划进行`,
  complement: (p) => `${both(p)}各有对方所缺`,
  gap: both,
  untied: both,
};

export const says: Statements = {
  'shared-code': (a) => `双方都写有代码 ${a.code}`,
  'names-identifier': (a) => `一方写有另一方的编号 ${a.code}`,
  'same-local-id': (a) => `去掉发布者前缀后编号相同：${a.code}`,
  'declares-link': (a, say) => `记录自己声明了关联（${say.relation(a.relation)}）`,
  'same-title': () => '标题相同',
  'same-title-but-number': (a) => `标题仅 ${a.left} 与 ${a.right} 不同`,
  'shared-words': (a, say) => `标题有相同的罕见词：${say.list(a.words)}`,
  'similar-title': (a, say) => `标题相似度 ${say.number(a.percent)}%`,
  'same-meaning': (a, say) => `标题含义相同（${say.tongue(a.left)}、${say.tongue(a.right)}）`,
  'alike-meaning': (a, say) => `标题含义相同（比无关标题近 ${say.number(Math.round(a.deviations * 10) / 10)} 个标准差）`,
  'learned-words': (a, say) => `标题说的是同一内容：${say.list(a.words)}`,
  'perhaps-an-edition': () => '同一计划的另一届或另一阶段看起来也会差不多',
  'different-title': () => '标题不同',
  'shared-description': (a, say) => `说明有相同的罕见词：${say.list(a.words)}`,
  'same-reporter': () => '报告方相同',
  'shared-parties': (a, say) => `双方都写有：${say.parties(a.parties)}`,
  'funds-the-other': (a, say) => `${say.party(a.funder)}出资，${say.party(a.implementer)}报告收到该款`,
  'shared-counterpart': (a, say) => `双方都与${say.party(a.party)}合作`,
  'names-reporter': (a, say) => `一条记录写有另一条的报告方${say.party(a.party)}`,
  'no-shared-party': () => '没有共同的参与方',
  'same-place': (a, say) => `地点相同：${say.place(a.place)}`,
  'inside-place': (a, say) => `${say.place(a.inner)}位于${say.place(a.outer)}`,
  distance: (a, say) => `相距 ${say.number(Math.round(a.km))} 公里`,
  'shared-countries': (a, say) => `都在：${say.countries(a.countries)}`,
  'different-place': (a, say) => `地点不同：${say.place(a.left)}与${say.place(a.right)}`,
  'same-dates': () => '日期相同',
  'shared-days': (a, say) => `${days(a.of, say)}中有 ${days(a.shared, say)}重合`,
  'starts-apart': (a, say) => (a.days === 0 ? '同日开始' : `开始日期相差 ${days(a.days, say)}`),
  apart: (a, say) => `一方结束到另一方开始相隔 ${days(a.days, say)}`,
  'follows-on': (a, say) =>
    a.days === 0 ? '一方在另一方结束当天开始' : `一方在另一方结束 ${days(a.days, say)}后开始`,
  'open-period': () => '双方都未写明结束日期',
  'same-theme': (a, say) => `主题相同：${say.themes(a.themes)}`,
  'different-theme': () => '主题不同',
  'same-kind': (a, say) => `类型相同：${say.activity(a.kind)}`,
  'kinds-differ': (a, say) => `类型不同：${say.activity(a.left)}与${say.activity(a.right)}`,
  'same-amount': (a) => `金额相同：${a.amount}`,
  'amounts-differ': (a, say) => (a.percent === 0 ? '金额几乎相等' : `金额相差 ${say.number(a.percent)}%`),
  'shared-asset': (a) => `双方都使用：${a.asset}`,
  'exclusive-kinds': (a, say) =>
    `${say.activity(a.left)}与${say.activity(a.right)}在 ${say.number(Math.round(a.km))} 公里、${days(a.days, say)}之内互相排斥`,
  'asked-too-much': (a, say) => `${days(a.days, say)}内有 ${say.number(a.count)} 项活动需要${say.party(a.party)}配合`,
  'forbidden-by': (a) => `${a.instrument}禁止：${a.obligation}`,
  'conditioned-by': (a) => `${a.instrument}设有条件：${a.obligation}`,
  'money-meets-delivery': (a, say) =>
    `${say.party(a.money)}有资金而未写执行者，${say.party(a.delivery)}在执行而未写资金`,
  'training-beside-operation': (a) => `${a.training}培训的正是${a.operation}的合作对象`,
  'neighbouring-stretch': (a, say) => `${say.place(a.left)}与${say.place(a.right)}是同一线路上的相邻段`,
  'shared-need': (a, say) => `双方都回应需求${quoted(say.need(a.need))}`,
  coverage: (a, say) => `${a.activities ? `只有 ${say.number(a.activities)} 项活动回应这一需求` : '没有活动回应这一需求'}；此处其他需求各有 ${say.number(a.wanted)} 项`,
  uncovered: (a, say) => `没有关于以下主题的报告：${say.themes(a.themes)}`,
  'no-tie': (a, say) => `${say.day(a.on)}，${say.party(a.left)}与${say.party(a.right)}之间没有联系`,
  'co-present': (a, say) => `双方都在${say.place(a.place)}，共 ${say.number(a.activities)} 项活动`,
  'bridge-member': (a, say) => `${say.party(a.party)}可以牵线：${say.tie(a.party, a.left_tie)}、${say.tie(a.party, a.right_tie)}`,
  'bridge-rule': (a) => `有规则可用：${a.title}`,
  'bridge-proposal': (a) => `已有提案：${a.title}`,
  'objected-by': (a, say) => `${say.parties(a.parties)}反对${say.proposal(a.proposal)}`,
  series: (a, say) => `${a.name}是一个系列，共 ${say.number(a.editions)} 届`,
  'part-of': (a) => `${a.part}是${a.whole}的一部分`,
  prior: (a, say) => `比较之前：每 ${say.number(a.one_in)} 对中有一对`,
  'pair-gist': (a, say) => pairs[a.kind](pairOf(a, say)) + tail(say.place(a.place), say.period(a.period)),
  'group-gist': (a, say) =>
    `${quoted(say.title(a.name))}有 ${say.number(a.count)} 条记录，来自${say.parties(a.parties)}，宜一并看待${tail(say.place(a.place), say.period(a.period))}`,
  'instrument-gist': (a, say) =>
    a.forbids ? `${quoted(a.instrument)}不允许${quoted(say.title(a.activity))}（${say.party(a.by)}）` : `${quoted(a.instrument)}对${quoted(say.title(a.activity))}（${say.party(a.by)}）设有条件`,
  'asked-gist': (a, say) => `同时有 ${say.number(a.count)} 项活动需要${say.party(a.party)}配合${tail('', say.period(a.period))}`,
  'gap-gist': (a, say) =>
    `${quoted(say.need(a.need))}方面的工作太少，提出这一需求的有${say.parties(a.by)}${tail(say.place(a.place), '')}`,
  'untied-gist': (a, say) =>
    `${say.party(a.left)}与${say.party(a.right)}面对${a.needs.length > 1 ? ` ${say.number(a.needs.length)} 项相同的需求，首先是` : '相同的需求'}${quoted(say.need(a.needs[0] ?? ''))}，却没有联系渠道`,
};
