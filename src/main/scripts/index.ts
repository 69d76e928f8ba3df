export type { Scope, ScriptInfo, ScriptOutput, WireCookie, WireRequest, WireResponse } from './sandbox/wire.ts';
export { createScriptRunner, type Script, type ScriptHost, type ScriptRunner } from './scriptRunner.ts';
