import { Button, Group, NumberInput, Stack, TagsInput, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { type Settings, settings } from '#contract/settings.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { readFault } from '#renderer/ui/readFault.ts';
import { toastDone } from '#renderer/ui/toasts.tsx';
import { useUpdateSettings } from '../useSettings.ts';
import { CertificateFile } from './CertificateFile.tsx';

type Network = Settings['network'];

/** Proxy, certificates and time limit; they hold for every request, also for imports and checks. */
export function NetworkForm({ saved }: { saved: Network }) {
  const [draft, setDraft] = useState(saved);
  const update = useUpdateSettings();
  const change = (changes: Partial<Network>) => setDraft((now) => ({ ...now, ...changes }));
  const problems = problemsOf(draft);
  const field = update.isError ? readFault(update.error).field : undefined;
  const errorOf = (name: keyof Network) =>
    problems[name] ?? (field === `network.${name}` ? readFault(update.error).message : undefined);
  const dirty = JSON.stringify(draft) !== JSON.stringify(saved);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        update.mutate({ network: draft }, { onSuccess: () => toastDone('The network settings hold from now on.') });
      }}
    >
      <Stack gap="md" maw={640}>
        <TextInput
          label="Proxy"
          description="For example http://proxy.example:3128. Empty goes directly."
          value={draft.proxyUrl ?? ''}
          error={errorOf('proxyUrl')}
          spellCheck={false}
          onChange={(event) => change({ proxyUrl: event.currentTarget.value.trim() || null })}
        />
        <TagsInput
          label="Without the proxy"
          description="Hosts that are reached directly, for example intranet.example or *.example.com."
          disabled={draft.proxyUrl === null}
          value={draft.noProxy}
          error={errorOf('noProxy')}
          acceptValueOnBlur
          onChange={(noProxy) => change({ noProxy })}
        />
        <Textarea
          label="Further certificate authorities"
          description="PEM, beside those that the system trusts. For servers with a certificate of your own organisation."
          placeholder="-----BEGIN CERTIFICATE-----"
          autosize
          minRows={3}
          maxRows={10}
          spellCheck={false}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 12 } }}
          value={draft.extraCertificates ?? ''}
          error={errorOf('extraCertificates')}
          onChange={(event) => change({ extraCertificates: event.currentTarget.value || null })}
        />
        <CertificateFile onText={(text) => change({ extraCertificates: `${draft.extraCertificates ?? ''}${text}` })} />
        <NumberInput
          label="Time limit"
          description="Seconds that a request may take in all. A request can have its own."
          min={1}
          max={3_600}
          allowDecimal={false}
          value={draft.timeoutSeconds}
          error={errorOf('timeoutSeconds')}
          onChange={(value) => change({ timeoutSeconds: typeof value === 'number' ? value : 0 })}
        />
        {update.isError && field === undefined ? <ErrorNotice error={update.error} /> : null}
        <Group>
          <Button type="submit" loading={update.isPending} disabled={!dirty || Object.keys(problems).length > 0}>
            Save
          </Button>
          <Button variant="default" disabled={!dirty} onClick={() => setDraft(saved)}>
            Undo changes
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function problemsOf(draft: Network): Partial<Record<keyof Network, string>> {
  const parsed = settings.shape.network.safeParse(draft);
  if (parsed.success) return {};
  return Object.fromEntries(parsed.error.issues.map((issue) => [issue.path[0], issue.message]));
}
