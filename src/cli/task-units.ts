/** The entries by which a system starts `kairos run --once` every few minutes, for those who run no daemon: cron, systemd, launchd. Pure. */
import { shellWord } from '../base/shell-word.js';

/** How the program is started, and where. */
export interface Start {
  readonly argv: readonly string[];
  readonly root: string;
  /** What its environment must hold. */
  readonly env: readonly (readonly [name: string, value: string])[];
  /** Takes what it prints. */
  readonly log: string;
  /** Digits and letters that no other work tree of this user has. */
  readonly name: string;
}

/** What says where the settings of a user are, what they and the organisation allow, which server embeds, in which zone local times are, and which programs there are. */
const KEPT = ['XDG_CONFIG_HOME', 'CLAUDE_CONFIG_DIR', 'KAIROS_POLICY', 'KAIROS_FEATURES', 'OLLAMA_HOST', 'TZ', 'PATH'] as const;

/**
 * The environment that whoever starts kairos for this user has to give it, since these systems hand on none of it.
 * @param accountHome the folder of the account, which they know.
 */
export function keptEnvironment(env: Readonly<Record<string, string | undefined>>, accountHome: string): Start['env'] {
  const home = env['HOME'] === undefined || env['HOME'] === accountHome ? [] : [['HOME', env['HOME']] as const];
  const others = KEPT.flatMap((name) => (env[name] === undefined || env[name] === '' ? [] : [[name, env[name]] as const]));
  return [...home, ...others].map(([name, value]) => [name, name === 'PATH' ? plainPath(value) : value]);
}

/** Each folder once: the line of a crontab may be no longer than some thousand characters. */
function plainPath(path: string): string {
  return [...new Set(path.split(':').filter((folder) => folder.startsWith('/')))].join(':');
}

/** How often it is started. */
export const EVERY_MINUTES = 5;

/** One line for `crontab -e`. In a crontab a percent sign ends the line. */
export function crontabText({ argv, root, env, log }: Start): string {
  const words = [...env.map(([name, value]) => `${name}=${shellWord(value)}`), ...argv.map(shellWord)];
  const command = `cd ${shellWord(root)} && ${words.join(' ')} run --once >> ${shellWord(log)} 2>&1`;
  return `*/${EVERY_MINUTES} * * * * ${command.replaceAll('%', '\\%')}\n`;
}

/** A service and its timer, for `~/.config/systemd/user`. */
export function systemdText({ argv, root, env, name }: Start): string {
  const quoted = (word: string): string => `"${word.replace(/[\\"]/g, '\\$&').replaceAll('%', '%%')}"`;
  // A dollar is a variable in a command alone.
  const inCommand = (word: string): string => quoted(word).replaceAll('$', '$$$$');
  return [
    `# ~/.config/systemd/user/kairos-${name}.service`,
    '[Unit]',
    'Description=kairos: tasks and journal of a repository',
    '',
    '[Service]',
    'Type=oneshot',
    `WorkingDirectory=${root.replaceAll('%', '%%')}`,
    ...env.map(([variable, value]) => `Environment=${quoted(`${variable}=${value}`)}`),
    `ExecStart=${[...argv, 'run', '--once'].map(inCommand).join(' ')}`,
    '',
    `# ~/.config/systemd/user/kairos-${name}.timer, then: systemctl --user enable --now kairos-${name}.timer`,
    '[Unit]',
    'Description=kairos: when its tasks are looked at',
    '',
    '[Timer]',
    `OnCalendar=*:0/${EVERY_MINUTES}`,
    'Persistent=true',
    '',
    '[Install]',
    'WantedBy=timers.target',
    '',
  ].join('\n');
}

/** A property list for `~/Library/LaunchAgents`. */
export function launchdText({ argv, root, env, log, name }: Start): string {
  const text = (value: string): string =>
    `<string>${value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')}</string>`;
  const variables = env.map(([variable, value]) => `<key>${variable}</key>${text(value)}`);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<!-- ~/Library/LaunchAgents/kairos.${name}.plist, then: launchctl load ~/Library/LaunchAgents/kairos.${name}.plist -->`,
    '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">',
    '<plist version="1.0">',
    '<dict>',
    `  <key>Label</key>${text(`kairos.${name}`)}`,
    '  <key>ProgramArguments</key>',
    `  <array>${[...argv, 'run', '--once'].map(text).join('')}</array>`,
    `  <key>WorkingDirectory</key>${text(root)}`,
    ...(env.length > 0 ? [`  <key>EnvironmentVariables</key>`, `  <dict>${variables.join('')}</dict>`] : []),
    `  <key>StartInterval</key><integer>${EVERY_MINUTES * 60}</integer>`,
    `  <key>StandardOutPath</key>${text(log)}`,
    `  <key>StandardErrorPath</key>${text(log)}`,
    '</dict>',
    '</plist>',
    '',
  ].join('\n');
}
