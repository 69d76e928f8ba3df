import { type ConnectionPart, type Placement, placement } from '#contract/connections.ts';
import type { CredentialForm, CredentialValues, FormField } from '#contract/credentialForms.ts';
import { type ClientSecrets, type OAuthDraft, oauthDraft, oauthReady, oauthValues } from '../oauth/oauthDraft.ts';
import { emptyPair, type NamedValue } from './NamedValueList.tsx';

/** One scheme of a requirement, with what its kind asks for. */
export interface CredentialChoice {
  schemeKey: string | null;
  title: string;
  form: CredentialForm;
  placement: Placement;
  /** Set by hand, so that the person says where the secret goes. */
  byHand: boolean;
}

/** A value while it is typed. OAuth2 settings are null until those of the definition are there; a text is null that shall be empty. */
type DraftValue = string | boolean | readonly NamedValue[] | Placement | OAuthDraft | null;
export type DraftValues = Readonly<Record<string, DraftValue>>;

/** What a person typed for one scheme, by the names of its form's fields. */
export interface CredentialDraft extends CredentialChoice {
  values: DraftValues;
}

export function emptyCredential(choice: CredentialChoice): CredentialDraft {
  const values = choice.form.fields.map((field) => [field.name, emptyValue(field, choice)]);
  return { ...choice, values: Object.fromEntries(values) };
}

function emptyValue(field: FormField, choice: CredentialChoice): DraftValue {
  switch (field.type) {
    case 'text':
    case 'secret':
    case 'pem':
      return '';
    case 'select':
      return field.options[0]?.value ?? '';
    case 'checkbox':
      return false;
    case 'namedSecrets':
      return [emptyPair()];
    case 'placement':
      return choice.placement;
    case 'oauth2':
      return null;
  }
}

/** A part that is stored, with its settings and without its secret. */
export function storedCredential(part: ConnectionPart, form: CredentialForm, usual: Placement): CredentialDraft {
  const { schemeKey, config } = part;
  const choice = { schemeKey, title: form.badge, form, placement: part.placement ?? usual, byHand: false };
  const draft = emptyCredential(choice);
  const settings: Record<string, unknown> = config ?? {};
  const texts = form.fields.filter(({ name, setting }) => setting && typeof settings[name] === 'string');
  const kept = Object.fromEntries(texts.map(({ name }) => [name, String(settings[name])]));
  const oauth = config?.kind === 'oauth2' ? { oauth: oauthDraft(config.oauth) } : {};
  return { ...draft, values: { ...draft.values, ...kept, ...oauth } };
}

/** The fields that are on the screen: all, or those of the secret where only that is replaced. */
export function shownFields({ form, byHand }: CredentialDraft, secretOnly: boolean): FormField[] {
  return form.fields.filter(({ type, setting }) => {
    // A client's settings say which secret it has.
    if (type === 'oauth2') return true;
    return secretOnly ? !setting : type !== 'placement' || byHand;
  });
}

interface ReadyOptions {
  /** Its secret is in the vault already, so that an empty field keeps it. */
  stored: boolean;
  secretOnly?: boolean;
}

/** Whether everything is there that has to be. */
export function credentialReady(draft: CredentialDraft, { stored, secretOnly = false }: ReadyOptions): boolean {
  if (draft.form.oneSuffices && !stored && !saysOne(draft)) return false;
  return shownFields(draft, secretOnly).every((field) => {
    if (field.type === 'placement') return placement.safeParse(draft.values[field.name]).success;
    if (field.type === 'oauth2') return oauthReady(oauthOf(draft), clientSecretsOf(draft), stored);
    const required = stored ? field.required.stored : field.required.new;
    return !required || isFilled(draft.values[field.name]);
  });
}

/** Of user name and secret at least one is typed, or one of them alone shall be empty. */
function saysOne({ values: { username, secret } }: CredentialDraft): boolean {
  return isFilled(username) || isFilled(secret) || (username === null) !== (secret === null);
}

/** Whether a new secret is in it, or a part of one. */
export function hasNewSecret(draft: CredentialDraft): boolean {
  const values = enteredValues(draft, true);
  return Object.values(values).some((value) => value !== false);
}

/** What was typed as main takes it. What was left empty is left out, so that a stored secret stays. */
export function enteredValues(draft: CredentialDraft, secretOnly = false): CredentialValues {
  const entries = shownFields(draft, secretOnly).flatMap((field): [string, CredentialValues[string]][] => {
    if (field.type === 'oauth2') {
      const { oauth, ...secrets } = oauthValues(oauthOf(draft), clientSecretsOf(draft));
      return Object.entries(secretOnly || oauth === undefined ? secrets : { ...secrets, oauth });
    }
    const value = draft.values[field.name];
    if (value === null && field.canBeEmpty) return [[field.name, null]];
    if (!isFilled(value)) return [];
    return [[field.name, isPairs(value) ? filledPairs(value) : (value as CredentialValues[string])]];
  });
  return Object.fromEntries(entries);
}

function isFilled(value: DraftValue | undefined): boolean {
  if (typeof value === 'string') return value.trim() !== '';
  if (isPairs(value)) return filledPairs(value).length > 0;
  return value !== undefined && value !== null;
}

function isPairs(value: DraftValue | undefined): value is readonly NamedValue[] {
  return Array.isArray(value);
}

function filledPairs(pairs: readonly NamedValue[]): { name: string; value: string }[] {
  return pairs
    .filter(({ name, value }) => name.trim() !== '' && value !== '')
    .map(({ name, value }) => ({ name: name.trim(), value }));
}

/** The text under a name; empty where nothing is typed. */
export function textIn(values: DraftValues, name: string): string {
  const value = values[name];
  return typeof value === 'string' ? value : '';
}

export function pairsIn(values: DraftValues, name: string): readonly NamedValue[] {
  const value = values[name];
  return isPairs(value) ? value : [];
}

/** The settings of the OAuth2 client; null until they are there. */
export function oauthOf({ values: { oauth } }: Pick<CredentialDraft, 'values'>): OAuthDraft | null {
  return typeof oauth === 'object' && oauth !== null && 'grant' in oauth ? oauth : null;
}

/** What proves an OAuth2 client, and with the password grant the person. */
export function clientSecretsOf({ values }: Pick<CredentialDraft, 'values'>): ClientSecrets {
  return { clientSecret: textIn(values, 'clientSecret'), password: textIn(values, 'password') };
}

/** Where the secret goes, as the person says it. */
export function placementOf({ values, placement }: CredentialDraft): Placement {
  const { placement: chosen } = values;
  return typeof chosen === 'object' && chosen !== null && 'prefix' in chosen ? chosen : placement;
}
