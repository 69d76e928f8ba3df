import type { TenantId } from '#contract/common.ts';
import type { Events } from '#main/kernel/events.ts';
import type { Store } from '#main/store/index.ts';

export interface TenantsDeps {
  readonly store: Store;
  readonly events: Events;
  readonly now: () => number;
  /** Told after a tenant is gone, so that files kept for it can go too. */
  readonly onTenantRemoved: (tenantId: TenantId) => void;
}
