import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect, parseArgs } from 'node:util';
import { Fault } from '#contract/fault.ts';
import { createConsole } from '#main/console.ts';
import { acquireDataLock, type DataLock } from '#main/store/index.ts';
import { osKeychainBusy } from '#main/vault/index.ts';
import { faultLines } from '../faultLines.ts';
import { nodeHost } from '../nodeHost.ts';
import { programBuild } from '../programVersion.ts';
import { askForLink } from '../socket/client.ts';
import { openSocket } from '../socket/server.ts';
import { print } from '../terminal.ts';
import { openBrowser, openLink, removeForward } from './browser.ts';
import { type LoopbackServer, type ServerOptions, startServer } from './server.ts';

const { values } = parseArgs({
  // `patchbay serve` leaves the word in front.
  args: process.argv.slice(2).filter((word, index) => !(index === 0 && word === 'serve')),
  options: {
    port: { type: 'string', default: '0' },
    'no-open': { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});

/** Serves the console to this machine's browser until a signal ends it. A second start opens the first one's console. */
export async function start(): Promise<void> {
  await run().catch((error: unknown) => {
    report(error);
    process.exitCode = 1;
  });
}

/** Says why it does not run, as JSON where that was asked for. */
function report(error: unknown): void {
  const fault = error instanceof Fault ? error : undefined;
  if (values.json) {
    const { code, message, data } = fault ?? { code: 'INTERNAL', message: String(error), data: undefined };
    print(JSON.stringify({ error: { code, message, ...data } }));
  } else print(fault === undefined ? inspect(error) : faultLines(fault).join('\n'), process.stderr);
}

async function run(): Promise<void> {
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    const message = `--port takes a number up to 65535, not ${values.port}.`;
    if (values.json) print(JSON.stringify({ error: { code: 'USAGE', message } }));
    else console.error(message);
    process.exitCode = 2;
    return;
  }
  let restart: () => void = () => undefined;
  const host = {
    ...nodeHost('loopback'),
    openExternal: values['no-open'] ? () => false : openBrowser,
    restart: () => restart(),
  };
  const lock = await lockOrHandOver(host.paths.data);
  if (!lock) return;
  let patchbay = await createConsole(host);
  const server = await listenWhereLastTime(host.paths.data, port, {
    console: patchbay,
    renderer: join(host.paths.resources, '..', 'out', 'renderer'),
    log: host.log,
    devOrigin: process.env.PATCHBAY_DEV_ORIGIN,
    onOpened: () => removeForward(host.paths.data),
  });
  lock.update({ address: server.address });
  const listenForCommands = () =>
    openSocket({
      console: patchbay,
      dataDirectory: host.paths.data,
      build: programBuild(host.version),
      link: server.link,
      log: host.log,
    });
  let socket = await listenForCommands();
  announce(host.paths.data, server);
  const stop = async () => {
    await restarting;
    socket.close();
    removeForward(host.paths.data);
    await Promise.all([patchbay.close(), server.close()]);
    lock.release();
    endProcess(0);
  };
  // The console alone begins again: port, sessions and the lock of the data folder stay, so that open pages come back by themselves.
  let restarting = Promise.resolve();
  const startAgain = async () => {
    socket.close();
    server.serve(null);
    await patchbay.close();
    patchbay = await createConsole(host);
    server.serve(patchbay);
    socket = await listenForCommands();
  };
  const giveUp = (error: unknown) => {
    report(error);
    lock.release();
    endProcess(1);
  };
  restart = () => {
    restarting = restarting.then(startAgain).catch(giveUp);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop());
}

/** Without a wish for a port, the one of the last start where it is free, otherwise any. */
async function listenWhereLastTime(
  data: string,
  port: number,
  options: Omit<ServerOptions, 'port'>,
): Promise<LoopbackServer> {
  if (port !== 0) return startServer({ ...options, port });
  const server = await startServer({ ...options, port: readLastPort(data) }).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
      return startServer({ ...options, port });
    throw error;
  });
  keepLastPort(data, Number(new URL(server.address).port));
  return server;
}

function announce(data: string, { address, link }: LoopbackServer): void {
  const printed = link();
  if (values.json) console.log(JSON.stringify({ event: 'listening', address, link: printed }));
  else console.log(`Patchbay runs at ${address}\nOpen it once, within a minute, with ${printed}\nCtrl+C ends it.`);
  if (!values['no-open']) openLink(data, link());
}

/** Takes the data folder; where a console runs on it, opens that one instead. */
async function lockOrHandOver(data: string): Promise<DataLock | undefined> {
  try {
    return acquireDataLock(data);
  } catch (error) {
    if (!(error instanceof Fault) || error.code !== 'ALREADY_RUNNING') throw error;
    const link = await askForLink(data);
    if (link === undefined) throw error;
    if (values.json) print(JSON.stringify({ error: { code: error.code, message: error.message }, link }));
    else {
      console.error(error.message);
      console.log(`Open the running console once, within a minute, with ${link}`);
    }
    const opened = values['no-open'] ? undefined : await askForLink(data);
    if (opened !== undefined) openLink(data, opened);
    process.exitCode = 3;
    return undefined;
  }
}

const portFile = (data: string): string => join(data, 'loopback-port');

/** The port of the last start; a browser keeps panel sizes and drafts by address. 0 where there was none. */
function readLastPort(data: string): number {
  try {
    const port = Number(readFileSync(portFile(data), 'utf8'));
    return Number.isInteger(port) && port > 0 && port < 65_536 ? port : 0;
  } catch {
    return 0;
  }
}

function keepLastPort(data: string, port: number): void {
  writeFileSync(portFile(data), String(port), { mode: 0o600 });
}

/** Ends this process with a code. While a keychain's prompt is open, exit would wait for it; then the process ends itself by signal. */
function endProcess(code: number): void {
  if (!osKeychainBusy()) process.exit(code);
  process.removeAllListeners('SIGTERM');
  process.kill(process.pid, 'SIGTERM');
}
