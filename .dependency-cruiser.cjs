/** The table of who may import whom. Each rule's comment gives the reason. */
const domainTiers = [
  ['tenants', 'openapi', 'settings', 'secrets', 'system'],
  ['integrations', 'definitions', 'apiKeys'],
  ['connections'],
  ['assistants', 'health'],
  ['gateway', 'webhooks', 'connectors'],
  ['requests', 'sample'],
];
const subscribers = ['activity', 'audit', 'usage', 'alerts'];
const any = (names) => `^src/main/domains/(${names.join('|')})/`;

const tierRules = domainTiers.slice(0, -1).map((tier, index) => ({
  name: `tier-${index}`,
  comment: 'A domain imports its own tier or a lower one, so that the lower ones can be understood alone.',
  severity: 'error',
  from: { path: any(tier) },
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
      comment: 'Main and renderer both run the core: it knows itself and pure libraries, never Node, React or a store.',
      severity: 'error',
      from: { path: '^src/core/', pathNot: '\\.test\\.ts$' },
      to: { pathNot: ['^src/core/', 'node_modules/(zod|@orpc/contract|js-yaml|jsonc-parser)/'] },
    },
    {
      name: 'contract-is-pure',
      comment:
        'The contract crosses the wire: it may know the core, zod and the contract library, and nothing that runs.',
      severity: 'error',
      from: { path: '^src/contract/' },
      to: { pathNot: ['^src/(core|contract)/', 'node_modules/(zod|@orpc/contract)/'] },
    },
    {
      name: 'domain-through-index',
      comment: 'A domain is used through its index.ts, so that its inside can change.',
      severity: 'error',
      from: { path: '^src/main/domains/([^/]+)/' },
      to: {
        path: '^src/main/domains/([^/]+)/',
        pathNot: ['^src/main/domains/$1/', '^src/main/domains/[^/]+/index\\.ts$'],
      },
    },
    {
      name: 'console-through-index',
      comment: 'The composition root wires domains by their index.ts.',
      severity: 'error',
      from: { path: '^src/main/[^/]+\\.ts$', pathNot: '\\.test\\.ts$' },
      to: { path: '^src/main/domains/[^/]+/', pathNot: '/index\\.ts$' },
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
      comment: 'Store, vault and http serve every domain and know none.',
      severity: 'error',
      from: { path: '^src/main/(store|vault|http)/', pathNot: '\\.test\\.ts$' },
      to: { path: '^src/main/(domains|hosts|console\\.ts)' },
    },
    {
      name: 'hosts-apart',
      comment: 'A host fills in a port; two hosts share code through main, never with each other.',
      severity: 'error',
      from: { path: '^src/main/hosts/([^/]+)/' },
      to: { path: '^src/main/hosts/([^/]+)/', pathNot: '^src/main/hosts/$1/' },
    },
    {
      name: 'hosts-through-console',
      comment: 'A host sees the console, not the rooms behind it.',
      severity: 'error',
      from: { path: '^src/main/hosts/', pathNot: '\\.test\\.ts$' },
      to: { path: '^src/main/domains/' },
    },
    {
      name: 'nobody-imports-subscribers',
      comment: 'These domains listen to events; code that needs them has the dependency the wrong way round.',
      severity: 'error',
      from: { path: '^src/main/domains/([^/]+)/' },
      to: { path: any(subscribers), pathNot: '^src/main/domains/$1/' },
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
      comment:
        'Pieces of ui can be used by every feature because they know none: of the contract, faults and what a schema is.',
      severity: 'error',
      from: { path: '^src/renderer/ui/', pathNot: '\\.test\\.ts$' },
      to: { path: '^src/contract/', pathNot: '^src/contract/(fault|openapi)\\.ts$' },
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
    ...tierRules,
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.base.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
};
