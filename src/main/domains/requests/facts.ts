import { z } from 'zod';
import { defineFacts } from '#main/facts/index.ts';

export const historyFacts = defineFacts('history', {
  cleared: { kind: 'change', action: 'cleared', change: z.strictObject({ requests: z.int() }) },
});
