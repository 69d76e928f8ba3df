import { useMemo } from 'react';
import type { OperationParameter } from '#contract/openapi.ts';
import { plainText } from '#renderer/ui/plainText.ts';
import { readSchema, type Schemas } from '../schema/readSchema.ts';
import classes from '../schema/SchemaView.module.css';
import { SchemaChildren } from '../schema/SchemaView.tsx';

interface ParameterListProps {
  parameters: readonly OperationParameter[];
  schemas: Schemas;
}

/** Parameters with their place, type and limits. */
export function ParameterList({ parameters, schemas }: ParameterListProps) {
  return (
    <ul className={classes.list}>
      {parameters.map((parameter) => (
        <ParameterEntry key={`${parameter.in} ${parameter.name}`} parameter={parameter} schemas={schemas} />
      ))}
    </ul>
  );
}

function ParameterEntry({ parameter, schemas }: { parameter: OperationParameter; schemas: Schemas }) {
  const shape = useMemo(() => readSchema(parameter.schema, schemas), [parameter.schema, schemas]);
  return (
    <li className={classes.entry}>
      <div className={classes.line}>
        <span className={classes.name}>{parameter.name}</span>
        <span className={classes.type}>
          {parameter.in} · {shape.type}
        </span>
        {parameter.required && <span className={classes.required}>required</span>}
        {parameter.deprecated && <span className={classes.type}>deprecated</span>}
      </div>
      {parameter.description !== undefined && <div className={classes.note}>{plainText(parameter.description)}</div>}
      {shape.limits.length > 0 && <div className={classes.note}>{shape.limits.join(', ')}</div>}
      {shape.values.length > 0 && <div className={classes.note}>One of: {shape.values.join(', ')}</div>}
      <SchemaChildren of={shape.children} schemas={schemas} />
    </li>
  );
}
