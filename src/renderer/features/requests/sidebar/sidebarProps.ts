import type { RequestAddress } from '../draft/requestAddress.ts';

/** What is open, and how something else is opened. */
export interface SidebarProps {
  address: RequestAddress;
  onOpen(address: Partial<RequestAddress>): void;
}
