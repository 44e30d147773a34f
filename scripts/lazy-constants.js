// Makes the constants of built files when they are first used. A command loads thousands of patterns and tables of words and needs some hundred of them; to parse
// the others took a tenth of its time. Sources stay as they are: `const WORD = /\p{L}+/u` becomes a function that makes the pattern once, and each use a call.
import { parseAst } from 'rolldown/parseAst';

/** What is called on a text or a list without doing anything else; callbacks at the top of our modules compute values. */
const PURE_METHODS = new Set([
  'split',
  'join',
  'concat',
  'trim',
  'repeat',
  'toSorted',
  'slice',
  'map',
  'flatMap',
  'filter',
  'replace',
  'toLowerCase',
]);
const PURE_OF = {
  Object: new Set(['entries', 'fromEntries', 'keys', 'values', 'freeze']),
  Array: new Set(['from']),
  String: new Set(['raw']),
};
const MADE = new Set(['Set', 'Map', 'WeakMap', 'RegExp']);

/**
 * The same file of CommonJS, in which the constants at the top of our own modules that take work to make are made at their first use. Left as they are: those
 * of packages, those whose making may do anything else, and those whose name is bound a second time anywhere in the file.
 * @param {string} code as rolldown writes it: the modules one after the other, each below a line that names it.
 */
export function withLazyConstants(code) {
  const program = parseAst(code, { sourceType: 'script' });
  const own = ownParts(code);
  const bound = new Map();
  walk(program, (node) => namesBoundBy(node).forEach((name) => bound.set(name, (bound.get(name) ?? 0) + 1)));
  const once = (name) => bound.get(name) === 1;

  const functions = new Set(program.body.flatMap((node) => (node.type === 'FunctionDeclaration' && own(node.start) ? [node.id.name] : [])));
  const constants = new Map(
    program.body
      .filter(
        ({ type, kind, declarations, start }) =>
          type === 'VariableDeclaration' && kind === 'const' && declarations.length === 1 && own(start),
      )
      .flatMap((node) => {
        const [{ id, init }] = node.declarations;
        return id.type === 'Identifier' && once(id.name) ? [[id.name, { node, init }]] : [];
      }),
  );
  for (const [name, { init }] of constants) if (init.type === 'ArrowFunctionExpression') functions.add(name);
  const files = program.body.flatMap((node) =>
    node.type === 'VariableDeclaration'
      ? node.declarations.flatMap(({ id, init }) => (isRequire(init) && id.name !== undefined ? [id.name] : []))
      : [],
  );
  const known = new Set([...functions, ...constants.keys(), ...files].filter(once));
  const lazy = new Map();
  // What is made of another is made when it is used, too, or else it would make both.
  for (let before = -1; before < lazy.size;) {
    before = lazy.size;
    for (const [name, { node, init }] of constants)
      if (!lazy.has(name) && takesWork(init, lazy) && !isRequire(init) && isPure(init, known, functions)) lazy.set(name, { node, init });
  }

  const changes = [...lazy].flatMap(([name, { node, init }]) => [
    { start: node.start, end: init.start, text: `let ${name}$made;\nfunction ${name}() { return ${name}$made ??= (` },
    { start: init.end, end: node.end, text: '); }' },
  ]);
  walk(program, (node, parent) => {
    if (node.type !== 'Identifier' || !lazy.has(node.name) || !isUse(node, parent)) return;
    const isShort = parent.type === 'Property' && parent.shorthand;
    changes.push({ start: node.start, end: node.end, text: isShort ? `${node.name}: ${node.name}()` : `${node.name}()` });
  });
  return changed(code, changes);
}

/** Whether it is another built file: what is read of it then is what it exports now. */
function isRequire(init) {
  return init?.type === 'CallExpression' && init.callee.name === 'require' && String(init.arguments[0]?.value).startsWith('./');
}

/** Whether a place of the file belongs to a module of ours. */
function ownParts(code) {
  const starts = [...code.matchAll(/^\/\/ (?:#region )?(\S+)$/gm)].map((match) => [match.index, match[1].startsWith('src/')]);
  return (at) => starts.findLast(([start]) => start < at)?.[1] ?? false;
}

/** Whether making it does nothing that anybody else could see, at whatever time. */
function isPure(node, known, functions) {
  const pure = (one) => one === null || isPure(one, known, functions);
  switch (node.type) {
    case 'Literal':
      return true;
    case 'Identifier':
      return known.has(node.name);
    case 'TemplateLiteral':
      return node.expressions.every(pure);
    case 'ArrayExpression':
      return node.elements.every(pure);
    case 'SpreadElement':
      return pure(node.argument);
    case 'BinaryExpression':
      return pure(node.left) && pure(node.right);
    case 'ObjectExpression':
      return node.properties.every((one) =>
        one.type === 'SpreadElement'
          ? pure(one)
          : !one.method && one.kind === 'init' && (!one.computed || pure(one.key)) && pure(one.value),
      );
    case 'MemberExpression':
      return !node.computed && pure(node.object);
    case 'NewExpression':
      return MADE.has(node.callee.name) && node.arguments.every(pure);
    case 'CallExpression':
      return isPureCall(node.callee, pure, functions) && node.arguments.every(pure);
    case 'TaggedTemplateExpression':
      return isPureCall(node.tag, pure, functions) && pure(node.quasi);
    // To make a function runs none of it.
    case 'ArrowFunctionExpression':
    case 'FunctionExpression':
      return true;
    default:
      return false;
  }
}

function isPureCall(callee, pure, functions) {
  if (callee.type === 'Identifier') return functions.has(callee.name);
  if (callee.type !== 'MemberExpression' || callee.computed) return false;
  if (callee.object.type === 'Identifier' && PURE_OF[callee.object.name]?.has(callee.property.name)) return true;
  return PURE_METHODS.has(callee.property.name) && pure(callee.object);
}

/** Whether making it is more than to put values that stand there together. */
function takesWork(node, lazy) {
  if (node === null || ['ArrowFunctionExpression', 'FunctionExpression'].includes(node.type)) return false;
  if (['NewExpression', 'CallExpression', 'TaggedTemplateExpression'].includes(node.type) || node.regex !== undefined) return true;
  if (node.type === 'Identifier') return lazy.has(node.name);
  if (node.type === 'Property') return takesWork(node.value, lazy);
  return childrenOf(node).some((child) => takesWork(child, lazy));
}

/** Whether an identifier is read here, and is no name of a property or a binding. */
function isUse(node, parent) {
  if (parent.type === 'MemberExpression') return parent.object === node || parent.computed;
  if (parent.type === 'Property') return parent.value === node || parent.computed;
  if (parent.type === 'VariableDeclarator') return parent.init === node;
  return (
    !['MethodDefinition', 'PropertyDefinition', 'LabeledStatement', 'BreakStatement', 'ContinueStatement'].includes(parent.type) ||
    parent.value === node
  );
}

function namesBoundBy(node) {
  switch (node.type) {
    case 'VariableDeclarator':
      return namesIn(node.id);
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      return [...(node.id ? [node.id.name] : []), ...node.params.flatMap(namesIn)];
    case 'ClassDeclaration':
    case 'ClassExpression':
      return node.id ? [node.id.name] : [];
    case 'CatchClause':
      return node.param ? namesIn(node.param) : [];
    default:
      return [];
  }
}

/** The names that a pattern binds. */
function namesIn(pattern) {
  switch (pattern?.type) {
    case 'Identifier':
      return [pattern.name];
    case 'ObjectPattern':
      return pattern.properties.flatMap((one) => namesIn(one.type === 'RestElement' ? one : one.value));
    case 'ArrayPattern':
      return pattern.elements.flatMap(namesIn);
    case 'AssignmentPattern':
      return namesIn(pattern.left);
    case 'RestElement':
      return namesIn(pattern.argument);
    default:
      return [];
  }
}

/** Visits each node below one, itself included, with its parent. */
function walk(node, visit, parent) {
  visit(node, parent);
  for (const child of childrenOf(node)) walk(child, visit, node);
}

function childrenOf(node) {
  return Object.values(node)
    .flat()
    .filter((child) => typeof child?.type === 'string');
}

/** The text with each change in its place; no two changes overlap. */
function changed(text, changes) {
  let [made, at] = ['', 0];
  for (const { start, end, text: put } of changes.toSorted((a, b) => a.start - b.start)) {
    made += text.slice(at, start) + put;
    at = end;
  }
  return made + text.slice(at);
}
