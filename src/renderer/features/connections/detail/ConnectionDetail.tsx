import { Stack, Tabs } from '@mantine/core';
import { useState } from 'react';
import type { Connection } from '#contract/connections.ts';
import { DoctorTab } from '../doctor/DoctorTab.tsx';
import { SecretTab } from '../secret/SecretTab.tsx';
import { DetailFacts } from './DetailFacts.tsx';
import { StateSection } from './StateSection.tsx';
import { TokenSection } from './TokenSection.tsx';
import { UseSection } from './UseSection.tsx';

/** State first, then what is known, its secret, and for OAuth2 the doctor. */
export function ConnectionDetail({ connection }: { connection: Connection }) {
  const [tab, setTab] = useState<string | null>('about');
  const oauth = connection.parts.some((part) => part.kind === 'oauth2');
  return (
    <Stack gap="md">
      <StateSection connection={connection} onRotate={() => setTab('secret')} />
      <Tabs value={tab} onChange={setTab} keepMounted={false}>
        <Tabs.List>
          <Tabs.Tab value="about">About</Tabs.Tab>
          <Tabs.Tab value="secret">Rotate</Tabs.Tab>
          {oauth ? <Tabs.Tab value="doctor">OAuth doctor</Tabs.Tab> : null}
        </Tabs.List>
        <Tabs.Panel value="about" pt="md">
          <Stack gap="lg">
            {oauth ? <TokenSection connection={connection} /> : null}
            <DetailFacts connection={connection} />
            <UseSection connection={connection} />
          </Stack>
        </Tabs.Panel>
        <Tabs.Panel value="secret" pt="md">
          <SecretTab connection={connection} />
        </Tabs.Panel>
        {oauth ? (
          <Tabs.Panel value="doctor" pt="md">
            <DoctorTab connectionId={connection.id} />
          </Tabs.Panel>
        ) : null}
      </Tabs>
    </Stack>
  );
}
