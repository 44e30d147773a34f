/** The entries by which a system starts `kairos run --once` every few minutes, for those who run no daemon: cron, systemd, launchd. Pure. */
import { shellWord } from '../base/shell-word.js';

/** How the program is started, and where. */
export interface Start {
  readonly argv: readonly string[];
  readonly root: string;
  /** Takes what it prints. */
  readonly log: string;
  /** Digits and letters that no other work tree of this user has. */
  readonly name: string;
}

/** How often it is started. */
export const EVERY_MINUTES = 5;

/** One line for `crontab -e`. In a crontab a percent sign ends the line. */
export function crontabText({ argv, root, log }: Start): string {
  const command = `cd ${shellWord(root)} && ${argv.map(shellWord).join(' ')} run --once >> ${shellWord(log)} 2>&1`;
  return `*/${EVERY_MINUTES} * * * * ${command.replaceAll('%', '\\%')}\n`;
}

/** A service and its timer, for `~/.config/systemd/user`. */
export function systemdText({ argv, root, name }: Start): string {
  const quoted = (word: string): string => `"${word.replace(/[\\"]/g, '\\$&').replaceAll('%', '%%').replaceAll('$', '$$$$')}"`;
  return [
    `# ~/.config/systemd/user/kairos-${name}.service`,
    '[Unit]',
    'Description=kairos: tasks and journal of a repository',
    '',
    '[Service]',
    'Type=oneshot',
    `WorkingDirectory=${root.replaceAll('%', '%%')}`,
    `ExecStart=${[...argv, 'run', '--once'].map(quoted).join(' ')}`,
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
export function launchdText({ argv, root, log, name }: Start): string {
  const text = (value: string): string =>
    `<string>${value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')}</string>`;
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
    `  <key>StartInterval</key><integer>${EVERY_MINUTES * 60}</integer>`,
    `  <key>StandardOutPath</key>${text(log)}`,
    `  <key>StandardErrorPath</key>${text(log)}`,
    '</dict>',
    '</plist>',
    '',
  ].join('\n');
}
