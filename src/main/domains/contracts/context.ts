import type { DefinitionsApi } from '#main/domains/definitions/index.ts';
import type { RequestsApi } from '#main/domains/requests/index.ts';
import type { LogSink } from '#main/kernel/host.ts';
import type { Kernel } from '#main/kernel/kernel.ts';
import type { RunningChecks } from './check/runningChecks.ts';

/** What contract checks and mock servers need of other domains. */
export interface ContractsPorts {
  readonly definitions: Pick<DefinitionsApi, 'describe' | 'reportOf' | 'operationsOf'>;
  /** Sends a request under all the rules of requests. */
  readonly requests: Pick<RequestsApi, 'probe' | 'requireVault'>;
}

/** What the functions of this domain work with. */
export interface ContractsContext extends Pick<Kernel, 'store' | 'now' | 'closing'>, ContractsPorts {
  readonly checks: RunningChecks;
  readonly log: LogSink;
}
