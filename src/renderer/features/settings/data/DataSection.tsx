import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { orpc } from '#renderer/platform/client.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { useSettings } from '../useSettings.ts';
import { Backups } from './Backups.tsx';
import { DataUse } from './DataUse.tsx';
import { IntegrityCheck } from './IntegrityCheck.tsx';
import { RetentionForm } from './RetentionForm.tsx';

/** Where the data is, how much there is, how long it stays, and copies of it. */
export function DataSection() {
  const about = useQuery(orpc.system.about.queryOptions());
  const use = useQuery(orpc.system.dataUse.queryOptions({ staleTime: 0 }));
  const settings = useSettings();
  const failed = [about, use, settings].find((query) => query.isError);
  if (failed !== undefined) return <ErrorNotice error={failed.error} onRetry={() => void failed.refetch()} />;
  if (about.data === undefined || use.data === undefined || settings.data === undefined) {
    return <Skeleton h={320} aria-label="Loading" />;
  }
  return (
    <>
      <DataUse use={use.data} directory={about.data.dataDirectory} />
      <RetentionForm saved={settings.data.retention} />
      <Backups use={use.data} />
      <IntegrityCheck />
    </>
  );
}
