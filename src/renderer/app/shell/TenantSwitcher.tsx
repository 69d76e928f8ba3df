import { Menu, UnstyledButton } from '@mantine/core';
import { IconBuilding, IconCheck, IconSelector, IconUsers } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { orpc } from '#renderer/platform/client.ts';
import { useSession } from '#renderer/session/session.ts';
import classes from './Sidebar.module.css';

/** The tenant that the person stands in, and the way to another one. */
export function TenantSwitcher() {
  const session = useSession();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const change = useMutation(
    orpc.tenants.switch.mutationOptions({
      onSuccess: async () => {
        await navigate('/');
        await queries.resetQueries();
      },
    }),
  );
  const name = session?.tenant.name ?? '…';
  return (
    <Menu position="bottom-start" width={240}>
      <Menu.Target>
        <UnstyledButton className={classes.tenant} aria-label={`Tenant ${name}, change`}>
          <IconBuilding size={16} stroke={1.7} aria-hidden />
          <span className={classes.label}>{name}</span>
          <IconSelector size={14} aria-hidden className={classes.wide} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Tenants of {session?.user.name ?? '…'}</Menu.Label>
        {session?.tenants.map((tenant) => (
          <Menu.Item
            key={tenant.id}
            leftSection={<IconCheck size={14} aria-hidden opacity={tenant.id === session.tenant.id ? 1 : 0} />}
            onClick={() => tenant.id !== session.tenant.id && change.mutate({ tenantId: tenant.id })}
          >
            {tenant.name}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconUsers size={14} aria-hidden />} onClick={() => navigate('/settings/tenants')}>
          Tenants and people
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
