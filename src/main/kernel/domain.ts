import type { AnySchema, ContractProcedure, InferSchemaInput, InferSchemaOutput } from '@orpc/contract';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';
import type { TenantId } from '#contract/common.ts';
import type { Contract } from '#contract/index.ts';
import type { Settings } from '#contract/settings.ts';
import type { FactType } from '#main/facts/index.ts';
import type { JobHandler } from '#main/jobs/index.ts';
import type { PastColumn, Reader, Writer } from '#main/store/index.ts';
import type { Actor, CallSession } from './actor.ts';

/** What serves one route: input is parsed already, what it returns is parsed after. Throws faults of the route's codes. */
export type ServiceFunction<I extends AnySchema, O extends AnySchema> = (
  actor: Actor,
  input: InferSchemaOutput<I>,
  /** Aborted when the caller goes. */
  signal: AbortSignal | undefined,
  session: CallSession,
) => InferSchemaInput<O> | Promise<InferSchemaInput<O>>;

type RoutesOf<C> = {
  readonly [K in keyof C]: C[K] extends ContractProcedure<infer I, infer O, infer _E, infer _M>
    ? ServiceFunction<I, O>
    : never;
};

/** A function for every route that the contract has under the domain's name; one missing or too many does not compile. */
export type Routes<Name extends string> = Name extends keyof Contract ? RoutesOf<Contract[Name]> : Record<never, never>;

/** One table of a domain. */
export interface TableUse {
  readonly table: SQLiteTable;
  /**
   * The columns that synchronise with a team's store, by their names in SQL; `all`, or `none` for logs, history and what is true of
   * this device alone.
   */
  readonly travels: 'all' | 'none' | readonly string[];
  /** How long rows stay: for as long as their parent, until a person deletes them, or as the settings say. */
  readonly kept: 'untilDeleted' | 'withParent' | 'retention';
  /** Tables whose rows these refer to, by column in SQL. */
  readonly refersTo?: Readonly<Record<string, string>>;
  readonly merge?: MergeRules;
  /** Columns that say when something happened, each with those that count from it: none may lie in the future (`store/clock.ts`). */
  readonly past?: readonly Omit<PastColumn, 'table'>[];
}

/** How two changes of one row become one, where columns alone do not say so (`docs/adr/0032`). SQL names a row by `row`. */
export interface MergeRules {
  /** Which rows travel, as SQL; all where it is left out. */
  readonly only?: (row: string) => string;
  /** Times of which the later one counts. */
  readonly latest?: readonly string[];
  /** Columns that are made of others: they are never a conflict, and `derive` makes them anew where two changes met. */
  readonly derived?: readonly string[];
  /** The column with the row of another table in which something is derived of this one, as a count is. */
  readonly derivedIn?: { readonly table: string; readonly column: string };
  derive?(w: Writer, tenantId: string, ids: readonly string[]): void;
  /** What becomes of the row that is not with the team yet where a unique index holds another of the same name, by index. */
  readonly mend?: Readonly<Record<string, Mending>>;
  /** What columns that do not travel hold in a row that comes from elsewhere, where the schema does not say it. */
  readonly fresh?: Readonly<Record<string, string | number>>;
  /** The table in which the row stands once it is deleted, under the same id and never in both. */
  readonly deletedInto?: string;
  /** The table and column in which rows remember this one once it is gone: they find it again when it comes back. */
  readonly rememberedIn?: { readonly table: string; readonly column: string };
  /** The user who alone sees the row, as SQL; null where everyone does. */
  readonly privateTo?: (row: string) => string;
  /** The vault vouches for settings of the row: where they come from elsewhere, secrets that are kept here do not follow them. */
  readonly isVouchedFor?: boolean;
  /** What a person calls it. */
  readonly shown?: {
    /** For example `integration`. */
    readonly thing: string;
    /** The column with its name, or SQL over the row. */
    readonly name?: string | ((row: string) => string);
    /** The page of a row. */
    readonly path?: (id: string) => string;
  };
}

/** The row gets another name, other values, or gives what it holds to the other row and goes. */
export type Mending =
  | {
      readonly rename: string;
      /** How the name becomes another; with a number in brackets where it is left out. */
      readonly numbered?: (name: string, number: number) => string;
    }
  | { readonly set: Readonly<Record<string, string | number>> }
  | 'absorb';

/** Something that uses a thing of another domain; `path` leads to its page. */
export interface Use {
  kind: string;
  name: string;
  path?: string | null | undefined;
}

/** What a domain's things use of another domain. All three answers must agree: a list, which at all, and how many of each. */
export interface References {
  /** What is used, for example `connection`. */
  readonly to: string;
  uses(r: Reader, tenantId: TenantId, id: string): Use[];
  usedIds(r: Reader, tenantId: TenantId): string[];
  /** Those that nothing uses are left out. */
  counts(
    r: Reader,
    tenantId: TenantId,
    ids: readonly string[],
  ): readonly { readonly id: string; readonly uses: number }[];
}

/** What cleaning up freed. */
export interface Freed {
  readonly activityRows: number;
  readonly historyRows: number;
  readonly bodyBytes: number;
}

/**
 * A domain: everything that the console knows of one subject, as one value. `console.ts` lists them; the kernel joins their routes,
 * runs their jobs and asks their references.
 */
export interface Domain<Name extends string = string, Api = unknown> {
  readonly name: Name;
  readonly routes: Routes<Name>;
  /** What other domains of the same or a higher tier may call. */
  readonly api: Api;
  readonly tables: readonly TableUse[];
  /** Every type of fact that it emits. */
  readonly facts: readonly FactType[];
  readonly jobs: readonly JobHandler[];
  readonly references?: readonly References[];
  /** Applies retention now. */
  cleanUp?(retention: Settings['retention']): Partial<Freed> | Promise<Partial<Freed>>;
  /** Runs after rows of a tenant came in from its team: does what follows from them on this computer. */
  afterSync?(tenantId: TenantId): void;
  /** Runs in a job after a tenant is gone, with all its rows: removes what lies outside the store. May run twice. */
  onTenantRemoved?(tenantId: TenantId): void | Promise<void>;
  /** Begins what runs by itself; not called in a command beside a running console. */
  start?(): void | Promise<void>;
  /** Ends what runs by itself, before the store closes. */
  close?(): void | Promise<void>;
}
