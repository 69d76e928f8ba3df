import { urlText } from '#renderer/ui/useUrlState.ts';

/** What the address of the page says is open. */
export const requestAddress = { integration: urlText, operation: urlText, exchange: urlText, saved: urlText };

export interface RequestAddress {
  integration: string;
  operation: string;
  exchange: string;
  saved: string;
}

/** The name under which the open draft is kept on this machine. */
export function draftKey(tenantId: string, address: RequestAddress): string {
  if (address.exchange !== '') return `${tenantId}:exchange:${address.exchange}`;
  if (address.saved !== '') return `${tenantId}:saved:${address.saved}`;
  if (address.integration === '') return `${tenantId}:free`;
  return `${tenantId}:operation:${address.integration}:${address.operation}`;
}
