import { useMantineColorScheme } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { orpc } from '#renderer/platform/client.ts';

/** Light or dark as the settings say it. The browser's own memory is bound to an address, which changes with each start. */
export function useSavedColours(): void {
  const saved = useQuery(orpc.settings.get.queryOptions()).data?.colorScheme;
  const { setColorScheme } = useMantineColorScheme();
  useEffect(() => {
    if (saved !== undefined) setColorScheme(saved);
  }, [saved, setColorScheme]);
}
