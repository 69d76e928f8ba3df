import { useNavigate } from 'react-router';
import type { Integration } from '#contract/integrations.ts';
import { Form, FormActions, FormFault } from '#renderer/ui/form/index.ts';
import { AuthenticationPart } from './AuthenticationPart.tsx';
import { AddressPart, IdentityPart } from './BasicParts.tsx';
import type { FormValues } from './formValues.ts';
import classes from './IntegrationForm.module.css';
import { useIntegrationForm } from './integrationForm.ts';
import { LogoPart } from './LogoPart.tsx';
import { ModelPart } from './ModelPart.tsx';

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
  const form = useIntegrationForm(initial, existing, onSaved);
  const { provider, type } = form.values;
  const isNew = existing === undefined;
  const preset = provider !== 'custom' && initial.provider === provider;
  return (
    <Form form={form} guard label={isNew ? 'New integration' : 'Edit integration'}>
      <IdentityPart form={form} preset={preset} />
      <LogoPart form={form} existing={existing} />
      <AddressPart form={form} hint={baseUrlHint} />
      {type === 'ai_provider' && <ModelPart form={form} existing={existing} />}
      <AuthenticationPart form={form} isNew={isNew} hasDefinition={!isNew && existing.definition !== null} />
      <div className={classes.footer}>
        <FormFault form={form} />
        <FormActions form={form} action={isNew ? 'Create' : 'Save'} onCancel={() => void navigate(-1)} />
      </div>
    </Form>
  );
}
