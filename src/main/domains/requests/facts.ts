import { z } from 'zod';
import { defineFacts } from '#main/facts/index.ts';

const named = z.strictObject({ name: z.string() });

export const savedRequestFacts = defineFacts('savedRequest', {
  created: { kind: null, action: 'saved', change: named },
  changed: { kind: null, action: 'changed', change: named },
  deleted: { kind: null, action: 'deleted', change: named },
  restored: { kind: null, action: 'restored', change: named },
});

export const historyFacts = defineFacts('history', {
  cleared: { kind: 'change', action: 'cleared', change: z.strictObject({ requests: z.int() }) },
});
