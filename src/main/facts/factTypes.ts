import type { z } from 'zod';
import type { ActivityKind, ActivityResult } from '#contract/activity.ts';
import type { Json, TenantId, UserId } from '#contract/common.ts';

/** A name and value pair on the activity page. */
export interface FactDetail {
  name: string;
  value: string;
  /** The page that the value leads to. */
  path?: string;
}

/** The fields that a change may show before and after. Declared, so that nothing else, and so no secret, can be stored. */
type ChangeSchema = z.ZodObject;
export type Change<S extends ChangeSchema> = { [K in keyof z.infer<S>]?: z.infer<S>[K] | undefined };

/** What a domain says of one type of its facts. */
export interface FactSpec<S extends ChangeSchema = ChangeSchema> {
  /** Where the activity page lists it; null keeps it off the page. */
  readonly kind: ActivityKind | null;
  /** What was done, in words before the subject, for example "created". */
  readonly action: string;
  /** Default `ok`. */
  readonly result?: ActivityResult;
  /** The fields of `before` and `after`; strict. Without it a fact carries neither. */
  readonly change?: S;
  /** What the opened line shows. */
  details?(before: Change<S>, after: Change<S>): FactDetail[];
}

/** One type of fact, for example `connection.rotated`. */
export interface FactType<S extends ChangeSchema = ChangeSchema> extends FactSpec<S> {
  readonly type: string;
  readonly entity: string;
}

/** What happened, as it is stored. `seq` is the order of commits on this store. */
export interface Fact {
  readonly seq: number;
  readonly id: string;
  readonly tenantId: TenantId;
  /** Milliseconds since 1970 UTC. */
  readonly at: number;
  readonly type: string;
  readonly actor: {
    readonly kind: 'person' | 'apiKey' | 'system';
    readonly id: string | null;
    readonly name: string | null;
  };
  readonly entityId: string | null;
  readonly subject: string;
  readonly integrationId: string | null;
  /** Whose private thing it is; the activity page says `publicSubject` of it and shows no change. */
  readonly privateTo: UserId | null;
  readonly publicSubject: string | null;
  /** Keeps it off the activity page. */
  readonly silent: boolean;
  readonly before: Record<string, Json> | null;
  readonly after: Record<string, Json> | null;
}

type Defined<M extends Record<string, FactSpec>> = {
  readonly [K in keyof M & string]: M[K] extends FactSpec<infer S> ? FactType<S> : never;
};

/** Declares the facts of one kind of thing: `defineFacts('connection', { rotated: … })` makes `connection.rotated`. */
export function defineFacts<const M extends Record<string, FactSpec>>(entity: string, specs: M): Defined<M> {
  const types = Object.entries(specs).map(([verb, spec]) => [verb, { ...spec, entity, type: `${entity}.${verb}` }]);
  return Object.fromEntries(types) as Defined<M>;
}

/** A spec with its change fields, so that `details` knows their types. */
export const factSpec = <S extends ChangeSchema>(spec: FactSpec<S>): FactSpec<S> => spec;
