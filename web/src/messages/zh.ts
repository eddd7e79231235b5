// 中文。

import type { Messages } from './en.ts';
import { page } from './zh/page.ts';
import { says } from './zh/says.ts';
import { terms } from './zh/terms.ts';

export const zh: Messages = {
  tag: 'zh-CN',
  name: '中文',
  says,
  from: (day) => `自${day}起`,
  until: (day) => `至${day}`,
  span: (start, end) => `${start}至${end}`,
  circa: (year) => `约${year}`,
  aside: (name, remark) => `${name}（${remark}）`,
  comma: '，',
  stop: '。',
  ui: page,
  ...terms,
};
