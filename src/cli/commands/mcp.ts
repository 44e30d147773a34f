/** `kairos mcp`: serves the memory to agents by MCP on standard input and output. */
import type { Command } from 'commander';
import { keepYoungSmall } from '../../adapters/heap.js';
import type { Memory } from '../../mcp/memory.js';
import type { Context } from '../context.js';
import { versionText } from '../version.js';

export function addMcp(command: Command, context: Context): void {
  command
    .addHelpText(
      'after',
      '\nExamples:\n  $ claude mcp add kairos -- kairos mcp\n\nTools: memory_recall, memory_recall_by_id, memory_write_stm, memory_reinforce. Ends with its standard input.',
    )
    .action(async () => {
      // Before anything is read.
      keepYoungSmall();
      const { serveOnStdio } = await import('../../mcp/stdio.js');
      const log = { info: context.tell, warn: context.tell };
      await serveOnStdio(() => openMemory(context), { version: versionText(), signal: context.signal, log });
    });
}

/** Loads the memory after the first answer, so that the handshake waits for the protocol only. */
async function openMemory(context: Context): Promise<Memory> {
  const [{ openWorld }, { memoryOf }] = await Promise.all([import('../../compose.js'), import('../../mcp/memory.js')]);
  return memoryOf(openWorld({ cwd: context.cwd, env: context.env }));
}
