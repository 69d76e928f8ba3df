import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { orpc } from '#renderer/platform/client.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { type OAuthDraft, problemOf } from './oauthDraft.ts';

interface DiscoveryFieldProps {
  oauth: OAuthDraft;
  onChange(changes: Partial<OAuthDraft>): void;
}

/** Fills in the server's URLs from its metadata (OpenID Connect discovery or RFC 8414). */
export function DiscoveryField({ oauth, onChange }: DiscoveryFieldProps) {
  const discover = useMutation(
    orpc.oauth.discover.mutationOptions({
      meta: { quiet: true },
      onSuccess: (found) =>
        onChange({
          issuer: found.issuer ?? oauth.issuer,
          authorizationUrl: found.authorizationUrl ?? oauth.authorizationUrl,
          tokenUrl: found.tokenUrl ?? oauth.tokenUrl,
          deviceAuthorizationUrl: found.deviceAuthorizationUrl ?? oauth.deviceAuthorizationUrl,
          revocationUrl: found.revocationUrl ?? oauth.revocationUrl,
        }),
    }),
  );
  const problem = problemOf(oauth, 'issuer');
  return (
    <Stack gap="xs">
      <Group gap="xs" align="flex-end" wrap="nowrap">
        <TextInput
          flex={1}
          label="Issuer"
          description="With it, the console reads the URLs below from the server itself."
          type="url"
          spellCheck={false}
          placeholder="https://login.example.com"
          error={problem}
          value={oauth.issuer}
          onChange={(event) => onChange({ issuer: event.currentTarget.value })}
        />
        <Button
          variant="default"
          loading={discover.isPending}
          disabled={oauth.issuer.trim() === '' || problem !== undefined}
          onClick={() => discover.mutate({ url: oauth.issuer.trim() })}
        >
          Discover
        </Button>
      </Group>
      {discover.isError ? <ErrorNotice error={discover.error} title="The metadata could not be read" /> : null}
      {discover.data === undefined ? null : (
        <Text size="sm" role="status">
          Found {discover.data.issuer ?? 'the server'}
          {discover.data.scopes.length === 0 ? '' : `, with the scopes ${discover.data.scopes.join(', ')}`}.
        </Text>
      )}
    </Stack>
  );
}
