// Ways in, in a browser: a passkey from a virtual authenticator, and another provider of logins, which is started for it.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { type CDPSession, expect, type Page, test as plain } from '@playwright/test';
import { Provider } from 'oidc-provider';

import { faults } from './page.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const program = process.env.COMITY ?? join(root, 'target/debug/comity');
const PASSWORD = 'correct horse battery';

/** A port that is free now. */
function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

interface Node {
  base: string;
  link: string;
  /** Runs a command of the operator on the node's database. */
  command: (...words: string[]) => string;
}

/** A provider that lets in whoever gives a name, with any password. */
async function provider(redirection: string): Promise<{ issuer: string; server: Server }> {
  const port = await freePort();
  const issuer = `http://localhost:${port}`;
  const known = new Provider(issuer, {
    clients: [
      {
        client_id: 'comity',
        client_secret: 'a secret between the two',
        redirect_uris: [`${redirection}/login/outside/back`],
        post_logout_redirect_uris: [`${redirection}/login`],
      },
    ],
    claims: { openid: ['sub'], profile: ['name', 'preferred_username'] },
    // the ID token itself says the name
    conformIdTokenClaims: false,
    findAccount: (_: unknown, sub: string) => ({
      accountId: sub,
      claims: () => ({ sub, name: `${sub} of the ministry`, preferred_username: `${sub}@ministry.example` }),
    }),
    cookies: { keys: ['only for this test'] },
  });
  const server = await new Promise<Server>((resolve) => {
    const listening = known.listen(port, 'localhost', () => resolve(listening));
  });
  return { issuer, server };
}

const test = plain.extend<object, { node: Node }>({
  node: [
    async ({}, use) => {
      const folder = mkdtempSync(join(tmpdir(), 'comity-login-'));
      const port = await freePort();
      const base = `http://localhost:${port}`;
      const { issuer, server } = await provider(base);
      const secret = join(folder, 'secret');
      writeFileSync(secret, 'a secret between the two\n');
      const database = ['--db', `sqlite:${join(folder, 'node.db')}`];
      const outside = ['--oidc-issuer', issuer, '--oidc-client', 'comity', '--oidc-secret-file', secret, '--oidc-name', 'Ministry'];
      const served = spawn(program, ['serve', '--listen', `127.0.0.1:${port}`, '--url', base, '--log', 'warn', ...outside, ...database], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const link = await started(served);
      const command = (...words: string[]) => {
        const done = spawnSync(program, [...words, ...database], { encoding: 'utf8' });
        expect(done.status, done.stderr).toBe(0);
        return done.stdout.trim();
      };
      await use({ base, link, command });
      served.kill('SIGTERM');
      expect(await new Promise((ended) => served.once('exit', ended)), 'it ends in order').toBe(0);
      server.closeAllConnections();
      server.close();
      rmSync(folder, { recursive: true });
    },
    { scope: 'worker' },
  ],
});

function started(served: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    served.stdout?.on('data', (piece: Buffer) => {
      said += piece.toString();
      const link = /http:\/\/\S+\/link\/\S+/.exec(said)?.[0];
      if (link) resolve(link);
    });
    served.once('exit', (code) => reject(new Error(`the node ended with ${code}: ${said}`)));
  });
}

test.describe.configure({ mode: 'serial' });

/** A key like those built into laptops: it keeps passkeys and has seen a finger. */
async function authenticator(page: Page): Promise<[CDPSession, string]> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
  });
  return [cdp, authenticatorId];
}

test('a passkey is made, lets in without a password, and is removed', async ({ page, node }) => {
  await page.goto(node.link);
  await page.fill('[name=handle]', 'olga');
  await page.fill('[name=password]', PASSWORD);
  await page.fill('[name=again]', PASSWORD);
  await page.click('button.main');

  const [cdp, key] = await authenticator(page);
  await page.goto(`${node.base}/me`);
  const form = page.locator('form[data-passkey]');
  await form.locator('[name=name]').fill('Blue laptop');
  await form.locator('button').click();
  await expect(page.locator('main .notice')).toContainText('next time it lets you in');
  await expect(page.locator('main table').first()).toContainText('Blue laptop');
  const { credentials } = await cdp.send('WebAuthn.getCredentials', { authenticatorId: key });
  expect(credentials.map((one) => [one.rpId, one.isResidentCredential])).toEqual([['localhost', true]]);
  expect(await faults(page)).toEqual([]);

  await page.click('.who form button');
  await expect(page).toHaveURL(/\/login/);
  await page.goto(`${node.base}/login?next=%2Fme`);
  expect(await faults(page)).toEqual([]);
  await page.click('form[data-passkey] button');
  await expect(page).toHaveURL(`${node.base}/me`);
  await expect(page.locator('main')).toContainText('olga');

  // who turns away from the browser's question stays where they are
  await page.click('.who form button');
  await cdp.send('WebAuthn.setUserVerified', { authenticatorId: key, isUserVerified: false });
  await page.goto(`${node.base}/login`);
  await page.click('form[data-passkey] button');
  await expect(page.locator('[data-wrong]')).toBeVisible();
  await cdp.send('WebAuthn.setUserVerified', { authenticatorId: key, isUserVerified: true });
  await page.click('form[data-passkey] button');
  await expect(page.locator('.who .me')).toBeVisible();

  await page.goto(`${node.base}/me`);
  await page.locator('main table').first().locator('button').click();
  await expect(page.locator('main .notice')).toContainText('removed');
  await page.click('.who form button');
  await page.goto(`${node.base}/login`);
  await page.click('form[data-passkey] button');
  await expect(page.locator('main .wrong').first()).toContainText('isn’t known here');
});

test('whoever lost a passkey gets a link, and makes another by it', async ({ page, node }) => {
  const link = node.command('user', 'add', 'amir', '--role', 'desk-officer', '--party', 'osce', '--url', node.base);
  await authenticator(page);
  await page.goto(link);
  const form = page.locator('form[data-passkey]');
  await form.locator('[name=name]').fill('Security key');
  await form.locator('button').click();
  await expect(page.locator('.who .me')).toContainText('amir');
  await page.click('.who form button');
  await page.click('form[data-passkey] button');
  await expect(page.locator('.who .me')).toContainText('amir');
  // the link is used
  await page.goto(link);
  await expect(page.locator('h1')).toHaveText('There is nothing here');
  const users = node.command('user', 'list', '--json').split('\n').map((line) => JSON.parse(line));
  expect(users.find((user) => user.handle === 'amir').has_password).toBe(false);
});

test('another provider says who someone is, and an operator says in which role', async ({ page, node }) => {
  // the provider's pages would like a font from elsewhere
  await page.route(/googleapis/, (route) => route.abort());
  const byProvider = async () => {
    await page.goto(`${node.base}/login?next=%2Fme`);
    await page.click('text=Log in with Ministry');
    await page.fill('[name=login]', 'zoe');
    await page.fill('[name=password]', 'any');
    await page.click('button[type=submit]');
    // the provider asks once what the node may know
    await expect(page.locator('h1')).toHaveText('Authorize');
    await page.click('button[type=submit]');
  };
  await byProvider();
  await expect(page.locator('h1')).toHaveText('Your account waits to be let in');
  await expect(page.locator('main')).toContainText('zoe');
  const users = node.command('user', 'list', '--json').split('\n').map((line) => JSON.parse(line));
  const zoe = users.find((user) => user.handle === 'zoe');
  expect([zoe.roles, zoe.state]).toEqual([[], 'disabled']);

  node.command('user', 'role', 'zoe', '--role', 'desk-officer', '--party', 'osce');
  node.command('user', 'unlock', 'zoe');
  await page.goto(`${node.base}/login?next=%2Fme`);
  await page.click('text=Log in with Ministry');
  await expect(page).toHaveURL(`${node.base}/me`);
  await expect(page.locator('.who .me')).toContainText('zoe');

  // leaving ends both sessions
  await page.click('.who form button');
  await page.click('button[value=yes]');
  await expect(page).toHaveURL(/\/login/);
  await page.goto(`${node.base}/me`);
  await expect(page).toHaveURL(/\/login\?next/);

  // an answer that another browser began lets nobody in
  await page.goto(`${node.base}/login/outside/back?state=guessed&code=guessed`);
  await expect(page.locator('h1')).toHaveText('The form is too old');
});
