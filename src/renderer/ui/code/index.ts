export { CodeEditor, type CodeEditorProps } from './CodeEditor.tsx';
export { CodeViewer, type CodeViewerHandle, type CodeViewerProps } from './CodeViewer.tsx';
export { type CodeLanguage, languageOfMediaType } from './codeLanguage.ts';
export type { CodeProblem } from './codeProblems.ts';
