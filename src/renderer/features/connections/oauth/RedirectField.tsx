import { Code, Group, Input, NumberInput, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { type OAuthConfig, redirectMode } from '#contract/oauthConfig.ts';
import { oauthFieldWords } from '#core/oauth/fields.ts';
import { type portsOf, redirectToRegister } from '#core/oauth/redirect.ts';
import { CopyButton } from '#renderer/ui/CopyButton.tsx';

type Redirect = OAuthConfig['redirect'];
type RedirectStyle = 'any' | 'fixed' | 'scheme';

const styles: { value: RedirectStyle; label: string }[] = [
  { value: 'any', label: 'Any port' },
  { value: 'fixed', label: 'Fixed port' },
  { value: 'scheme', label: 'patchbay://' },
];

interface RedirectFieldProps {
  redirect: Redirect;
  /** What the provider takes, as far as it is known. */
  ports: ReturnType<typeof portsOf>;
  /** The port to begin with where a fixed one is asked for. */
  fixedPort: number;
  onChange(redirect: Redirect): void;
}

/** Where the browser brings the answer: what to register at the server, to copy. */
export function RedirectField({ redirect, ports, fixedPort, onChange }: RedirectFieldProps) {
  const way = styleOf(redirect);
  const uri = redirectToRegister(redirect);
  return (
    <Input.Wrapper
      label={oauthFieldWords.redirect}
      labelElement="div"
      description="Register exactly this at the authorization server."
    >
      <Stack gap="xs" mt={6}>
        <Group gap="xs" wrap="nowrap">
          <Code block flex={1} style={{ overflowWrap: 'anywhere' }}>
            {uri}
          </Code>
          <CopyButton value={uri} label="Copy the redirect URI" />
        </Group>
        <Group gap="sm" align="flex-end">
          <SegmentedControl
            size="xs"
            aria-label="How the browser returns"
            data={styles}
            value={way}
            onChange={(next) => onChange(toRedirect(next, redirect, fixedPort))}
          />
          {redirect.kind === 'loopback' && redirect.port !== 0 ? (
            <NumberInput
              size="xs"
              w={110}
              aria-label="Port of the redirect URI"
              min={1}
              max={65_535}
              hideControls
              value={redirect.port}
              onChange={(port) => typeof port === 'number' && port > 0 && onChange({ ...redirect, port })}
            />
          ) : null}
          {redirect.kind === 'loopback' ? (
            <TextInput
              size="xs"
              w={180}
              aria-label="Path of the redirect URI"
              spellCheck={false}
              error={isPath(redirect.path) ? undefined : 'Begin with a slash; letters, digits, . _ - and / only.'}
              value={redirect.path}
              onChange={(event) => onChange({ ...redirect, path: event.currentTarget.value })}
            />
          ) : null}
        </Group>
        <Text size="sm" c="dimmed">
          {way === 'any' ? anyNotes[ports ?? 'unknown'] : notes[way]}
        </Text>
      </Stack>
    </Input.Wrapper>
  );
}

const isPath = (path: string) => redirectMode.safeParse({ kind: 'loopback', path }).success;

const anyNotes = {
  any: 'A free port is used for each sign-in; this provider accepts any.',
  registered:
    'This provider compares the whole address, port included: choose a fixed port, and register that address.',
  unknown:
    'A free port is taken at each sign-in; servers that follow RFC 8252 accept that. Choose a fixed port otherwise.',
};

const notes: Record<Exclude<RedirectStyle, 'any'>, string> = {
  fixed: 'The port must be free on this computer while you sign in.',
  scheme: 'Opens the desktop app. Doesn’t work when Patchbay runs in a browser.',
};

function styleOf(redirect: Redirect): RedirectStyle {
  if (redirect.kind === 'scheme') return 'scheme';
  return redirect.port === 0 ? 'any' : 'fixed';
}

function toRedirect(way: string, redirect: Redirect, fixedPort: number): Redirect {
  if (way === 'scheme') return { kind: 'scheme' };
  const path = redirect.kind === 'loopback' ? redirect.path : '/callback';
  return { kind: 'loopback', port: way === 'fixed' ? fixedPort : 0, path };
}
