/**
 * Node's http, taken without `import`: an import reads every export of it, and so loads Node's own fetch and WebSocket,
 * which nobody here uses and which take a third of a command's start.
 */
export const nodeHttp = process.getBuiltinModule('node:http');
