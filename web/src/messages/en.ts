// English. The other languages have this shape: a key that is missing there does not compile.

import type { Statements } from '../says.ts';
import { page } from './en/page.ts';
import { says } from './en/says.ts';
import { terms } from './en/terms.ts';

export const en = {
  tag: 'en-GB',
  name: 'English',
  says,
  from: (day: string) => `from ${day}`,
  until: (day: string) => `until ${day}`,
  span: (start: string, end: string) => `${start} – ${end}`,
  circa: (year: string) => `c. ${year}`,
  /** A remark behind a name. */
  aside: (name: string, remark: string) => `${name} (${remark})`,
  /** Things of one line. */
  comma: ', ',
  /** Between two sentences. */
  stop: '. ',
  ui: page,
  ...terms,
};

type Shape<T> = {
  [K in keyof T]: T[K] extends string
    ? string
    : T[K] extends (...given: infer A) => string
      ? (...given: A) => string
      : Shape<T[K]>;
};
export type Messages = Omit<Shape<typeof en>, 'says'> & { says: Statements };
