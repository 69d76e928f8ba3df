import { Badge, Group, Menu, ScrollArea, Table, Text, VisuallyHidden } from '@mantine/core';
import { IconPencil, IconTrash, IconTrashX } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ShownCookie } from '#contract/cookies.ts';
import { mask } from '#core/http/secretJudge.ts';
import { orpc } from '#renderer/platform/client.ts';
import { RowMenu } from '#renderer/ui/RowMenu.tsx';
import { toastFault } from '#renderer/ui/toasts.tsx';

interface CookieTableProps {
  jar: string;
  cookies: readonly ShownCookie[];
  editable: boolean;
  onEdit: (cookie: ShownCookie) => void;
  onClear: (domain: string, count: number) => Promise<void>;
}

const dated = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** One row a cookie; the value is never there. */
export function CookieTable({ jar, cookies, editable, onEdit, onClear }: CookieTableProps) {
  const queries = useQueryClient();
  const remove = useMutation(
    orpc.cookies.remove.mutationOptions({
      onSuccess: (list) => queries.setQueryData(orpc.cookies.list.queryKey({ input: { jar } }), list),
      onError: (error) => toastFault(error, 'The cookie is still there'),
    }),
  );
  const ofDomain = (domain: string) => cookies.filter((cookie) => cookie.domain === domain).length;
  return (
    <ScrollArea.Autosize mah="55vh" viewportProps={{ tabIndex: 0, 'aria-label': 'Cookies', role: 'region' }}>
      <Table verticalSpacing={6} highlightOnHover stickyHeader>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Domain</Table.Th>
            <Table.Th>Name and value</Table.Th>
            <Table.Th>Path</Table.Th>
            <Table.Th>Ends</Table.Th>
            <Table.Th>
              <VisuallyHidden>Actions</VisuallyHidden>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {cookies.map((cookie) => {
            const { domain, name, path } = cookie;
            return (
              <Table.Tr key={`${domain} ${path} ${name}`}>
                <Table.Td style={{ overflowWrap: 'anywhere', minWidth: 130 }}>
                  {cookie.hostOnly ? domain : `*.${domain}`}
                </Table.Td>
                <Table.Td>
                  <NameAndFlags cookie={cookie} />
                </Table.Td>
                <Table.Td style={{ overflowWrap: 'anywhere' }}>{path}</Table.Td>
                <Table.Td style={{ whiteSpace: 'nowrap' }}>
                  {cookie.expiresAt === null ? 'With Patchbay' : dated.format(cookie.expiresAt)}
                </Table.Td>
                <Table.Td w={36}>
                  {editable ? (
                    <RowMenu label={`Actions for ${name || 'the cookie without a name'}`} width={220}>
                      <Menu.Item leftSection={<IconPencil size={14} />} onClick={() => onEdit(cookie)}>
                        Edit
                      </Menu.Item>
                      <Menu.Item
                        leftSection={<IconTrash size={14} />}
                        onClick={() => remove.mutate({ jar, cookie: { domain, name, path } })}
                      >
                        Remove
                      </Menu.Item>
                      <Menu.Item
                        leftSection={<IconTrashX size={14} />}
                        onClick={() => void onClear(domain, ofDomain(domain))}
                      >
                        Remove all of {domain}
                      </Menu.Item>
                    </RowMenu>
                  ) : null}
                </Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </ScrollArea.Autosize>
  );
}

function NameAndFlags({ cookie }: { cookie: ShownCookie }) {
  const flags = [
    cookie.secure ? 'Secure' : null,
    cookie.httpOnly ? 'HttpOnly' : null,
    cookie.sameSite === null ? null : `SameSite ${cookie.sameSite}`,
  ].filter((flag) => flag !== null);
  return (
    <Group gap={6}>
      <Text size="sm" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
        {cookie.name}={mask}
      </Text>
      <Text size="xs" c="dimmed">
        {cookie.valueBytes.toLocaleString('en')} B
      </Text>
      {flags.map((flag) => (
        <Badge key={flag} size="xs" variant="default" tt="none">
          {flag}
        </Badge>
      ))}
    </Group>
  );
}
