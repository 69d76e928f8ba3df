import { execFile } from 'node:child_process';
import { isBypassed, type ProxyAnswer, type ProxyLookup } from '#main/http/index.ts';

/** The proxies that the settings of a system name, where they are not a script. */
export interface FixedProxies {
  /** Entries of a PAC script, such as `PROXY a.example:3128`; null goes straight. */
  readonly http: string | null;
  readonly https: string | null;
  /** Hosts that are reached without them. */
  readonly bypass: readonly string[];
  /** Names without dots are reached without them. */
  readonly bypassPlainNames: boolean;
  /** The settings name a script (PAC), which needs a browser. */
  readonly isScript: boolean;
}

const none: FixedProxies = { http: null, https: null, bypass: [], bypassPlainNames: false, isScript: false };

/** Asks a program of the system for its settings, and reads what it wrote. */
interface SettingsOfSystem {
  readonly command: readonly [program: string, ...args: string[]];
  readonly read: (output: string) => FixedProxies;
}

const internetSettings = 'HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings';

/** Desktops that keep their proxies in the settings of GNOME. */
const gnomeLike = /gnome|unity|cinnamon|pantheon|budgie/i;

function settingsOf(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): SettingsOfSystem | null {
  if (platform === 'darwin') return { command: ['/usr/sbin/scutil', '--proxy'], read: readScutil };
  const reg = `${env.SystemRoot ?? 'C:\\Windows'}\\System32\\reg.exe`;
  if (platform === 'win32') return { command: [reg, 'query', internetSettings], read: readRegistry };
  if (!gnomeLike.test(env.XDG_CURRENT_DESKTOP ?? '')) return null;
  return { command: ['gsettings', 'list-recursively', 'org.gnome.system.proxy'], read: readGsettings };
}

/** How long an answer counts, in milliseconds: a request must not start a program each time. */
const freshMs = 10_000;

const unread =
  'The settings of the system name a script for proxies (PAC), which only the desktop program follows; the request went straight.';

/** What a host without a browser can tell of the settings of Windows, macOS and GNOME. */
export function createSystemProxies(
  run: (command: SettingsOfSystem['command']) => Promise<string> = output,
  { platform, env, now }: { platform: NodeJS.Platform; env: NodeJS.ProcessEnv; now: () => number } = {
    ...{ platform: process.platform, env: process.env, now: () => performance.now() },
  },
): ProxyLookup['lookUp'] {
  const settings = settingsOf(platform, env);
  let known: { readonly at: number; readonly proxies: Promise<FixedProxies> } | null = null;
  return async (origin) => {
    if (settings === null) return answerOf(none, origin);
    // A program that is not there has no settings to tell.
    if (known === null || now() - known.at > freshMs)
      known = { at: now(), proxies: run(settings.command).then(settings.read, () => none) };
    return answerOf(await known.proxies, origin);
  };
}

const output = ([program, ...args]: SettingsOfSystem['command']): Promise<string> =>
  new Promise((resolve, reject) => {
    const options = { timeout: 5_000, windowsHide: true, encoding: 'utf8' } as const;
    execFile(program, args, options, (error, stdout) => (error === null ? resolve(stdout) : reject(error)));
  });

function answerOf(proxies: FixedProxies, origin: string): ProxyAnswer {
  const target = new URL(origin);
  const proxy = target.protocol === 'https:' ? proxies.https : proxies.http;
  if (proxies.isScript) return { answer: 'DIRECT', note: unread };
  const isPlain = !/[.:]/.test(target.hostname);
  const isPassed = (proxies.bypassPlainNames && isPlain) || isNamed(target, proxies.bypass);
  return { answer: proxy === null || isPassed ? 'DIRECT' : proxy, note: null };
}

/** Lists of Windows and macOS have stars at any place, such as `10.*`. */
function isNamed(target: URL, list: readonly string[]): boolean {
  const isPattern = (host: string) => host.replace(/^\*\./, '').includes('*');
  const glob = (host: string) => new RegExp(`^${host.split('*').map(RegExp.escape).join('.*')}$`, 'i');
  const plain = list.filter((host) => !isPattern(host));
  return isBypassed(target, plain) || list.some((host) => isPattern(host) && glob(host).test(target.hostname));
}

/** An entry for a proxy that is given as host and port. */
function entry(word: 'PROXY' | 'SOCKS' | 'SOCKS5', host: string | undefined, port: string | undefined): string | null {
  if (host === undefined || host === '') return null;
  const name = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
  return `${word} ${name}:${port || (word === 'PROXY' ? '80' : '1080')}`;
}

/** `gsettings list-recursively`: a line is schema, key and value. */
export function readGsettings(text: string): FixedProxies {
  const lines = [...text.matchAll(/^org\.gnome\.system\.proxy(?:\.(\w+))? (\S+) (.*)$/gm)];
  const all = new Map(lines.map(([, part = '', key = '', value = '']) => [`${part}.${key}`, value.trim()]));
  const textOf = (name: string) => /^'(.*)'$/.exec(all.get(name) ?? '')?.[1] ?? '';
  const mode = textOf('.mode');
  if (mode === 'auto') return { ...none, isScript: true };
  if (mode !== 'manual') return none;
  const at = (part: string, word: 'PROXY' | 'SOCKS5') => {
    const port = all.get(`${part}.port`);
    return port === '0' ? null : entry(word, textOf(`${part}.host`), port);
  };
  const socks = at('socks', 'SOCKS5');
  const bypass = [...(all.get('.ignore-hosts') ?? '').matchAll(/'([^']*)'/g)].map(([, host = '']) => host);
  return { ...none, http: at('http', 'PROXY') ?? socks, https: at('https', 'PROXY') ?? socks, bypass };
}

/** `scutil --proxy`: a dictionary with one key a line. */
export function readScutil(text: string): FixedProxies {
  const all = new Map(
    [...text.matchAll(/^ {2}(\w+) : (.*)$/gm)].map(([, key = '', value = '']) => [key, value.trim()]),
  );
  const isOn = (name: string) => all.get(name) === '1';
  if (isOn('ProxyAutoConfigEnable') || isOn('ProxyAutoDiscoveryEnable')) return { ...none, isScript: true };
  const at = (name: string, word: 'PROXY' | 'SOCKS5') =>
    isOn(`${name}Enable`) ? entry(word, all.get(`${name}Proxy`), all.get(`${name}Port`)) : null;
  const socks = at('SOCKS', 'SOCKS5');
  const list = /ExceptionsList : <array> \{([^}]*)\}/.exec(text)?.[1] ?? '';
  const bypass = [...list.matchAll(/^\s*\d+ : (.*)$/gm)].map(([, host = '']) => wholeRange(host.trim()));
  return {
    http: at('HTTP', 'PROXY') ?? socks,
    https: at('HTTPS', 'PROXY') ?? socks,
    bypass,
    bypassPlainNames: isOn('ExcludeSimpleHostnames'),
    isScript: false,
  };
}

/** macOS writes `169.254/16`. */
function wholeRange(host: string): string {
  const [, start, bits] = /^(\d+(?:\.\d+){0,2})\/(\d+)$/.exec(host) ?? [];
  if (start === undefined) return host;
  return `${[...start.split('.'), '0', '0', '0'].slice(0, 4).join('.')}/${bits}`;
}

/** `reg query`: a line is name, type and value. */
export function readRegistry(text: string): FixedProxies {
  const lines = [...text.matchAll(/^ +(\w+) +REG_\w+ +(.*)$/gm)];
  const all = new Map(lines.map(([, key = '', value = '']) => [key, value.trim()]));
  if (all.get('AutoConfigURL')) return { ...none, isScript: true };
  if (Number(all.get('ProxyEnable') ?? 0) !== 1) return none;
  const given = (all.get('ProxyServer') ?? '').split(/[;\s]+/).map((each) => {
    const [, name = '', place = ''] = /^(?:(\w+)=)?(?:\w+:\/\/)?(.*)$/.exec(each) ?? [];
    return [name, place] as const;
  });
  const at = (name: string, word: 'PROXY' | 'SOCKS') => {
    const place = given.find(([scheme]) => scheme === name)?.[1];
    const [, host, port] = /^(\[.*\]|[^:]*)(?::(\d+))?$/.exec(place ?? '') ?? [];
    return entry(word, host, port);
  };
  const others = at('', 'PROXY') ?? at('socks', 'SOCKS');
  const bypass = (all.get('ProxyOverride') ?? '').split(/[;\s]+/).filter((each) => each !== '');
  return {
    http: at('http', 'PROXY') ?? others,
    https: at('https', 'PROXY') ?? others,
    bypass: bypass.filter((each) => each !== '<local>'),
    bypassPlainNames: bypass.includes('<local>'),
    isScript: false,
  };
}
