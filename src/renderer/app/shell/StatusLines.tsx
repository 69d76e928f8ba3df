import { Tooltip } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { VaultState } from '#contract/vault.ts';
import { orpc } from '#renderer/platform/client.ts';
import { useLinkState } from '#renderer/platform/linkState.ts';
import { StatusBadge, type Tone } from '#renderer/ui/badges.tsx';
import classes from './Sidebar.module.css';

const vaultWords: Record<VaultState['status'], { tone: Tone; label: string }> = {
  unlocked: { tone: 'good', label: 'Vault unlocked' },
  locked: { tone: 'warn', label: 'Vault locked' },
  setup: { tone: 'warn', label: 'Vault not set up' },
};

/** Vault, where the data is, and the version. */
export function StatusLines() {
  const vault = useQuery(orpc.vault.state.queryOptions()).data;
  const about = useQuery(orpc.system.about.queryOptions({ staleTime: Number.POSITIVE_INFINITY })).data;
  const link = useLinkState();
  const lost = link === 'lost' || link === 'signedOut';
  return (
    <section className={classes.status} aria-label="Status">
      {vault !== undefined && <StatusLine {...vaultWords[vault.status]} reason={vault.reason} />}
      <StatusLine
        tone={lost ? 'bad' : 'good'}
        label={lost ? 'Not connected' : 'Local'}
        reason={about && `Everything is kept in ${about.dataDirectory}`}
      />
      {about !== undefined && <span className={classes.wide}>Version {about.version}</span>}
    </section>
  );
}

function StatusLine({ tone, label, reason }: { tone: Tone; label: string; reason: string | undefined }) {
  return (
    <>
      <span className={classes.wide}>
        <StatusBadge tone={tone} label={label} reason={reason ?? null} />
      </span>
      <Tooltip
        label={reason === undefined || reason === '' ? label : `${label}. ${reason}`}
        position="right"
        multiline
        maw={320}
      >
        <span className={classes.slim} role="img" aria-label={label}>
          <StatusBadge tone={tone} label="" />
        </span>
      </Tooltip>
    </>
  );
}
