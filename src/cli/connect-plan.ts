/** What `connect` and `disconnect` would change in the files of a coding agent: which files, and their text before and after. It writes nothing. */
import { agentHomeOf, type Environment } from '../adapters/surroundings.js';
import { KairosError } from '../base/errors.js';
import type { Workspace } from '../base/workspace.js';
import {
  hasPlugin,
  hookedIn,
  HOOKED,
  serverIn,
  withHooks,
  withoutHooks,
  withoutServer,
  withServer,
  type Edited,
  type PromptForm,
} from '../clients/claude-code.js';
import { hasBlock, withBlock, withoutBlock } from '../clients/marked-block.js';
import { readClientFile, type ClientFile } from './client-files.js';
import { homedir } from 'node:os';

export const CLIENTS = ['claude-code', 'agents-md'] as const;
export type Client = (typeof CLIENTS)[number];
export type Scope = 'user' | 'project';

/** One file. */
export interface Change {
  readonly file: ClientFile;
  /** Undefined: the file goes, because nothing of anybody else is in it. */
  readonly after: string | undefined;
}

interface Place {
  readonly ws: Pick<Workspace, 'root'>;
  readonly env: Environment;
}

type Edit = (text: string | undefined) => Edited;

/** The changes that connect the client; files that need none are left out. @param form how the hook of the prompt may be written here. @throws KairosError `foreign-settings`, as `readClientFile`. */
export async function planConnect(place: Place, client: Client, scope: Scope, form: () => Promise<PromptForm>): Promise<Change[]> {
  if (client === 'agents-md') return blocks(place, withBlock);
  await refusePlugin(place);
  const { settings, servers } = filesOf(place, scope);
  // Nobody knows which versions the others have that work in a repository, and whether they let its server run.
  const written = scope === 'user' ? await form() : 'command';
  return changes([
    [settings, (text) => withHooks(text, written)],
    [servers, withServer],
  ]);
}

/** The changes that take exactly ours out again. @param scopes where. @throws KairosError as `planConnect`. */
export async function planDisconnect(place: Place, client: Client, scopes: readonly Scope[]): Promise<Change[]> {
  if (client === 'agents-md') return blocks(place, withoutBlock);
  return changes(
    scopes.flatMap((scope): [string, Edit][] => {
      const { settings, servers } = filesOf(place, scope);
      return [
        [settings, withoutHooks],
        [servers, withoutServer],
      ];
    }),
  );
}

/** What is connected in one scope. */
export interface Connected {
  readonly client: Client;
  readonly scope: Scope;
  readonly path: string;
  readonly state: 'connected' | 'partly' | 'plugin' | 'no';
}

/** What is connected here. @param hasRoot whether there is a work tree. */
export async function connectedHere(place: Place, hasRoot: boolean): Promise<Connected[]> {
  const found: Connected[] = [];
  for (const scope of hasRoot ? (['user', 'project'] as const) : (['user'] as const)) {
    const { settings, servers } = filesOf(place, scope);
    const [{ text }, { text: listed }] = [await readClientFile(settings), await readClientFile(servers)];
    const [hooked, server] = [hookedIn(text), serverIn(listed)];
    const isWhole = hooked === Object.keys(HOOKED).length && server !== 'none';
    const isNone = hooked === 0 && server !== 'ours';
    const state = hasPlugin(text) ? 'plugin' : isWhole ? 'connected' : isNone ? 'no' : 'partly';
    found.push({ client: 'claude-code', scope, path: settings, state });
  }
  if (hasRoot) {
    const { path, text } = await readClientFile(`${place.ws.root}/AGENTS.md`);
    found.push({ client: 'agents-md', scope: 'project', path, state: hasBlock(text) ? 'connected' : 'no' });
  }
  return found;
}

/** What stays connected in the files of a repository when kairos leaves it, for whoever removes it. */
export async function stillConnected(ws: Pick<Workspace, 'root'>, env: Environment): Promise<readonly Client[]> {
  const rows = await connectedHere({ ws, env }, true).catch(() => []);
  const left = rows.filter(({ scope, state }) => scope === 'project' && (state === 'connected' || state === 'partly'));
  return [...new Set(left.map(({ client }) => client))];
}

/** The files in which Claude Code keeps hooks and servers. */
function filesOf({ ws, env }: Place, scope: Scope): { readonly settings: string; readonly servers: string } {
  if (scope === 'project') return { settings: `${ws.root}/.claude/settings.json`, servers: `${ws.root}/.mcp.json` };
  const home = agentHomeOf(env);
  const isMoved = env['CLAUDE_CONFIG_DIR']?.startsWith('/') === true;
  return { settings: `${home}/settings.json`, servers: isMoved ? `${home}/.claude.json` : `${env['HOME'] || homedir()}/.claude.json` };
}

/** Both would answer each hook. */
async function refusePlugin(place: Place): Promise<void> {
  for (const scope of ['user', 'project'] as const) {
    const { settings } = filesOf(place, scope);
    if (!hasPlugin((await readClientFile(settings)).text)) continue;
    throw new KairosError('foreign-settings', `the plugin of kairos is enabled in ${settings}, and does the same`, {
      hint: 'claude plugin uninstall kairos@kairos',
    });
  }
}

async function changes(edits: readonly (readonly [path: string, edit: Edit])[]): Promise<Change[]> {
  const found: Change[] = [];
  for (const [path, edit] of edits) {
    const file = await readClientFile(path);
    const edited = edit(file.text);
    if ('unfit' in edited)
      throw new KairosError('foreign-settings', `${path} ${edited.unfit}`, {
        hint: 'mend it, then run the command again; nothing was written',
      });
    if (edited.text !== file.text) found.push({ file, after: edited.text });
  }
  return found;
}

async function blocks(
  { ws }: Place,
  edit: (text: string | undefined, file: 'AGENTS.md' | 'CLAUDE.md') => string | undefined,
): Promise<Change[]> {
  const [agents, claude] = [await readClientFile(`${ws.root}/AGENTS.md`), await readClientFile(`${ws.root}/CLAUDE.md`)];
  const found: Change[] = [];
  const add = (file: ClientFile, name: 'AGENTS.md' | 'CLAUDE.md'): void => {
    const after = edit(file.text, name);
    if (after !== file.text) found.push({ file, after });
  };
  add(agents, 'AGENTS.md');
  // Many have one file under both names.
  if (claude.text !== undefined && claude.real !== agents.real) add(claude, 'CLAUDE.md');
  return found;
}
