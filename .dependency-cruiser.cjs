/** The table of who may import whom. Each rule's comment gives the reason. Tests may reach further. */
const domainTiers = [
  ['tenants', 'settings', 'system', 'vault', 'jobs', 'events'],
  ['integrations', 'definitions'],
  ['connections'],
  ['oauth'],
  ['assistants', 'health', 'environments', 'cookies'],
  ['apiKeys', 'gateway', 'webhooks', 'connectors'],
  ['requests', 'sockets', 'sample'],
  ['collections', 'contracts'],
  ['runs'],
  ['sync'],
];
const readers = ['activity', 'audit', 'usage', 'alerts'];
const any = (names) => `^src/main/domains/(${names.join('|')})/`;
const code = (path) => ({ path, pathNot: '\\.test\\.tsx?$' });

const tierRules = domainTiers.slice(0, -1).map((tier, index) => ({
  name: `tier-${index}`,
  comment: 'A domain imports its own tier or a lower one, so that the lower ones can be understood alone.',
  severity: 'error',
  from: code(any(tier)),
  to: { path: any(domainTiers.slice(index + 1).flat()) },
}));

/** The renderer from the ground up: each room knows those before it. */
const rendererRooms = ['ui', 'platform', 'session', 'entities', 'features', 'app'];

const rendererRules = rendererRooms.slice(0, -1).map((room, index) => ({
  name: `renderer-${room}`,
  comment: `What lies lower in the page knows nothing above it: ${rendererRooms.join(' → ')}.`,
  severity: 'error',
  from: { path: `^src/renderer/${room}/` },
  to: { path: `^src/renderer/(${rendererRooms.slice(index + 1).join('|')})/` },
}));

/** Rooms below the domains, the upper first. What an actor, an event and a host are is known to all of them. */
const base = ['scripts', 'kernel', 'facts', 'jobs', 'store', 'vault', 'http'];
const words = '^src/main/kernel/(actor|events|host)\\.ts$';
const baseRules = base.slice(1).map((room, index) => ({
  name: `${room}-below-${base[index]}`,
  comment:
    'The rooms below the domains use each other downwards: scripts, kernel, facts, jobs, then store, vault and http.',
  severity: 'error',
  from: code(`^src/main/${room}/`),
  to: {
    path: `^src/main/(${base.slice(0, index + 1).join('|')})/`,
    pathNot: [words, ...(room === 'vault' ? ['^src/main/store/'] : [])],
  },
}));

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'A cycle means that two files are one thought; merge them or find the third.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'core-is-pure',
      comment: 'Core is what main and renderer both need, so it knows neither, nor Node, a browser or the store.',
      severity: 'error',
      from: code('^src/core/'),
      to: {
        pathNot: [
          '^src/core/',
          'node_modules/(zod|@orpc/contract|js-yaml|jsonc-parser|json-p3|eventsource-parser|papaparse)/',
        ],
      },
    },
    {
      name: 'contract-is-pure',
      comment: 'The contract crosses the wire: it may know core, zod and the contract library, and nothing that runs.',
      severity: 'error',
      from: code('^src/contract/'),
      to: { pathNot: ['^src/(contract|core)/', 'node_modules/(zod|@orpc/contract)/'] },
    },
    {
      name: 'domain-through-index',
      comment: 'A domain is used through its index.ts (domain.ts where it is one file), so that its inside can change.',
      severity: 'error',
      from: { path: '^src/main/domains/([^/]+)/' },
      to: {
        path: '^src/main/domains/([^/]+)/',
        pathNot: ['^src/main/domains/$1/', '^src/main/domains/[^/]+/(index|domain)\\.ts$'],
      },
    },
    {
      name: 'console-through-index',
      comment: 'The list of domains takes each by its door.',
      severity: 'error',
      from: code('^src/main/[^/]+\\.ts$'),
      to: { path: '^src/main/domains/[^/]+/', pathNot: '/(index|domain)\\.ts$' },
    },
    {
      name: 'domain-below-console',
      comment: 'Domains know the contract, the store, the vault and the way to the network; never the root or a host.',
      severity: 'error',
      from: { path: '^src/main/domains/', pathNot: '\\.test\\.ts$' },
      to: { path: '^src/main/(console\\.ts|hosts/)' },
    },
    {
      name: 'base-below-domains',
      comment: 'Scripts, kernel, facts, jobs, store, vault and http serve every domain and know none.',
      severity: 'error',
      from: code('^src/main/(scripts|kernel|facts|jobs|store|vault|http)/'),
      to: { path: '^src/main/(domains|hosts|surfaces|console\\.ts)' },
    },
    {
      name: 'sandbox-is-apart',
      comment: 'What is evaluated in the realm of a script has no Node and none of our code: it is bundled by itself.',
      severity: 'error',
      from: code('^src/main/scripts/sandbox/'),
      to: {
        pathNot: [
          '^src/main/scripts/sandbox/',
          '^src/core/variables/dynamic',
          'node_modules/(chai|@types/chai|es-toolkit)/',
        ],
      },
    },
    {
      name: 'hosts-apart',
      comment:
        'A host fills in a port; hosts share the served pages, the socket of commands and what lies above both, never each other.',
      severity: 'error',
      from: { path: '^src/main/hosts/([^/]+)/' },
      to: { path: '^src/main/hosts/([^/]+)/', pathNot: '^src/main/hosts/($1|pages|socket)/' },
    },
    {
      name: 'hosts-through-console',
      comment: 'A host sees the console, not the rooms behind it.',
      severity: 'error',
      from: { path: '^src/main/hosts/', pathNot: '\\.test\\.ts$' },
      to: { path: '^src/main/domains/' },
    },
    {
      name: 'nobody-imports-readers',
      comment: 'These domains read facts; code that needs them has the dependency the wrong way round.',
      severity: 'error',
      from: { path: '^src/main/domains/([^/]+)/' },
      to: { path: any(readers), pathNot: '^src/main/domains/$1/' },
    },
    {
      name: 'electron-in-its-host',
      comment: 'Only the Electron host and the preload know Electron.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(main/hosts/electron|preload)/' },
      to: { path: 'node_modules/electron/' },
    },
    {
      name: 'preload-is-small',
      comment: 'The preload hands one port over; it needs Electron and contract types.',
      severity: 'error',
      from: { path: '^src/preload/' },
      to: { pathNot: ['^src/(preload|contract)/', 'node_modules/electron/', '^electron$'] },
    },
    {
      name: 'renderer-is-apart',
      comment: 'The renderer reaches main through the contract alone.',
      severity: 'error',
      from: { path: '^src/renderer/' },
      to: { path: '^src/(main|preload)/' },
    },
    {
      name: 'features-apart',
      comment:
        "Features share through entities, ui, session and platform; a feature that needs another is two thoughts, and what leads into another goes through the session's AppActions.",
      severity: 'error',
      from: { path: '^src/renderer/features/([^/]+)/' },
      to: { path: '^src/renderer/features/([^/]+)/', pathNot: '^src/renderer/features/$1/' },
    },
    {
      name: 'features-through-index',
      comment: 'The window uses a feature through its index.ts, so that its inside can change.',
      severity: 'error',
      from: { path: '^src/renderer/app/' },
      to: { path: '^src/renderer/features/[^/]+/', pathNot: '^src/renderer/features/[^/]+/index\\.ts$' },
    },
    ...rendererRules,
    {
      name: 'ui-knows-no-domain',
      comment: 'Pieces of ui can be used by every feature because they know none of the contract.',
      severity: 'error',
      from: { path: '^src/renderer/ui/', pathNot: '\\.test\\.ts$' },
      to: { path: '^src/contract/' },
    },
    {
      name: 'one-way-for-forms',
      comment: 'Forms are made with ui/form: it checks, saves, shows faults at their fields and keeps what is typed.',
      severity: 'error',
      from: { path: '^src/renderer/', pathNot: '^src/renderer/ui/form/' },
      to: { path: 'node_modules/@mantine/form/' },
    },
    {
      name: 'one-way-for-long-lists',
      comment: 'Long lists stand on ui/virtualList, so that keys, scrolling and fetching are right in one place.',
      severity: 'error',
      from: { path: '^src/renderer/', pathNot: '^src/renderer/ui/virtualList/' },
      to: { path: 'node_modules/@tanstack/react-virtual/' },
    },
    ...baseRules,
    ...tierRules,
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.base.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
};
