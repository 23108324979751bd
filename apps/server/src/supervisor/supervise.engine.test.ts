import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../../..', import.meta.url));
// Inside the checkout, so that the bundle finds node_modules.
const bench = join(root, '.bench', `supervisor-${process.pid}`);
const stops: (() => Promise<void>)[] = [];

/** A tower that only answers, for what the supervisor does around one. */
const standIn = `
import { createServer } from 'node:http';
import { writeFileSync } from 'node:fs';
const { EXCHEQUER_HOME: home, EXCHEQUER_PORT, DATABASE_URL, STAND_IN = '' } = process.env;
if (STAND_IN === 'fails') {
  process.send({ type: 'failed', message: 'the journal is locked', fix: 'Unlock it.' }, () => process.exit(1));
} else {
  const server = createServer((_, answer) => answer.end(DATABASE_URL ? 'with database' : 'without'));
  server.listen(Number(EXCHEQUER_PORT), '127.0.0.1', () => {
    const url = 'http://127.0.0.1:' + server.address().port;
    writeFileSync(home + '/tower.json', JSON.stringify({ url, pid: process.pid, token: 't' }));
    process.send({ type: 'ready', url, adminLink: url + '/in' });
  });
  const leave = () => {
    if (STAND_IN === 'hangs') return;
    writeFileSync(home + '/left', 'in order');
    process.exit(0);
  };
  process.on('message', leave);
  process.on('disconnect', leave);
}
`;

beforeAll(async () => {
  mkdirSync(bench, { recursive: true });
  writeFileSync(join(bench, 'server.mjs'), standIn);
  writeFileSync(
    join(bench, 'run.mjs'),
    `import { stopHome, supervise } from './supervisor.mjs';
     const [what, home, port] = process.argv.slice(2);
     const write = (line) => console.log(line);
     if (what === 'down') console.log(await stopHome(home, write));
     else
       await supervise({ home, host: '127.0.0.1', port: Number(port), env: process.env,
         entry: ${JSON.stringify(join(bench, 'server.mjs'))}, write, log: 'output' }).catch((error) => {
           console.log('error: ' + error.message + ' fix: ' + error.fix);
           process.exitCode = 1;
         });`,
  );
  await build({
    entryPoints: [join(root, 'apps/server/src/supervisor/index.ts')],
    outfile: join(bench, 'supervisor.mjs'),
    bundle: true,
    format: 'esm',
    platform: 'node',
    external: ['postgres'],
    logLevel: 'error',
  });
});

afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

afterAll(() => rmSync(bench, { recursive: true, force: true }));

interface Run {
  child: ChildProcess;
  said(): string;
  /** Waits until the output holds the text. */
  says(text: string): Promise<string>;
  ended: Promise<number | null>;
}

function makeHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'exchequer-home-'));
  stops.push(async () => {
    await run('down', home).ended;
    const place = join(home, 'postgres', 'place.json');
    if (existsSync(place))
      rmSync(JSON.parse(readFileSync(place, 'utf8')).folder, { recursive: true, force: true });
    rmSync(home, { recursive: true, force: true });
  });
  return home;
}

function run(what: 'up' | 'down', home: string, port = 0, env: Record<string, string> = {}): Run {
  const child = spawn(process.execPath, [join(bench, 'run.mjs'), what, home, String(port)], {
    env: { PATH: process.env.PATH, ...env },
  });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk) => {
    output += chunk;
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const says = async (text: string) => {
    const until = Date.now() + 40_000;
    while (!output.includes(text)) {
      if (Date.now() > until) throw new Error(`never said "${text}":\n${output}`);
      await wait(20);
    }
    return output;
  };
  return { child, said: () => output, says, ended };
}

const towerOf = (home: string): { url: string; pid: number } =>
  JSON.parse(readFileSync(join(home, 'tower.json'), 'utf8'));

const databasePid = (home: string): number => {
  const place = join(home, 'postgres', 'place.json');
  const folder = existsSync(place) ? JSON.parse(readFileSync(place, 'utf8')).folder : join(home, 'postgres');
  return Number(readFileSync(join(folder, 'data', 'postmaster.pid'), 'utf8').split('\n')[0]);
};

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function gone(pid: number): Promise<void> {
  const until = Date.now() + 15_000;
  while (lives(pid) && Date.now() < until) await wait(20);
  expect(lives(pid)).toBe(false);
}

describe('a start', () => {
  test('serves with a database, says where, and Ctrl-C stops everything in order', async () => {
    const home = makeHome();
    const up = run('up', home);
    await up.says('Ctrl-C stops');
    const { url, pid } = towerOf(home);
    expect(await (await fetch(url)).text()).toBe('with database');
    expect(up.said()).toContain(`First admin ${url}/in`);
    const database = databasePid(home);
    const asked = Date.now();
    up.child.kill('SIGINT');
    expect(await up.ended).toBe(0);
    expect(Date.now() - asked).toBeLessThan(10_000);
    expect(readFileSync(join(home, 'left'), 'utf8')).toBe('in order');
    expect([lives(pid), lives(database), existsSync(join(home, 'supervisor.json'))]).toEqual([
      false,
      false,
      false,
    ]);
  });

  test('on a home that is in use says that it runs already, and where', async () => {
    const home = makeHome();
    const up = run('up', home);
    await up.says('Ctrl-C stops');
    const second = run('up', home);
    expect(await second.ended).toBe(1);
    expect(second.said()).toContain(`already runs on ${home} at ${towerOf(home).url}`);
    expect(lives(towerOf(home).pid)).toBe(true);
  });

  test('on a taken port names the program that has it, and a free port', async () => {
    const squatter = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => squatter.once('listening', resolve));
    const { port } = squatter.address() as AddressInfo;
    const up = run('up', makeHome(), port);
    expect(await up.ended).toBe(1);
    squatter.close();
    expect(up.said()).toContain(`port ${port} on 127.0.0.1 is taken by`);
    expect(up.said()).toContain(`(pid ${process.pid})`);
    expect(up.said()).toMatch(/--port \d+/);
  });

  test('that the tower refuses ends with its reason and fix, and leaves no PostgreSQL behind', async () => {
    const home = makeHome();
    const up = run('up', home, 0, { STAND_IN: 'fails' });
    expect(await up.ended).toBe(1);
    expect(up.said()).toContain('error: the journal is locked fix: Unlock it.');
    expect(existsSync(join(home, 'postgres', 'data', 'postmaster.pid'))).toBe(false);
  });
});

describe('when a process is killed', () => {
  test('a new tower takes the place of the old one', async () => {
    const home = makeHome();
    const up = run('up', home);
    await up.says('Ctrl-C stops');
    const first = towerOf(home).pid;
    process.kill(first, 'SIGKILL');
    await up.says('started again');
    const until = Date.now() + 10_000;
    while (towerOf(home).pid === first && Date.now() < until) await wait(20);
    expect(lives(towerOf(home).pid)).toBe(true);
  });

  test('PostgreSQL is started again where it was', async () => {
    const home = makeHome();
    const up = run('up', home);
    await up.says('Ctrl-C stops');
    const port = up.said().match(/127\.0\.0\.1:(\d+)\)/)?.[1];
    process.kill(databasePid(home), 'SIGKILL');
    await up.says('PostgreSQL is gone');
    const again = new RegExp(`PostgreSQL runs[^\\n]*:${port}\\)[\\s\\S]*PostgreSQL runs[^\\n]*:${port}\\)`);
    const until = Date.now() + 15_000;
    while (!again.test(up.said()) && Date.now() < until) await wait(50);
    expect(up.said()).toMatch(again);
  });

  test('the supervisor itself: its tower leaves, and the next start takes PostgreSQL over', async () => {
    const home = makeHome();
    const up = run('up', home);
    await up.says('Ctrl-C stops');
    const [tower, database] = [towerOf(home).pid, databasePid(home)];
    up.child.kill('SIGKILL');
    await gone(tower);
    expect(lives(database)).toBe(true);
    const next = run('up', home);
    await next.says('Ctrl-C stops');
    expect(databasePid(home)).toBe(database);
    expect(next.said()).toContain('was running and is kept');
    next.child.kill('SIGTERM');
    expect(await next.ended).toBe(0);
    expect(lives(database)).toBe(false);
  });

  test('the supervisor itself: a stop ends what it left behind', async () => {
    const home = makeHome();
    const up = run('up', home);
    await up.says('Ctrl-C stops');
    const database = databasePid(home);
    up.child.kill('SIGKILL');
    await up.ended;
    const down = run('down', home);
    expect(await down.ended).toBe(0);
    expect(down.said()).toContain('stopped');
    await gone(database);
  });
});

test('a tower that does not leave is ended, and everything is down within ten seconds', async () => {
  const home = makeHome();
  const up = run('up', home, 0, { STAND_IN: 'hangs' });
  await up.says('Ctrl-C stops');
  const tower = towerOf(home).pid;
  const asked = Date.now();
  up.child.kill('SIGINT');
  expect(await up.ended).toBe(0);
  expect(Date.now() - asked).toBeLessThan(10_000);
  expect(lives(tower)).toBe(false);
});

test('a second Ctrl-C does not wait', async () => {
  const home = makeHome();
  const up = run('up', home, 0, { STAND_IN: 'hangs' });
  await up.says('Ctrl-C stops');
  const tower = towerOf(home).pid;
  up.child.kill('SIGINT');
  await up.says('stopping');
  const asked = Date.now();
  up.child.kill('SIGINT');
  expect(await up.ended).toBe(130);
  expect(Date.now() - asked).toBeLessThan(2_000);
  await gone(tower);
});
