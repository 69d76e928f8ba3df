import { Button, Checkbox, Group, NativeSelect, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type CookieEntry, cookieEntry, type ShownCookie } from '#contract/cookies.ts';
import { client, orpc } from '#renderer/platform/client.ts';
import { Form, FormFault, type SaveForm, useForm } from '#renderer/ui/form/index.ts';
import { PasswordField } from '#renderer/ui/PasswordField.tsx';

interface CookieFormProps {
  jar: string;
  /** The one to change; null for a new one. */
  cookie: ShownCookie | null;
  onDone: () => void;
}

const fresh: CookieEntry = {
  name: '',
  value: '',
  domain: '',
  path: '/',
  hostOnly: true,
  expiresAt: null,
  secure: true,
  httpOnly: true,
  sameSite: null,
};

function entryOf(cookie: ShownCookie | null): CookieEntry {
  if (cookie === null) return fresh;
  const { valueBytes: _, ...rest } = cookie;
  return { ...rest, value: null };
}

/** Makes or changes a cookie. The value that is stored is not shown, and stays unless another is typed. */
export function CookieForm({ jar, cookie, onDone }: CookieFormProps) {
  const queries = useQueryClient();
  const form = useForm({
    initialValues: entryOf(cookie),
    schema: cookieEntry,
    save: (entry) => {
      const { name, domain, path } = cookie ?? entry;
      return client.cookies.set({ jar, cookie: entry, ...(cookie && { replaces: { name, domain, path } }) });
    },
    onSaved: (list) => {
      queries.setQueryData(orpc.cookies.list.queryKey({ input: { jar } }), list);
      onDone();
    },
    fieldOf: ({ field }) => field?.replace(/^cookie\./, ''),
  });
  const { values, set, errorOf } = form;
  return (
    <Form form={form}>
      <Stack gap="sm">
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <TextInput label="Name" spellCheck={false} {...form.fields.getInputProps('name')} />
          <PasswordField
            label="Value"
            placeholder={cookie === null ? '' : 'Kept. Type to replace'}
            value={values.value ?? ''}
            error={errorOf('value')}
            autoComplete="off"
            onChange={(event) => set({ value: event.currentTarget.value || (cookie === null ? '' : null) })}
          />
          <TextInput label="Host or domain" spellCheck={false} {...form.fields.getInputProps('domain')} />
          <TextInput label="Path" spellCheck={false} {...form.fields.getInputProps('path')} />
          <TextInput
            type="datetime-local"
            label="Ends"
            description="Leave empty to keep it until Patchbay quits."
            value={localTime(values.expiresAt)}
            error={errorOf('expiresAt')}
            onChange={(event) => set({ expiresAt: Date.parse(event.currentTarget.value) || null })}
          />
          <NativeSelect
            label="SameSite"
            description="Shown only: what you send goes out anyway."
            data={[
              { value: '', label: 'Not set' },
              { value: 'strict', label: 'Strict' },
              { value: 'lax', label: 'Lax' },
              { value: 'none', label: 'None' },
            ]}
            value={values.sameSite ?? ''}
            onChange={(event) => set({ sameSite: sameSiteOf(event.currentTarget.value) })}
          />
        </SimpleGrid>
        <CookieFlags form={form} />
        <FormFault form={form} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onDone}>
            Back
          </Button>
          <Button type="submit" loading={form.pending}>
            Save
          </Button>
        </Group>
      </Stack>
    </Form>
  );
}

function CookieFlags({ form: { values, set } }: { form: SaveForm<CookieEntry, unknown> }) {
  return (
    <Group gap="lg">
      <Checkbox
        label="This host only"
        checked={values.hostOnly}
        onChange={(event) => set({ hostOnly: event.currentTarget.checked })}
      />
      <Checkbox
        label="Secure"
        checked={values.secure}
        onChange={(event) => set({ secure: event.currentTarget.checked })}
      />
      <Checkbox
        label="HttpOnly"
        checked={values.httpOnly}
        onChange={(event) => set({ httpOnly: event.currentTarget.checked })}
      />
    </Group>
  );
}

const sameSiteOf = (value: string): CookieEntry['sameSite'] =>
  (['strict', 'lax', 'none'] as const).find((each) => each === value) ?? null;

/** As the field for a date and time wants it: in the time of this place, to the minute. */
function localTime(at: number | null): string {
  if (at === null) return '';
  const date = new Date(at);
  return new Date(at - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
