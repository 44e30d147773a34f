/** `kairos completion`: prints what lets a shell complete commands, options, topics and ids. It installs nothing. */
import { Argument, type Command } from 'commander';
import { SCRIPTS } from '../completion/scripts.js';
import type { Context } from '../context.js';

export function addCompletion(command: Command, context: Context): void {
  command
    .addArgument(new Argument('<shell>', 'your shell').choices(Object.keys(SCRIPTS)))
    .addHelpText(
      'after',
      `
It completes commands, options, files, and what the repository has: topics, ids, open claims, dreams.

In ~/.bashrc:  source <(kairos completion bash)
In ~/.zshrc:   source <(kairos completion zsh)     (after compinit)
For fish:      kairos completion fish > ~/.config/fish/completions/kairos.fish

Example:
  $ kairos completion bash`,
    )
    .action((shell: string) => context.say((SCRIPTS[shell] ?? '').trimEnd()));
}
