import { Text, Textarea, type TextareaProps, TextInput, type TextInputProps } from '@mantine/core';
import { useMergedRef } from '@mantine/hooks';
import {
  type ClipboardEvent,
  type FocusEvent,
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  type Ref,
  use,
  useRef,
} from 'react';
import { CodeVariables } from '#renderer/ui/code/index.ts';
import { NameList } from './NameList.tsx';
import { unresolvedIn } from './names.ts';
import { useCompletion } from './useCompletion.ts';
import { useHoveredName, VariableCard } from './VariableCard.tsx';
import { VariableMarks } from './VariableMarks.tsx';
import classes from './variables.module.css';

type Field = HTMLInputElement | HTMLTextAreaElement;
type Given = Omit<
  TextInputProps & TextareaProps,
  'value' | 'defaultValue' | 'onChange' | 'onKeyDown' | 'onBlur' | 'onPaste' | 'ref' | 'inputContainer'
>;

interface VariableInputProps extends Partial<Given> {
  value: string;
  onChange(value: string): void;
  onKeyDown?: ((event: KeyboardEvent<Field>) => void) | undefined;
  onBlur?: ((event: FocusEvent<Field>) => void) | undefined;
  onPaste?: ((event: ClipboardEvent<Field>) => void) | undefined;
  /** Takes as many lines on the screen as the text needs. */
  multiline?: boolean;
  ref?: Ref<Field> | undefined;
}

/** A field whose text may hold `{{name}}`: names are completed, marked and explained. It is a plain field, with its own undo and keys. */
export function VariableInput({ value, onChange, multiline = false, ref, ...given }: VariableInputProps) {
  const offered = use(CodeVariables);
  const field = useRef<Field>(null);
  const merged = useMergedRef<Field>(field, ref);
  const completion = useCompletion(field, offered);
  const hover = useHoveredName(offered);
  const hasNames = value.includes('{{');
  const unresolved = unresolvedIn(value, offered);
  const props = {
    ...given,
    ...completion.aria,
    ref: merged,
    value,
    onChange: (event: { currentTarget: Field }) => {
      onChange(event.currentTarget.value);
      completion.look();
    },
    onKeyDown: (event: KeyboardEvent<Field>) => {
      if (!completion.key(event)) given.onKeyDown?.(event);
    },
    onBlur: (event: FocusEvent<Field>) => {
      completion.close();
      given.onBlur?.(event);
    },
    inputContainer: (children: ReactNode) => (
      <>
        {/* biome-ignore lint/a11y/noStaticElementInteractions: what the mouse is shown here, the list of names says as well */}
        <div
          className={classes.field}
          onMouseMove={(event: MouseEvent<HTMLElement>) => hasNames && hover.look(event)}
          onMouseLeave={hover.leave}
        >
          {children}
          {hasNames ? <VariableMarks field={field} text={value} offered={offered} /> : null}
          {completion.open === null ? null : <NameList {...completion.list} />}
        </div>
        {unresolved.length === 0 ? null : (
          <Text size="xs" role="status" className={classes.unresolved ?? ''}>
            No value for {unresolved.join(', ')}
          </Text>
        )}
        {hover.shown === null ? null : <VariableCard {...hover.shown} onEnter={hover.stay} onLeave={hover.leave} />}
      </>
    ),
  };
  return multiline ? <Textarea {...props} /> : <TextInput {...props} />;
}
