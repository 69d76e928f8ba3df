import { createContext, useContext } from 'react';
import type { ExchangeId } from '#contract/common.ts';
import type { Integration } from '#contract/integrations.ts';
import type { OperationDetail } from '#contract/openapi.ts';
import type { Composed, Exchange, RequestDraft, SavedRequest } from '#contract/requests.ts';

/** What every part of the request page works on. */
export interface Workbench {
  draft: RequestDraft;
  /** False while the draft of another address is still loaded. */
  ready: boolean;
  change(changes: Partial<RequestDraft>): void;
  /** Back to how the operation begins. */
  reset(): void;
  saved: SavedRequest | null;
  /** The operation that the draft is for; null for a request written by hand. */
  detail: OperationDetail | null;
  detailError: unknown;
  integration: Integration | null;
  /** The request as it would be sent now; null until it is known. */
  composed: Composed | null;
  composeError: unknown;
  /** When the running request was sent, in milliseconds UTC; null while none runs. */
  sentAt: number | null;
  sendError: unknown;
  send(): void;
  cancel(): void;
  exchangeId: ExchangeId | null;
  exchange: Exchange | null;
  /** Opens the connection modal for the draft's integration; absent where it has none. */
  connect: (() => void) | undefined;
}

export const WorkbenchContext = createContext<Workbench | null>(null);

export function useWorkbench(): Workbench {
  const workbench = useContext(WorkbenchContext);
  if (workbench === null) throw new Error('A part of the request page stands outside of the page.');
  return workbench;
}
