/** `kairos version`: prints the version, and on request those of what it runs on. */
import type { Command } from 'commander';
import type { Context } from '../context.js';
import { versionText } from '../version.js';

export function addVersion(command: Command, context: Context): void {
  command
    .option('--json', 'print as JSON, with the version of Node and the platform')
    .addHelpText('after', '\nExamples:\n  $ kairos version\n  $ kairos version --json')
    .action((options: { json?: boolean }) => {
      if (options.json === true) return context.json({ kairos: versionText(), node: process.version, platform: process.platform });
      context.say(versionText());
    });
}
