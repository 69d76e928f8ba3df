import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '#test/support/testConsole.ts';
import { createSystemProxies } from './systemProxies.ts';

/** Answers of a system whose program writes this, for each origin. */
async function answers(
  [platform, output, env]: readonly [platform: NodeJS.Platform, output: string, env?: NodeJS.ProcessEnv],
  origins: readonly string[],
) {
  const lookUp = createSystemProxies(async () => output, { platform, env: env ?? {}, now: () => 0 });
  return Promise.all(origins.map(async (origin) => (await lookUp(origin)).answer));
}

const [plain, safe, inside] = ['http://api.example.com/', 'https://api.example.com/', 'https://a.corp.example/'];
const gnome = { XDG_CURRENT_DESKTOP: 'ubuntu:GNOME' };

const scutil = (lines: string, exceptions: readonly string[] = []) => `<dictionary> {
  ExceptionsList : <array> {
${exceptions.map((host, index) => `    ${index} : ${host}`).join('\n')}
  }
  FTPPassive : 1
${lines}
}
`;

describe('macOS', () => {
  test.each<[string, (string | null)[]]>([
    ['  HTTPEnable : 0\n  HTTPProxy : p.example\n  HTTPPort : 80', ['DIRECT', 'DIRECT']],
    ['  HTTPEnable : 1\n  HTTPPort : 3128\n  HTTPProxy : p.example', ['PROXY p.example:3128', 'DIRECT']],
    ['  HTTPSEnable : 1\n  HTTPSPort : 8080\n  HTTPSProxy : s.example', ['DIRECT', 'PROXY s.example:8080']],
    ['  SOCKSEnable : 1\n  SOCKSPort : 1080\n  SOCKSProxy : ::1', ['SOCKS5 [::1]:1080', 'SOCKS5 [::1]:1080']],
  ])('with %j leads by %j', async (lines, expected) => {
    expect(await answers(['darwin', scutil(lines)], [plain, safe])).toEqual(expected);
  });

  test('passes by what its list names, short ranges and plain names included', async () => {
    const on = '  ExcludeSimpleHostnames : 1\n  HTTPEnable : 1\n  HTTPPort : 1\n  HTTPProxy : p.example';
    const text = scutil(on, ['*.local', '169.254/16', 'api.example.com']);
    const hosts = ['http://a.local/', 'http://169.254.3.4/', plain, 'http://intranet/', 'http://other.example/'];
    expect(await answers(['darwin', text], hosts)).toEqual([...Array(4).fill('DIRECT'), 'PROXY p.example:1']);
  });
});

const registry = (...lines: string[]) =>
  `\r\nHKEY_CURRENT_USER\\Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings\r\n${lines.map((line) => `    ${line}\r\n`).join('')}\r\n`;

describe('Windows', () => {
  test.each<[string[], string[]]>([
    [
      ['ProxyEnable    REG_DWORD    0x0', 'ProxyServer    REG_SZ    p.example:80'],
      ['DIRECT', 'DIRECT'],
    ],
    [
      ['ProxyEnable    REG_DWORD    0x1', 'ProxyServer    REG_SZ    p.example:8080'],
      ['PROXY p.example:8080', 'PROXY p.example:8080'],
    ],
    [
      ['ProxyEnable    REG_DWORD    0x1', 'ProxyServer    REG_SZ    http=a.example:1;https=http://b.example:2'],
      ['PROXY a.example:1', 'PROXY b.example:2'],
    ],
    [
      ['ProxyEnable    REG_DWORD    0x1', 'ProxyServer    REG_SZ    https=b.example:2;socks=s.example'],
      ['SOCKS s.example:1080', 'PROXY b.example:2'],
    ],
    [['ProxyEnable    REG_DWORD    0x1'], ['DIRECT', 'DIRECT']],
  ])('with %j leads by %j', async (lines, expected) => {
    expect(await answers(['win32', registry(...lines)], [plain, safe])).toEqual(expected);
  });

  test('passes by what it lists, with stars anywhere and names without dots', async () => {
    const text = registry(
      'ProxyEnable    REG_DWORD    0x1',
      'ProxyServer    REG_SZ    p.example:1',
      'ProxyOverride    REG_SZ    *.corp.example;10.*;*test*;<local>',
    );
    const hosts = [
      inside,
      'http://10.1.2.3/',
      'http://my.tests.example/',
      'http://intranet/',
      'http://110.1.2.3/',
      safe,
    ];
    const expected = [...Array(4).fill('DIRECT'), 'PROXY p.example:1', 'PROXY p.example:1'];
    expect(await answers(['win32', text], hosts)).toEqual(expected);
  });
});

const hasGsettings = (() => {
  try {
    return execFileSync('gsettings', ['list-keys', 'org.gnome.system.proxy'], { encoding: 'utf8' }).includes('mode');
  } catch {
    return false;
  }
})();

describe('GNOME', () => {
  const written = (mode: string, ...lines: string[]) =>
    [`org.gnome.system.proxy mode '${mode}'`, ...lines.map((line) => `org.gnome.system.proxy${line}`)].join('\n');

  test.each<[string, string[]]>([
    [written('none', ".http host 'p.example'", '.http port 80'), ['DIRECT', 'DIRECT', 'DIRECT']],
    [
      written('manual', ".http host 'p.example'", '.http port 3128', " ignore-hosts ['*.corp.example']"),
      ['PROXY p.example:3128', 'DIRECT', 'DIRECT'],
    ],
    [
      written('manual', ".https host 's.example'", '.https port 8080', ".socks host 'k.example'", '.socks port 1080'),
      ['SOCKS5 k.example:1080', 'PROXY s.example:8080', 'PROXY s.example:8080'],
    ],
    [written('manual', ".http host ''", '.http port 8080'), ['DIRECT', 'DIRECT', 'DIRECT']],
    [written('manual', ".http host 'p.example'", '.http port 0'), ['DIRECT', 'DIRECT', 'DIRECT']],
  ])('with %j leads by %j', async (text, expected) => {
    expect(await answers(['linux', text, gnome], [plain, safe, inside])).toEqual(expected);
  });

  test.runIf(hasGsettings)('is asked by its own program', async () => {
    const env = { ...process.env, ...gnome, XDG_CONFIG_HOME: temporaryFolder(), GSETTINGS_BACKEND: 'keyfile' };
    const set = (schema: string, key: string, value: string) =>
      execFileSync('gsettings', ['set', schema, key, value], { env });
    set('org.gnome.system.proxy', 'mode', 'manual');
    set('org.gnome.system.proxy', 'ignore-hosts', "['*.corp.example', '10.0.0.0/8']");
    set('org.gnome.system.proxy.https', 'host', 's.example');
    set('org.gnome.system.proxy.https', 'port', '8443');
    const lookUp = createSystemProxies(
      async ([program, ...args]) => execFileSync(program, args, { env, encoding: 'utf8' }),
      { platform: 'linux', env, now: () => 0 },
    );
    const hosts = [plain, safe, inside, 'https://10.1.2.3/'];
    const found = await Promise.all(hosts.map(async (host) => (await lookUp(host)).answer));
    expect(found).toEqual(['DIRECT', 'PROXY s.example:8443', 'DIRECT', 'DIRECT']);
  });
});

describe('any system', () => {
  test.each<[NodeJS.Platform, string, NodeJS.ProcessEnv]>([
    ['darwin', scutil('  ProxyAutoConfigEnable : 1\n  ProxyAutoConfigURLString : http://pac.example/p.pac'), {}],
    ['win32', registry('AutoConfigURL    REG_SZ    http://pac.example/p.pac'), {}],
    ['linux', "org.gnome.system.proxy mode 'auto'\norg.gnome.system.proxy autoconfig-url 'http://pac/'", gnome],
  ])('%s with a script goes straight, and says that it was not followed', async (platform, text, env) => {
    const lookUp = createSystemProxies(async () => text, { platform, env, now: () => 0 });
    expect(await lookUp(safe)).toEqual({ answer: 'DIRECT', note: expect.stringContaining('only the desktop program') });
  });

  test.each<[NodeJS.Platform, NodeJS.ProcessEnv]>([
    ['darwin', {}],
    ['linux', gnome],
    ['win32', {}],
  ])('%s goes straight where its program is not there', async (platform, env) => {
    const lookUp = createSystemProxies(() => Promise.reject(new Error('ENOENT')), { platform, env, now: () => 0 });
    expect(await lookUp(safe)).toEqual({ answer: 'DIRECT', note: null });
  });

  test('is asked again after ten seconds, and by no program where there is no such desktop', async () => {
    let [now, asked] = [0, 0];
    const run = async () => {
      asked += 1;
      return registry('ProxyEnable    REG_DWORD    0x1', `ProxyServer    REG_SZ    p${asked}.example:1`);
    };
    const lookUp = createSystemProxies(run, { platform: 'win32', env: {}, now: () => now });
    const found: string[] = [];
    for (const at of [0, 10_000, 10_001]) {
      now = at;
      found.push((await lookUp(safe)).answer);
    }
    expect(found).toEqual(['PROXY p1.example:1', 'PROXY p1.example:1', 'PROXY p2.example:1']);
    const bare = createSystemProxies(run, { platform: 'linux', env: {}, now: () => 0 });
    expect([(await bare(safe)).answer, asked]).toEqual(['DIRECT', 2]);
  });
});
