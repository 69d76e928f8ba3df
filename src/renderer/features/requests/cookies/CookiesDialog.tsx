import { Button, Code, Group, Menu, Stack, Text, TextInput } from '@mantine/core';
import { IconCookie, IconPlus, IconSearch } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { CookieList, ShownCookie } from '#contract/cookies.ts';
import { settingWords } from '#core/settings/words.ts';
import { orpc } from '#renderer/platform/client.ts';
import { useMay } from '#renderer/session/session.ts';
import { confirm, Dialog, openDialog } from '#renderer/ui/dialog/index.ts';
import { EmptyState } from '#renderer/ui/EmptyState.tsx';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { Loading } from '#renderer/ui/Loading.tsx';
import { Notice } from '#renderer/ui/Notice.tsx';
import { toastFault } from '#renderer/ui/toasts.tsx';
import { CookieForm } from './CookieForm.tsx';
import { CookieTable } from './CookieTable.tsx';

/** Opens the cookies of a jar; an item for the menu of a request. */
export function CookiesItem({ jar = '' }: { jar?: string }) {
  return (
    <Menu.Item
      leftSection={<IconCookie size={14} aria-hidden />}
      onClick={() => openDialog((close) => <CookiesDialog jar={jar} onClose={close} />)}
    >
      Cookies…
    </Menu.Item>
  );
}

interface CookiesDialogProps {
  /** Empty for the tenant's own, otherwise that of an environment. */
  jar: string;
  onClose: () => void;
}

/** The cookies that responses set and that go along with requests: seen without their values, made, changed and removed. */
export function CookiesDialog({ jar, onClose }: CookiesDialogProps) {
  const list = useQuery(orpc.cookies.list.queryOptions({ input: { jar } }));
  const [edited, setEdited] = useState<ShownCookie | 'new' | null>(null);
  return (
    <Dialog title="Cookies" size={860} onClose={onClose}>
      {list.isError ? <ErrorNotice error={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.isPending ? <Loading h={200} /> : null}
      {list.data === undefined ? null : edited === null ? (
        <CookieView jar={jar} list={list.data} onEdit={setEdited} />
      ) : (
        <CookieForm jar={jar} cookie={edited === 'new' ? null : edited} onDone={() => setEdited(null)} />
      )}
    </Dialog>
  );
}

interface CookieViewProps {
  jar: string;
  list: CookieList;
  onEdit: (cookie: ShownCookie | 'new') => void;
}

function CookieView({ jar, list, onEdit }: CookieViewProps) {
  const [search, setSearch] = useState('');
  const may = useMay('editor');
  const clear = useClear(jar);
  const wanted = search.trim().toLowerCase();
  const found = list.cookies.filter(({ name, domain }) => `${name} ${domain}`.toLowerCase().includes(wanted));
  const add = (
    <Button leftSection={<IconPlus size={14} aria-hidden />} variant="default" onClick={() => onEdit('new')}>
      Add cookie
    </Button>
  );
  return (
    <Stack gap="sm">
      <Standing list={list} />
      {list.cookies.length === 0 ? (
        <EmptyState icon={<IconCookie size={24} />} title="No cookies yet" actions={may ? add : undefined}>
          Cookies that responses set appear here, and go along with later requests to their hosts.
        </EmptyState>
      ) : (
        <>
          <Group gap="xs">
            <TextInput
              aria-label="Search cookies"
              placeholder="Name or domain"
              leftSection={<IconSearch size={14} aria-hidden />}
              value={search}
              onChange={(event) => setSearch(event.currentTarget.value)}
              flex={1}
            />
            {may ? add : null}
            {may ? (
              <Button variant="default" onClick={() => void clear(null, list.cookies.length)}>
                Remove all
              </Button>
            ) : null}
          </Group>
          {found.length === 0 ? (
            <Text size="sm" c="dimmed" py="md" ta="center">
              No cookie’s name or domain has <Code>{search.trim()}</Code> in it.
            </Text>
          ) : (
            <CookieTable jar={jar} cookies={found} editable={may} onEdit={onEdit} onClear={clear} />
          )}
        </>
      )}
    </Stack>
  );
}

/** Where the cookies are, where that is not as usual. */
function Standing({ list: { enabled, why } }: { list: CookieList }) {
  return (
    <>
      {enabled ? null : (
        <Notice title="Cookies are off" role="status">
          None are kept or sent. Turn on “{settingWords.keepCookies}” in Settings, Network.
        </Notice>
      )}
      {why === null ? null : (
        <Notice title="Not stored for good" role="status">
          {why}
        </Notice>
      )}
    </>
  );
}

/** Asks, then removes the cookies of a domain, or all. */
function useClear(jar: string): (domain: string | null, count: number) => Promise<void> {
  const queries = useQueryClient();
  const clear = useMutation(
    orpc.cookies.clear.mutationOptions({
      onSuccess: (list) => queries.setQueryData(orpc.cookies.list.queryKey({ input: { jar } }), list),
      onError: (error) => toastFault(error, 'The cookies are still there'),
    }),
  );
  return async (domain, count) => {
    const what = `${count.toLocaleString('en')} ${count === 1 ? 'cookie' : 'cookies'}`;
    const title = domain === null ? `Remove ${what}?` : `Remove ${what} of ${domain}?`;
    if (await confirm({ title, body: 'Sessions that they hold end.', action: 'Remove' })) clear.mutate({ jar, domain });
  };
}
