import { Text } from '@mantine/core';
import { IconPhotoOff } from '@tabler/icons-react';
import { skipToken, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { SentRequest } from '#contract/requests.ts';
import { fetchKept } from '#renderer/platform/transfer.ts';
import { EmptyState } from '#renderer/ui/EmptyState.tsx';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import classes from '../requests.module.css';

/** The body as a picture. Its bytes go from the console's disk to the browser, and no script of theirs runs. */
export function PictureView({ sent }: { sent: SentRequest }) {
  const mediaType = sent.response?.mediaType;
  const picture = useQuery({
    queryKey: ['picture', sent.id],
    queryFn: mediaType == null ? skipToken : ({ signal }) => fetchKept(sent.id, mediaType, signal),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  const address = useObjectUrl(picture.data);
  const [size, setSize] = useState<string | null>(null);
  if (picture.isError) return <ErrorNotice error={picture.error} onRetry={() => void picture.refetch()} />;
  if (size === broken) {
    return (
      <EmptyState icon={<IconPhotoOff size={24} />} title="Can’t preview this image">
        Its bytes are not what its type says, or are damaged. Look at them under Hex, or save the body.
      </EmptyState>
    );
  }
  return (
    <div className={classes.picture}>
      {address === null ? null : (
        <img
          src={address}
          alt="Body of the response"
          onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) => setSize(`${naturalWidth} × ${naturalHeight}`)}
          onError={() => setSize(broken)}
        />
      )}
      {size === null ? null : (
        <Text size="xs" c="dimmed">
          {size}
        </Text>
      )}
    </div>
  );
}

const broken = 'broken';

/** An address for the blob, as long as it is shown. */
function useObjectUrl(blob: Blob | undefined): string | null {
  const [address, setAddress] = useState<string | null>(null);
  useEffect(() => {
    if (blob === undefined) return undefined;
    const made = URL.createObjectURL(blob);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [blob]);
  return address;
}
