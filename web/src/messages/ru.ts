// Русский.

import type { Messages } from './en.ts';
import { page } from './ru/page.ts';
import { says } from './ru/says.ts';
import { terms } from './ru/terms.ts';

export const ru: Messages = {
  tag: 'ru',
  name: 'Русский',
  says,
  from: (day) => `с ${day}`,
  until: (day) => `до ${day}`,
  span: (start, end) => `${start} – ${end}`,
  circa: (year) => `ок. ${year}`,
  aside: (name, remark) => `${name} (${remark})`,
  comma: ', ',
  stop: '. ',
  ui: page,
  ...terms,
};
