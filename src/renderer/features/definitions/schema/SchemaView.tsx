import { UnstyledButton } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import type { JsonSchema } from '#contract/openapi.ts';
import type { Definitions } from '#core/jsonSchema/schema.ts';
import { plainText } from '#renderer/ui/plainText.ts';
import { readSchema, type SchemaChild, type SchemaShape } from './readSchema.ts';
import classes from './SchemaView.module.css';

const valuesShown = 12;
const childrenShown = 60;

/** A schema, opened level by level: a schema that contains itself has no end, and nobody opens all of it. */
export function SchemaView({ schema, schemas }: { schema: JsonSchema; schemas: Definitions }) {
  const shape = useMemo(() => readSchema(schema, schemas), [schema, schemas]);
  return (
    <div>
      <div className={classes.line}>
        {shape.name !== null && <span className={classes.name}>{shape.name}</span>}
        <span className={classes.type}>{shape.type}</span>
      </div>
      <Notes shape={shape} />
      <SchemaChildren of={shape.children} schemas={schemas} />
    </div>
  );
}

/** What is below a schema, closed. */
export function SchemaChildren({ of, schemas }: { of: readonly SchemaChild[]; schemas: Definitions }) {
  const [shown, setShown] = useState(childrenShown);
  if (of.length === 0) return null;
  return (
    <ul className={classes.list} style={{ paddingInlineStart: 16 }}>
      {of.slice(0, shown).map((child, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: labels may repeat, and the order never changes
        <Entry key={`${index}${child.label}`} child={child} schemas={schemas} />
      ))}
      {of.length > shown && (
        <li>
          <UnstyledButton className={classes.note} onClick={() => setShown(shown + childrenShown * 4)}>
            Show {of.length - shown} more
          </UnstyledButton>
        </li>
      )}
    </ul>
  );
}

function Entry({ child, schemas }: { child: SchemaChild; schemas: Definitions }) {
  const [open, setOpen] = useState(false);
  const shape = useMemo(() => readSchema(child.schema, schemas), [child.schema, schemas]);
  const label = <span className={classes.name}>{child.label}</span>;
  return (
    <li className={classes.entry}>
      <div className={classes.line}>
        {shape.children.length > 0 ? (
          <UnstyledButton className={classes.toggle} aria-expanded={open} onClick={() => setOpen(!open)}>
            <IconChevronRight size={14} aria-hidden />
            {label}
          </UnstyledButton>
        ) : (
          label
        )}
        <span className={classes.type}>{shape.name === null ? shape.type : `${shape.name} · ${shape.type}`}</span>
        {child.required && <span className={classes.required}>required</span>}
        {shape.deprecated && <span className={classes.type}>deprecated</span>}
      </div>
      <Notes shape={shape} />
      {open && <SchemaChildren of={shape.children} schemas={schemas} />}
    </li>
  );
}

function Notes({ shape: { description, limits, values } }: { shape: SchemaShape }) {
  const more = values.length > valuesShown ? `, and ${values.length - valuesShown} more` : '';
  return (
    <>
      {description !== null && <div className={classes.note}>{plainText(description)}</div>}
      {limits.length > 0 && <div className={classes.note}>{limits.join(', ')}</div>}
      {values.length > 0 && (
        <div className={classes.note}>
          One of: {values.slice(0, valuesShown).join(', ')}
          {more}
        </div>
      )}
    </>
  );
}
