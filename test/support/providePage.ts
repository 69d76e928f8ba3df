import type { TestProject } from 'vitest/node';
import { credentialForms } from '#main/domains/connections/credentials/kinds.ts';
import '../page/provided.ts';

/** Gives tests of the page what main declares and a browser cannot import. */
export default function providePage(project: TestProject): void {
  project.provide('credentialForms', credentialForms());
}
