import type { Domain } from '#main/kernel/domain.ts';
import type { Kernel } from '#main/kernel/kernel.ts';
import { beginCheck, cancelCheck, planCheck } from './check/check.ts';
import type { ContractsContext, ContractsPorts } from './context.ts';
import { createMocks } from './mock/mocks.ts';
import { exportReport, readReport } from './report.ts';
import { contractReports } from './table.ts';

/** Mock servers of definitions, and checks whether a server keeps its definition. */
export function createContracts(kernel: Kernel, ports: ContractsPorts): Domain<'contracts', null> {
  const { store, now, closing, host } = kernel;
  const context: ContractsContext = { ...ports, store, now, closing, log: host.log, checks: new Map() };
  const mocks = createMocks(context);
  return {
    name: 'contracts',
    routes: {
      mock: (actor, { integrationId }) => mocks.find(actor, integrationId),
      startMock: (actor, input) => mocks.start(actor, input),
      stopMock: (actor, { integrationId }) => mocks.stop(actor, integrationId),
      plan: (actor, input) => planCheck(context, actor, input),
      check: (actor, input) => beginCheck(context, actor, input),
      cancelCheck: (actor, input) => cancelCheck(context, actor, input),
      report: (actor, input) => readReport(context, actor, input),
      exportReport: (actor, input) => exportReport(context, actor, input),
    },
    api: null,
    tables: [
      {
        table: contractReports,
        travels: 'none',
        kept: 'withParent',
        refersTo: { integration_id: 'integrations' },
        past: [{ at: contractReports.endedAt }],
      },
    ],
    facts: [],
    jobs: [],
    close: async () => {
      await mocks.close();
      await Promise.all([...context.checks.values()].map(({ ended }) => ended));
    },
  };
}
