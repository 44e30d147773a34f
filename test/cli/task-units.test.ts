import { describe, expect, it } from 'vitest';
import { crontabText, keptEnvironment, launchdText, systemdText } from '../../src/cli/task-units.js';

const START = {
  argv: ['/usr/bin/node', '/opt/kairos/bin/kairos.js'],
  root: '/home/ann/my work/50% <a>',
  log: '/home/ann/my work/.git/kairos/once.log',
  env: [
    ['XDG_CONFIG_HOME', '/home/ann/my $settings'],
    ['TZ', 'Europe/Berlin'],
  ],
  name: 'k3f9a2',
} as const;

describe('what starts kairos every five minutes', () => {
  it('is one line of a crontab, in which a percent sign is no end', () => {
    expect(crontabText(START)).toBe(
      "*/5 * * * * cd '/home/ann/my work/50\\% <a>' && XDG_CONFIG_HOME='/home/ann/my $settings' TZ=Europe/Berlin /usr/bin/node /opt/kairos/bin/kairos.js run --once >> '/home/ann/my work/.git/kairos/once.log' 2>&1\n",
    );
  });

  it('is a service of systemd that ends, and its timer', () => {
    const text = systemdText({ ...START, argv: ['/usr/bin/node', '/opt/a "b" $c%'] });
    expect(text).toContain('Type=oneshot\nWorkingDirectory=/home/ann/my work/50%% <a>\n');
    expect(text).toContain('Environment="XDG_CONFIG_HOME=/home/ann/my $settings"\nEnvironment="TZ=Europe/Berlin"\n');
    expect(text).toContain(String.raw`ExecStart="/usr/bin/node" "/opt/a \"b\" $$c%%" "run" "--once"`);
    expect(text).toContain('systemctl --user enable --now kairos-k3f9a2.timer');
    expect(text).toContain('[Timer]\nOnCalendar=*:0/5\nPersistent=true\n');
  });

  it('is a property list of launchd', () => {
    const text = launchdText(START);
    expect(text).toMatch(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/);
    expect(text).toContain('<key>WorkingDirectory</key><string>/home/ann/my work/50% &lt;a&gt;</string>');
    expect(text).toContain('<string>/opt/kairos/bin/kairos.js</string><string>run</string><string>--once</string>');
    expect(text).toContain('<dict><key>XDG_CONFIG_HOME</key><string>/home/ann/my $settings</string><key>TZ</key>');
    expect(text).toContain('<key>StartInterval</key><integer>300</integer>');
    const count = (pattern: RegExp): number => [...text.matchAll(pattern)].length;
    for (const name of ['plist', 'dict', 'array', 'key', 'string', 'integer'])
      expect([name, count(new RegExp(`</${name}>`, 'g'))]).toEqual([name, count(new RegExp(`<${name}[ >]`, 'g'))]);
  });

  it('hands on what decides about settings, rights and programs, and nothing else', () => {
    const env = {
      HOME: '/root',
      XDG_CONFIG_HOME: '/etc/mine',
      KAIROS_POLICY: '/etc/policy',
      TZ: '',
      PATH: '/bin:rel::/usr/bin:/bin',
      SECRET: 'x',
    };
    const kept = [
      ['XDG_CONFIG_HOME', '/etc/mine'],
      ['KAIROS_POLICY', '/etc/policy'],
      ['PATH', '/bin:/usr/bin'],
    ];
    expect(keptEnvironment(env, '/root')).toEqual(kept);
    expect(keptEnvironment(env, '/home/ann')).toEqual([['HOME', '/root'], ...kept]);
    expect(keptEnvironment({}, '/root')).toEqual([]);
  });
});
