import { z } from 'zod';
import { visibility } from './connections.ts';
import { defineFaults, route } from './fault.ts';

export const adoptionFaults = defineFaults({
  SOURCE_UNREACHABLE: { status: 502, message: 'The database could not be reached, or refused the login.' },
  SOURCE_UNFIT: { status: 422, message: 'The database does not have the tables, or they may not be read.' },
  KEY_UNFIT: { status: 422, message: 'What was given is no Fernet key.' },
});

const guarded = route.errors(adoptionFaults.map);

// What another product keeps in Postgres is taken over, once or again.

export const adoptionInput = z.object({
  /** `postgres://user:password@host/database`; nothing is written there. */
  url: z.string().min(1).max(4_096),
  /** The schema that holds the tables. */
  schema: z.string().min(1).max(63).default('public'),
  /** The Fernet key of the other product, or several with commas between them. It is used for this call and not kept. */
  fernetKeys: z.string().max(10_000),
  /** Who may use the connections that are made. */
  visibility: visibility.default('private'),
});
export type AdoptionInput = z.infer<typeof adoptionInput>;

/**
 * `takenOver` as it is there, `changed` with the differences that the notes name, `present` where it is here already, `leftOut` for the
 * reason that the notes give.
 */
export const adoptionOutcome = z.enum(['takenOver', 'changed', 'present', 'leftOut']);
export type AdoptionOutcome = z.infer<typeof adoptionOutcome>;

/** One thing of the other product, and what becomes of it. Nothing secret is in it. */
export const adoptionItem = z.object({
  kind: z.enum(['integration', 'operation', 'connection', 'tokens']),
  /** The name of the integration that it is, or belongs to. */
  integration: z.string(),
  name: z.string(),
  outcome: adoptionOutcome,
  notes: z.array(z.string()),
});
export type AdoptionItem = z.infer<typeof adoptionItem>;

export const adoptionReport = z.object({
  database: z.string(),
  schema: z.string(),
  items: z.array(adoptionItem),
});
export type AdoptionReport = z.infer<typeof adoptionReport>;

export const adoptionContract = {
  /** What `adopt` would do now; changes nothing. */
  previewAdoption: guarded.input(adoptionInput).output(adoptionReport),
  /** Takes over what is not here yet, an integration at a time; what one of them cannot is no reason to stop. */
  adopt: guarded.input(adoptionInput).output(adoptionReport),
};
