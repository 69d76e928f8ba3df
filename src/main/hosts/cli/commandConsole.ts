import type { ContractRouterClient } from '@orpc/contract';
import type { Contract } from '#contract/index.ts';
import type { StoredFile } from '#contract/transfer.ts';

export type Client = ContractRouterClient<Contract>;

/** The console that a command works with: the one that runs on the data folder, or its own. */
export interface CommandConsole {
  readonly client: Client;
  /** Takes over a file that goes into a request, from its stream. */
  keepFile(bytes: AsyncIterable<Uint8Array>): Promise<StoredFile>;
  /** Another process runs it. What this command opens there would stay open for others. */
  readonly isShared: boolean;
}

/** Thrown before anything was changed or read from stdin: the command begins again on a console of its own. */
export class NeedsOwnConsole extends Error {}
