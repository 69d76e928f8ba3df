import type { Request } from './request.ts';
import type { Response } from './response.ts';
import type { Cookies } from './sending.ts';
import type { LayeredVariables, VariableScope } from './variables.ts';
import type { Scope, ScriptInput } from './wire.ts';

/** What the objects of all dialects stand on. */
export interface Realm {
  readonly input: ScriptInput;
  readonly scopes: Readonly<Record<Scope, VariableScope>>;
  readonly variables: LayeredVariables;
  readonly request: Request;
  readonly response: Response | null;
  readonly cookies: Cookies;
}
