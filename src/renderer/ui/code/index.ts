export {
  CodeEditor,
  type CodeEditorProps,
  CodeViewer,
  type CodeViewerHandle,
  type CodeViewerProps,
} from './CodeEditor.tsx';
export { type CodeLanguage, languageOfMediaType } from './codeSetup.ts';
export type { CodeProblem } from './problems.ts';
export { type CodeVariable, CodeVariables } from './variables.ts';
