export type { EnvironmentsPorts, GroupAbove, SetValue, SetValues, Standpoint } from './context.ts';
export { createEnvironments, type EnvironmentsApi } from './domain.ts';
export { type ScopedVariable, scopeOf, type VariableScope } from './scope.ts';
export type { VariableInput } from './variables.ts';
