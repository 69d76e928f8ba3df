import { List, Stack, Text } from '@mantine/core';
import type { Exchange } from '#contract/requests.ts';
import classes from '../requests.module.css';

type Redirects = NonNullable<Exchange['response']>['redirects'];

/** Every hop, and whether the credentials went along. */
export function RedirectList({ redirects }: { redirects: Redirects }) {
  return (
    <List type="ordered" spacing="sm" size="sm">
      {redirects.map((hop) => (
        <List.Item key={`${hop.from} ${hop.to}`}>
          <Stack gap={0}>
            <Text size="sm" className={classes.mono} style={{ overflowWrap: 'anywhere' }}>
              {hop.status} → {hop.to}
            </Text>
            <Text size="xs" c="dimmed">
              from {hop.from}
              {hop.credentialsDropped ? ' · credentials dropped, since it is another origin' : ''}
            </Text>
          </Stack>
        </List.Item>
      ))}
    </List>
  );
}
