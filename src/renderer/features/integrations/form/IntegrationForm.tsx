import { Button, Group } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useNavigate } from 'react-router';
import type { Integration } from '#contract/integrations.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { useLeaveGuard } from '#renderer/ui/form/index.ts';
import { AuthenticationPart } from './AuthenticationPart.tsx';
import { AddressPart, IdentityPart } from './BasicParts.tsx';
import type { FormValues } from './formValues.ts';
import classes from './IntegrationForm.module.css';
import { LogoPart } from './LogoPart.tsx';
import { ModelPart } from './ModelPart.tsx';
import { useIntegrationForm } from './useIntegrationForm.ts';

interface IntegrationFormProps {
  initial: FormValues;
  /** Absent for a new one. */
  existing?: Integration;
  baseUrlHint: string;
  onSaved: (integration: Integration) => void;
}

/** One form for every type; sections that a type does not have are not there. */
export function IntegrationForm({ initial, existing, baseUrlHint, onSaved }: IntegrationFormProps) {
  const navigate = useNavigate();
  const saved = useRef(false);
  const form = useIntegrationForm(initial, existing, (integration) => {
    saved.current = true;
    onSaved(integration);
  });
  useLeaveGuard(() => form.changed && !saved.current);
  const { values, problems, set, attempts } = form;
  const element = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (attempts > 0) element.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [attempts]);
  const section = { values, problems, set };
  const save = (event: React.FormEvent) => {
    event.preventDefault();
    form.submit();
  };
  return (
    <form
      ref={element}
      onSubmit={save}
      noValidate
      aria-label={existing === undefined ? 'New integration' : 'Edit integration'}
    >
      <IdentityPart {...section} preset={values.provider !== 'custom' && initial.provider === values.provider} />
      <LogoPart
        existing={existing}
        provider={values.provider}
        name={values.displayName || values.name}
        logo={form.logo}
        problem={problems.data?.message}
        onChange={form.setLogo}
      />
      <AddressPart {...section} hint={baseUrlHint} />
      {values.type === 'ai_provider' && <ModelPart {...section} existing={existing} />}
      <AuthenticationPart
        {...section}
        isNew={existing === undefined}
        hasDefinition={existing !== undefined && existing.definition !== null}
      />
      <div className={classes.footer}>
        {form.save.error !== null && <ErrorNotice error={form.save.error} />}
        {Object.keys(problems).length > 0 && form.save.error === null && (
          <span role="alert" className={classes.hint}>
            Some fields need another look.
          </span>
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={() => void navigate(-1)}>
            Cancel
          </Button>
          <Button type="submit" loading={form.save.isPending}>
            {existing === undefined ? 'Create' : 'Save'}
          </Button>
        </Group>
      </div>
    </form>
  );
}
