import type { CredentialForm } from '#contract/credentialForms.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** What main says that each kind of credential asks for; `inject('credentialForms')` in a test of the page. */
    credentialForms: CredentialForm[];
  }
}
