// The languages are whole: every statement that the Rust side can make has words in each of them.

import { readFileSync } from 'node:fs';

import { expect, test } from '@playwright/test';

import { Words } from '../src/language.ts';
import { en } from '../src/messages/en.ts';
import { ru } from '../src/messages/ru.ts';
import { zh } from '../src/messages/zh.ts';
import type { Report } from '../src/report.ts';
import type { Says } from '../src/says.ts';

/** The keys of `enum Says`, read from its source: the variants in kebab case. */
function statements(): string[] {
  const source = readFileSync(new URL('../../crates/comity-core/src/says.rs', import.meta.url), 'utf8');
  const body = /pub enum Says \{([\s\S]*?)\n\}/.exec(source)?.[1] ?? '';
  return [...body.matchAll(/^ {4}([A-Z][A-Za-z]*)/gm)].map(([, name = '']) => name.replace(/(?<!^)([A-Z])/g, '-$1').toLowerCase());
}

/** Words that an enum of the Rust side is written as. */
function words(file: string, name: string): string[] {
  const source = readFileSync(new URL(`../../crates/comity-core/src/${file}.rs`, import.meta.url), 'utf8');
  const body = new RegExp(`pub enum ${name} \\{([\\s\\S]*?)\\n\\}`).exec(source)?.[1] ?? '';
  return [...body.matchAll(/^ {4}([A-Z][A-Za-z]*),/gm)].map(([, word = '']) => word.replace(/(?<!^)([A-Z])/g, '-$1').toLowerCase());
}

const keys = (table: object) => Object.keys(table).sort();

for (const messages of [en, ru, zh]) {
  test(`every statement has words: ${messages.name}`, () => {
    expect(statements().length).toBeGreaterThan(50);
    expect(keys(messages.says)).toEqual(statements().sort());
  });

  test(`every word of the records has words: ${messages.name}`, () => {
    expect(keys(messages.kinds)).toEqual(words('finding', 'FindingKind').sort());
    expect(keys(messages.kindMeans)).toEqual(keys(messages.kinds));
    expect(keys(messages.fields)).toEqual(words('finding', 'Field').sort());
    expect(keys(messages.activities)).toEqual(words('activity', 'ActivityKind').sort());
    expect(keys(messages.roles)).toEqual(words('activity', 'Role').sort());
    expect(keys(messages.statuses)).toEqual(words('activity', 'Status').sort());
    expect(keys(messages.linkKinds)).toEqual(words('activity', 'LinkKind').sort());
    expect(keys(messages.amountKinds)).toEqual(words('money', 'AmountKind').sort());
    expect(keys(messages.dateKinds)).toEqual(words('period', 'DateKind').sort());
    expect(keys(messages.tieKinds)).toEqual(words('party', 'TieKind').filter((word) => word !== 'other').sort());
  });
}

const file = (path: string) => readFileSync(new URL(`../../crates/comity-web/tests/node/${path}`, import.meta.url), 'utf8');

/** A report in which names stand for themselves. */
const bare = {
  columns: {
    dictionary: { parties: ['Helvetas', 'Acted', 'Oxfam'].map((id) => ({ id, kind: 'institution', names: [] })), themes: [], places: [] },
    needs: [],
  },
} as unknown as Report;

test('the report says every statement in the words of the node', () => {
  const all = JSON.parse(file('says.json')) as Says[];
  // written by the test of the same name on the Rust side
  const [, , kept = ''] = file('snapshots/node__sentences__sentences.snap').split('---\n');
  const said = (['en', 'ru', 'zh'] as const).flatMap((tag) => {
    const words = new Words(tag, bare);
    return all.map((says) => `${tag} ${words.say(says)}`);
  });
  const plain = (line: string) => line.replaceAll('\u00a0', ' ');
  expect(said.map(plain)).toEqual(kept.trimEnd().split('\n').map(plain));
});

test('no word was left in English', () => {
  const flat = (table: object): string[] => Object.values(table).flatMap((value) => (typeof value === 'string' ? [value] : typeof value === 'object' && value ? flat(value as object) : []));
  for (const messages of [ru, zh]) {
    const { tag, name, says, comma, stop, ...rest } = messages;
    const script = tag === 'ru' ? /\p{Script=Cyrillic}/u : /\p{Script=Han}/u;
    expect(flat(rest).filter((words) => !script.test(words)), `${name}, ${Object.keys(says).length}, ${comma}${stop}`).toEqual([]);
  }
});
