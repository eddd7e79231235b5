// A node of a test's own, on a temporary database, and what every test of it needs.

import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { expect, type Page, test as plain } from '@playwright/test';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** Thirteen plans of several reporters. */
export const plan = join(root, 'crates/comity-web/tests/node/plan.csv');
export const PASSWORD = 'correct horse battery';

export interface Node {
  base: string;
  link: string;
}

/**
 * A served node for each file of tests: what a file says of `house` sets it apart, for a worker that did one file
 * would else give its node, first link used, to the next.
 */
export const test = plain.extend<object, { house: string; node: Node }>({
  house: ['', { scope: 'worker', option: true }],
  node: [
    async ({ house }, use) => {
      const folder = mkdtempSync(join(tmpdir(), `comity-${house}-`));
      const { node, stop } = await serve(folder);
      await use(node);
      await stop();
      rmSync(folder, { recursive: true });
    },
    { scope: 'worker' },
  ],
});

/** Serves the database of a folder; `later` moves its clock, as in `+3d`. The link is there once, for the first operator. */
export async function serve(folder: string, later = ''): Promise<{ node: Node; stop: () => Promise<void> }> {
  const program = process.env.COMITY ?? join(root, 'target/debug/comity');
  const args = ['serve', '--listen', '127.0.0.1:0', '--db', `sqlite:${join(folder, 'node.db')}`, '--log', 'warn'];
  const env = later ? { ...process.env, LD_PRELOAD: moved(), FAKETIME: later } : process.env;
  const served = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'], env });
  const node = await started(served, later ? /http:\/\/127\.0\.0\.1:\d+/ : /http:\/\/\S+\/link\/\S+/);
  const stop = async (): Promise<void> => {
    served.kill('SIGTERM');
    expect(await new Promise((ended) => served.once('exit', ended)), 'it ends in order').toBe(0);
  };
  return { node, stop };
}

/** What moves a clock: of Debian's package libfaketime, loaded by itself so that the node gets its signals. */
function moved(): string {
  const places = readdirSync('/usr/lib').map((folder) => `/usr/lib/${folder}/faketime/libfaketimeMT.so.1`);
  const found = places.find((place) => existsSync(place));
  if (!found) throw new Error('libfaketime is missing: apt-get install faketime');
  return found;
}

function started(served: ChildProcess, printed: RegExp): Promise<Node> {
  return new Promise((resolve, reject) => {
    let said = '';
    served.stdout?.on('data', (piece: Buffer) => {
      said += piece.toString();
      const link = printed.exec(said)?.[0];
      if (link) resolve({ base: new URL(link).origin, link });
    });
    served.once('exit', (code) => reject(new Error(`the node ended with ${code}: ${said}`)));
  });
}

/** What the browser complains of: scripts that fail, policies that are broken. */
export function watched(page: Page): string[] {
  const wrong: string[] = [];
  // a question that a newer one replaces is broken off, which htmx writes down as an error
  page.on('console', (message) => message.type() === 'error' && !/^htmx:(afterRequest|sendAbort)/.test(message.text()) && wrong.push(message.text()));
  page.on('pageerror', (error) => wrong.push(error.message));
  return wrong;
}

export { expect };
