import type { RequirementChoice } from '#contract/connections.ts';
import type { CredentialForm } from '#contract/credentialForms.ts';
import type { CredentialChoice } from '../credential/credentialDraft.ts';

/** One way to connect: every part of it together. */
export interface Choice {
  /** Unique among the choices. */
  id: string;
  title: string;
  /** Why it cannot be connected; null when it can. */
  unsupported: string | null;
  /** Empty where it is unsupported. */
  parts: CredentialChoice[];
}

type Scheme = RequirementChoice['schemes'][number];
type Forms = readonly CredentialForm[];

/** The titles of a requirement as one phrase: "API key and Basic". */
export function choiceTitle(choice: RequirementChoice): string {
  return choice.schemes.map((scheme) => scheme.title).join(' and ');
}

/**
 * Each distinct way of the integration once, those with a sign-in also with a token that was fetched elsewhere; every kind by hand
 * where it asks for nothing.
 */
export function choicesOf(requirements: readonly RequirementChoice[], forms: Forms): Choice[] {
  const choices = new Map<string, Choice>();
  for (const { schemes } of requirements) {
    const choice = fromSchemes(schemes, forms);
    if (schemes.length > 0 && !choices.has(choice.id)) choices.set(choice.id, choice);
  }
  for (const choice of [...choices.values()]) {
    const pasted = withPastedToken(choice, forms);
    if (pasted !== null && !choices.has(pasted.id)) choices.set(pasted.id, pasted);
  }
  return choices.size > 0 ? [...choices.values()] : forms.map(byHand);
}

/** The same way with a token that a person has already; null where nothing of it is signed in to. */
function withPastedToken({ id, parts }: Choice, forms: Forms): Choice | null {
  const pasted = parts.map((part) => {
    const form = forms.find(({ kind }) => kind === part.form.pastedAs);
    return form === undefined ? part : { ...part, form, placement: form.defaultPlacement };
  });
  if (pasted.every((part, index) => part.form === parts[index]?.form)) return null;
  const title = pasted.map(({ form, title: scheme }) => `${form.badge} · ${scheme}`).join(' and ');
  return { id: `${id} pasted`, title, unsupported: null, parts: pasted };
}

/** The choice to begin with: the first that can be connected. */
export function firstChoice(choices: readonly Choice[]): Choice | undefined {
  return choices.find((choice) => choice.unsupported === null);
}

function fromSchemes(schemes: readonly Scheme[], forms: Forms): Choice {
  const known = schemes.map((scheme) => ({ scheme, form: forms.find(({ kind }) => kind === scheme.kind) }));
  const unsupported = known.map(unsupportedReason).find((reason) => reason !== null) ?? null;
  const parts = unsupported === null ? known.flatMap(toPart) : [];
  return {
    id: schemes.map((scheme) => scheme.key ?? `manual ${scheme.kind}`).join(' + '),
    title: known.map(schemeTitle).join(' and '),
    unsupported,
    parts: signInFirst(parts),
  };
}

interface KnownScheme {
  scheme: Scheme;
  form: CredentialForm | undefined;
}

function unsupportedReason({ scheme, form }: KnownScheme): string | null {
  return scheme.unsupported ?? (form === undefined ? 'This kind of authentication is not known.' : null);
}

function toPart({ scheme: { key, title, placement }, form }: KnownScheme): CredentialChoice[] {
  if (form === undefined) return [];
  return [{ schemeKey: key, title, form, placement: placement ?? form.defaultPlacement, byHand: false }];
}

/** The settings of the first part can be changed later, and what a person signs in to has most of them. */
function signInFirst(parts: CredentialChoice[]): CredentialChoice[] {
  return parts.toSorted((a, b) => Number(b.form.signsIn) - Number(a.form.signsIn));
}

function schemeTitle({ scheme: { key, title }, form }: KnownScheme): string {
  const word = form?.badge ?? title;
  if (key === null) return title;
  return word === title ? `${title} · ${key}` : `${word} · ${title}`;
}

function byHand(form: CredentialForm): Choice {
  const part = { schemeKey: null, title: form.choice, form, placement: form.defaultPlacement, byHand: true };
  return { id: `manual ${form.kind}`, title: form.choice, unsupported: null, parts: [part] };
}
