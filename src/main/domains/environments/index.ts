export type { EnvironmentsPorts, GroupAbove } from './context.ts';
export { createEnvironments, type EnvironmentsApi } from './domain.ts';
export type { ScopedVariable, Standpoint, VariableScope } from './scope.ts';
export type { VariableInput } from './variables.ts';
