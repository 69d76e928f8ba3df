import { Fieldset, Group, SegmentedControl, Stack, TagsInput, Text, TextInput } from '@mantine/core';
import type { NetworkChange, Settings } from '#contract/settings.ts';
import { settingWords } from '#core/settings/words.ts';
import type { SaveForm } from '#renderer/ui/form/index.ts';
import { PasswordField } from '#renderer/ui/PasswordField.tsx';

interface ProxyFieldsProps {
  saved: Settings['network'];
  form: SaveForm<NetworkChange, unknown>;
}

const modes = [
  { value: 'none', label: 'No proxy' },
  { value: 'system', label: 'System' },
  { value: 'manual', label: 'This proxy' },
] as const;

const hints: Record<NetworkChange['proxyMode'], string> = {
  none: 'Requests go to their hosts directly.',
  system:
    'What http_proxy, HTTPS_PROXY, ALL_PROXY and NO_PROXY said when Patchbay was started. Without them, the settings of Windows, macOS or GNOME; a script there (PAC) is followed by the desktop app, not in a browser or by a command.',
  manual: 'All requests but those to this computer go through one proxy.',
};

/** A proxy is chosen, and its address is not entered yet. */
export const proxyIsMissing = ({ proxyMode, proxyUrl }: NetworkChange): boolean =>
  proxyMode === 'manual' && proxyUrl === null;

/** Which proxy requests take, and what it is told. */
export function ProxyFields({ saved, form }: ProxyFieldsProps) {
  const { values, set, errorOf } = form;
  return (
    <Fieldset legend="Proxy">
      <Stack gap="sm">
        <SegmentedControl
          aria-label="Proxy"
          data={[...modes]}
          value={values.proxyMode}
          onChange={(proxyMode) => set({ proxyMode })}
          style={{ alignSelf: 'flex-start' }}
        />
        <Text size="sm" c="dimmed">
          {hints[values.proxyMode]}
        </Text>
        {values.proxyMode === 'manual' && (
          <>
            <TextInput
              label="Address of the proxy"
              description="For example http://proxy.example:3128 or socks5://proxy.example. With socks5h and socks4a the proxy resolves names."
              value={values.proxyUrl ?? ''}
              error={errorOf('proxyUrl') ?? (proxyIsMissing(values) ? 'Enter the address of the proxy.' : undefined)}
              spellCheck={false}
              onChange={(event) => set({ proxyUrl: event.currentTarget.value.trim() || null, proxyMode: 'manual' })}
            />
            <ProxyCredentials saved={saved} form={form} />
            <TagsInput
              label={settingWords.bypass}
              description="Hosts to connect to directly, for example intranet.example, *.example.com or 10.0.0.0/8."
              value={values.noProxy}
              error={errorOf('noProxy')}
              acceptValueOnBlur
              onChange={(noProxy) => set({ noProxy })}
            />
          </>
        )}
      </Stack>
    </Fieldset>
  );
}

/** User name and password for the proxy. The password goes into the vault and is never shown again. */
function ProxyCredentials({ saved, form: { values, set, errorOf } }: ProxyFieldsProps) {
  const isSame = values.proxyUrl === saved.proxyUrl && values.proxyUsername === saved.proxyUsername;
  const isKept = saved.proxyPasswordKept && isSame && values.proxyPassword !== null;
  return (
    <Group grow align="flex-start">
      <TextInput
        label="Proxy user name"
        description="Leave empty if the proxy needs none."
        value={values.proxyUsername ?? ''}
        error={errorOf('proxyUsername')}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => set({ proxyUsername: event.currentTarget.value || null })}
      />
      <PasswordField
        label="Proxy password"
        description={isKept ? 'Kept in the vault for this proxy and user name.' : 'Will be kept in the vault.'}
        placeholder={isKept ? 'Kept. Type to replace' : ''}
        value={values.proxyPassword ?? ''}
        error={errorOf('proxyPassword')}
        autoComplete="new-password"
        onChange={(event) => set({ proxyPassword: event.currentTarget.value || undefined })}
      />
    </Group>
  );
}
