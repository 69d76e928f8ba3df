import { useCallback, useEffect, useLayoutEffect, useState } from 'react';
import { z } from 'zod';
import { readKept, writeKept } from '#renderer/ui/kept.ts';
import { addressKey, noAddress, type RequestAddress } from '../draft/loadedDraft.ts';

const openTab = z.object({
  address: z.object({
    integration: z.string(),
    operation: z.string(),
    exchange: z.string(),
    saved: z.string(),
    draft: z.string(),
  }),
  label: z.string(),
  method: z.string(),
  /** It was only looked at; the next request that is opened takes its place. */
  isPassing: z.boolean(),
  isChanged: z.boolean(),
});

/** A request that is open beside others. */
export type RequestTab = z.infer<typeof openTab>;

const mostTabs = 30;
const item = (tenantId: string) => `patchbay:requestTabs:${tenantId}`;

export function readTabs(tenantId: string): RequestTab[] {
  return readKept(item(tenantId), z.array(openTab)) ?? [];
}

const keyOf = ({ address }: RequestTab): string => addressKey(address);

/** The tabs with the address among them: in its place, in the place of one that was only looked at, or at the end. */
export function withAddress(tabs: readonly RequestTab[], address: RequestAddress): RequestTab[] {
  const key = addressKey(address);
  if (tabs.some((tab) => keyOf(tab) === key)) return [...tabs];
  const added: RequestTab = { address, label: '', method: '', isPassing: true, isChanged: false };
  const at = tabs.findIndex(({ isPassing }) => isPassing);
  const next = at < 0 ? [...tabs, added] : tabs.with(at, added);
  if (next.length <= mostTabs) return next;
  const oldest = next.findIndex((tab) => !tab.isChanged && tab !== added);
  return next.toSpliced(Math.max(oldest, 0), 1);
}

/** The tabs without the one of the key, and where to go when it was open: to its neighbour. */
export function withoutTab(tabs: readonly RequestTab[], key: string): { tabs: RequestTab[]; next: RequestAddress } {
  const at = tabs.findIndex((tab) => keyOf(tab) === key);
  const left = tabs.filter((_, index) => index !== at);
  return { tabs: left, next: (left[at] ?? left[at - 1])?.address ?? noAddress };
}

/** The tabs with another address in the place of the key's; where that has a tab already, the one of the key goes. */
export function withReplaced(tabs: readonly RequestTab[], key: string, address: RequestAddress): RequestTab[] {
  const next = addressKey(address);
  if (tabs.some((tab) => keyOf(tab) === next)) return tabs.filter((tab) => keyOf(tab) !== key || key === next);
  return tabs.map((tab) => (keyOf(tab) === key ? { ...tab, address, isPassing: false, isChanged: false } : tab));
}

export interface RequestTabs {
  readonly tabs: readonly RequestTab[];
  readonly active: string;
  describe(key: string, changes: Partial<Pick<RequestTab, 'label' | 'method' | 'isPassing' | 'isChanged'>>): void;
  close(key: string): void;
  closeOthers(key: string): void;
  /** Opens the tab beside the open one, from the last to the first too. */
  step(by: 1 | -1): void;
  /** The open request goes on at another address, in the same tab. */
  replace(address: RequestAddress): void;
}

/** The requests that are open, kept on this machine for each tenant. The address says which one is shown. */
export function useRequestTabs(
  tenantId: string,
  address: RequestAddress,
  goTo: (address: RequestAddress) => void,
): RequestTabs {
  const [tabs, setTabs] = useState(() => readTabs(tenantId));
  // Before what the open request says of its tab.
  useLayoutEffect(() => setTabs((now) => withAddress(now, address)), [address]);
  useEffect(() => writeKept(item(tenantId), tabs), [tenantId, tabs]);
  const active = addressKey(address);
  const describe = useCallback<RequestTabs['describe']>((key, changes) => {
    setTabs((now) => {
      const at = now.findIndex((tab) => keyOf(tab) === key);
      const tab = now[at];
      if (tab === undefined) return now;
      const next = { ...tab, ...changes };
      return JSON.stringify(next) === JSON.stringify(tab) ? now : now.with(at, next);
    });
  }, []);
  return {
    tabs,
    active,
    describe,
    close: (key) => {
      const { tabs: left, next } = withoutTab(tabs, key);
      setTabs(left);
      if (key === active) goTo(next);
    },
    step: (by) => {
      const at = tabs.findIndex((tab) => keyOf(tab) === active);
      const beside = tabs[(at + by + tabs.length) % tabs.length];
      if (beside !== undefined) goTo(beside.address);
    },
    replace: (next) => {
      setTabs((now) => withReplaced(now, active, next));
      goTo(next);
    },
    closeOthers: (key) => {
      const kept = tabs.filter((tab) => keyOf(tab) === key);
      setTabs(kept);
      if (key !== active && kept[0] !== undefined) goTo(kept[0].address);
    },
  };
}
