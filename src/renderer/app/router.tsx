import { createBrowserRouter, type RouteObject } from 'react-router';
import { NotFoundPage, RouteFault } from './faults.tsx';
import { Shell } from './Shell.tsx';

const tabs = () => import('./IntegrationTabs.tsx');

const integrationTabs: RouteObject[] = [
  { index: true, lazy: async () => ({ Component: (await tabs()).OverviewTabRoute }) },
  { path: 'operations', lazy: async () => ({ Component: (await tabs()).OperationsTabRoute }) },
  { path: 'connections', lazy: async () => ({ Component: (await tabs()).ConnectionsTabRoute }) },
  { path: 'health', lazy: async () => ({ Component: (await tabs()).HealthTabRoute }) },
  { path: 'contract', lazy: async () => ({ Component: (await tabs()).ContractTabRoute }) },
  { path: 'activity', lazy: async () => ({ Component: (await tabs()).ActivityTabRoute }) },
  { path: 'definition', lazy: async () => ({ Component: (await tabs()).DefinitionTabRoute }) },
];

const assistants = () => import('#renderer/features/assistants/index.ts');

const assistantPages: RouteObject[] = [
  { path: 'assistants', lazy: async () => ({ Component: (await assistants()).AssistantsPage }) },
  { path: 'assistants/new', lazy: async () => ({ Component: (await assistants()).NewAssistantPage }) },
  { path: 'assistants/:id/edit', lazy: async () => ({ Component: (await assistants()).EditAssistantPage }) },
  {
    path: 'assistants/:id',
    lazy: async () => ({ Component: (await assistants()).AssistantLayout }),
    children: [
      { index: true, lazy: async () => ({ Component: (await assistants()).IntegrationsTab }) },
      { path: 'tools', lazy: async () => ({ Component: (await assistants()).ToolsTab }) },
      { path: 'overview', lazy: async () => ({ Component: (await assistants()).OverviewTab }) },
    ],
  },
];

const integrations = () => import('#renderer/features/integrations/index.ts');

const newPage = async () => ({ Component: (await integrations()).NewIntegrationPage });

/** The settings, with the panel of the vault among them, which is a feature of its own. */
const settings = async () => {
  const [{ SettingsPage }, { VaultPanel }] = await Promise.all([
    import('#renderer/features/settings/index.ts'),
    import('#renderer/features/vault/index.ts'),
  ]);
  return { Component: () => <SettingsPage vault={<VaultPanel />} /> };
};

const pages: RouteObject[] = [
  {
    index: true,
    lazy: async () => ({ Component: (await import('#renderer/features/overview/index.ts')).OverviewPage }),
  },
  {
    path: 'integrations',
    lazy: async () => ({ Component: (await integrations()).IntegrationsPage }),
  },
  { path: 'integrations/new', lazy: newPage },
  { path: 'integrations/new/:provider', lazy: newPage },
  {
    path: 'integrations/:id/edit',
    lazy: async () => ({ Component: (await integrations()).EditIntegrationPage }),
  },
  {
    path: 'integrations/:id',
    lazy: async () => ({ Component: (await integrations()).IntegrationLayout }),
    children: integrationTabs,
  },
  ...assistantPages,
  {
    path: 'requests',
    lazy: async () => ({ Component: (await import('#renderer/features/requests/index.ts')).RequestsPage }),
  },
  {
    path: 'requests/socket',
    lazy: async () => ({ Component: (await import('#renderer/features/requests/index.ts')).SocketPage }),
  },
  {
    path: 'requests/environments/:id?',
    lazy: async () => ({ Component: (await import('#renderer/features/requests/index.ts')).EnvironmentsPage }),
  },
  {
    path: 'requests/collections/:id',
    lazy: async () => ({ Component: (await import('#renderer/features/requests/index.ts')).GroupPage }),
  },
  {
    path: 'requests/runs',
    lazy: async () => ({ Component: (await import('#renderer/features/runs/index.ts')).RunsPage }),
  },
  {
    path: 'requests/runs/:id',
    lazy: async () => ({ Component: (await import('#renderer/features/runs/index.ts')).RunPage }),
  },
  {
    path: 'connections',
    lazy: async () => ({ Component: (await import('#renderer/features/connections/index.ts')).ConnectionsPage }),
  },
  {
    path: 'conflicts',
    lazy: async () => ({ Component: (await import('#renderer/features/conflicts/index.ts')).ConflictsPage }),
  },
  {
    path: 'activity',
    lazy: async () => ({ Component: (await import('#renderer/features/activity/index.ts')).ActivityPage }),
  },
  {
    path: 'settings/:section?',
    lazy: settings,
  },
  { path: '*', Component: NotFoundPage },
];

/** Every address of the console. Pages are fetched when they are first opened. */
export const router = createBrowserRouter([
  {
    path: '/',
    Component: Shell,
    ErrorBoundary: RouteFault,
    HydrateFallback: () => null,
    children: [{ ErrorBoundary: RouteFault, children: pages }],
  },
]);
