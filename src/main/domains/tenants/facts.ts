import { z } from 'zod';
import { role, tenantId } from '#contract/common.ts';
import { defineFacts } from '#main/facts/index.ts';
import { defineJobs } from '#main/jobs/index.ts';

const named = z.strictObject({ name: z.string() });

export const tenantFacts = defineFacts('tenant', {
  created: { kind: 'tenant', action: 'created', change: named },
  renamed: { kind: 'tenant', action: 'renamed', change: named },
  deleted: { kind: null, action: 'deleted', change: named },
});

const member = z.strictObject({ name: z.string(), email: z.string().nullable(), role });

export const memberFacts = defineFacts('member', {
  added: { kind: 'tenant', action: 'added', change: member },
  changed: { kind: 'tenant', action: 'changed', change: member },
  removed: { kind: 'tenant', action: 'removed', change: member },
});

export const tenantJobs = defineJobs('tenants', {
  removeFiles: { title: 'Remove the files of a deleted tenant', payload: z.strictObject({ tenantId }) },
});
