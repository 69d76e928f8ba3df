import { resolveConfig } from 'electron-vite';
import { build, createServer, type InlineConfig, mergeConfig, type ViteDevServer } from 'vite';
import { type LoopbackProcess, startLoopback } from './loopbackProcess.ts';
import { projectRoot } from './projectRoot.ts';
import { removeStamp } from './staleness.ts';

const page = { host: '127.0.0.1', port: 5173 };
const pageOrigin = `http://${page.host}:${page.port}`;

async function configOf(part: 'main' | 'renderer'): Promise<InlineConfig> {
  const command = part === 'main' ? 'build' : 'serve';
  const { config } = await resolveConfig({ root: projectRoot }, command, 'development');
  const found = config?.[part];
  if (!found) throw new Error(`electron.vite.config.ts has no part "${part}".`);
  return found;
}

/** Builds what runs in Node, and again after each change; `onBuilt` hears of each build. */
async function watchMain(onBuilt: () => void): Promise<void> {
  const tell = { name: 'patchbay:built', closeBundle: onBuilt };
  await build(mergeConfig(await configOf('main'), { logLevel: 'warn', plugins: [tell], build: { watch: {} } }));
}

/** Serves the pages with hot reload and passes on to the console what is its own. The page's Origin stays as it is. */
async function servePages(target: string): Promise<ViteDevServer> {
  const toConsole = { target, changeOrigin: true };
  const proxy = { '/rpc': toConsole, '/logos': toConsole, '/session': toConsole };
  const pages = await createServer(
    mergeConfig(await configOf('renderer'), { server: { ...page, strictPort: true, proxy } }),
  );
  return pages.listen();
}

/** Keeps one console running on one port: each restart ends the one before. */
function consoleKeeper(args: readonly string[]) {
  let running: LoopbackProcess | undefined;
  let last: Promise<LoopbackProcess> | undefined;
  const restart = async (): Promise<LoopbackProcess> => {
    const port = running ? new URL(running.address).port : '0';
    await running?.stop();
    running = await startLoopback({ PATCHBAY_DEV_ORIGIN: pageOrigin }, ['--port', port, ...args]);
    console.log(`\nOpen the console with ${running.link.replace(new URL(running.link).origin, pageOrigin)}\n`);
    return running;
  };
  return {
    restart: () => {
      last = last ? last.then(restart, restart) : restart();
      last.catch((error: unknown) => console.error(error));
    },
    running: async () => last ?? Promise.reject(new Error('The console was not started.')),
    stop: async () => (await last)?.stop(),
  };
}

/** The console in the browser with hot reload: pages at once, everything else by building and starting again. */
export async function developInBrowser(args: readonly string[]): Promise<void> {
  // What is built here is not what `npm start` runs.
  removeStamp(projectRoot);
  const keeper = consoleKeeper(args);
  await new Promise<void>((resolve, reject) => {
    watchMain(() => {
      keeper.restart();
      resolve();
    }).catch(reject);
  });
  const pages = await servePages((await keeper.running()).address);
  const end = async () => {
    await Promise.all([pages.close(), keeper.stop()]);
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void end());
}
