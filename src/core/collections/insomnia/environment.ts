import { isObject } from '../../json/value.ts';
import { readMembers, readRows } from '../members.ts';
import type { Place } from '../notes.ts';
import { colorOf, environmentOf, variableOf } from '../parts.ts';
import type { PortableEnvironment, PortableVariable } from '../portable.ts';
import { insomniaEnvironment, insomniaPair } from './schemas.ts';
import { fromTemplates } from './templates.ts';

/** An environment with those below it. The base holds in every one of them. */
export function readEnvironments(value: unknown, isBase: boolean, place: Place): PortableEnvironment[] {
  if (!isObject(value)) return [];
  const environment = readMembers(insomniaEnvironment, value, place);
  const name = environment.name || (isBase ? 'Base environment' : 'Environment');
  const here = place.below(name);
  const pairs = readRows(insomniaPair, environment.kvPairData, here, 'variables');
  const variables =
    pairs.length > 0 && environment.environmentType !== 'json'
      ? pairs
          .filter((pair) => (pair.name ?? '') !== '')
          .map((pair) =>
            variableOf(pair.name ?? '', fromTemplates(pair.value ?? '', here), {
              enabled: pair.enabled !== false,
              secret: pair.type === 'secret',
            }),
          )
      : variablesOf(environment.data, here);
  return [
    environmentOf({ name, variables, isGlobal: isBase, color: colorOf(environment.color) }),
    ...(isBase ? (environment.subEnvironments ?? []) : []).flatMap((each) => readEnvironments(each, false, place)),
  ];
}

const mostVariables = 5_000;
const deepestMember = 20;

/** The members of a JSON object, those of objects within as `outer.inner`, which is how templates name them. Lists stay JSON. */
export function variablesOf(data: unknown, place: Place): PortableVariable[] {
  if (!isObject(data)) return [];
  const variables: PortableVariable[] = [];
  const visit = (value: unknown, name: string, depth: number): void => {
    if (variables.length >= mostVariables) return;
    if (isObject(value) && depth < deepestMember) {
      for (const [key, member] of Object.entries(value)) visit(member, name === '' ? key : `${name}.${key}`, depth + 1);
      return;
    }
    const text = typeof value === 'string' ? value : value === null ? '' : JSON.stringify(value);
    if (name !== '') variables.push(variableOf(name, fromTemplates(text, place)));
  };
  visit(data, '', 0);
  if (variables.length >= mostVariables) place.say(`Only the first ${mostVariables} variables were taken over.`);
  return variables;
}
