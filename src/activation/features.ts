/** Which feature flags are on: all that are built, unless the user's settings, the environment or a policy switch one off. Pure. */
import { FLAGS, isFlag, notBuilt, switchOf, type FeatureFlag } from '../config/feature-flags.js';

export interface FeatureState {
  readonly on: boolean;
  /** Who says so. */
  readonly from: 'default' | 'settings' | 'environment' | 'policy' | 'not built';
}

export interface Features {
  readonly flags: Readonly<Record<FeatureFlag, FeatureState>>;
  /** What of the environment was refused, each by its name. */
  readonly refused: readonly string[];
}

/**
 * @param settings of the user's own file.
 * @param variable `KAIROS_FEATURES`: `NAME`, `NAME=on`, `NAME=off`, `-NAME`, and `all` or `none` for every flag, applied in their order; it counts more
 * than the settings.
 * @param policyOff what an organisation switches off; it counts more than both.
 */
export function featuresOf(
  settings: Readonly<Partial<Record<FeatureFlag, 'on' | 'off'>>>,
  variable = '',
  policyOff: readonly FeatureFlag[] = [],
): Features {
  const flags = Object.fromEntries(FLAGS.map(({ flag }) => [flag, startOf(settings[flag])])) as Record<FeatureFlag, FeatureState>;
  const refused: string[] = [];
  for (const word of variable.split(/[\s,]+/).filter((one) => one !== '')) {
    if (word === 'all' || word === 'none') {
      for (const { flag } of FLAGS) flags[flag] = { on: word === 'all', from: 'environment' };
      continue;
    }
    const [, minus, name = '', value] = /^(-)?([^=]+)(?:=(.*))?$/.exec(word) ?? [];
    const row = FLAGS.find(({ flag }) => flag === name);
    const wanted = minus === undefined ? (value ?? 'on') : 'off';
    if (row === undefined) refused.push(`${name || word}: there is no such flag`);
    else if (!/^(?:on|off|true|false)$/.test(wanted) || (minus !== undefined && value !== undefined))
      refused.push(`${word}: write ${name}, ${name}=off or -${name}`);
    else if (switchOf({ ...row, isBuilt: true }, wanted) === 'off') flags[row.flag] = { on: false, from: 'environment' };
    else if (row.isBuilt) flags[row.flag] = { on: true, from: 'environment' };
    else refused.push(notBuilt(row));
  }
  for (const flag of policyOff) if (isFlag(flag)) flags[flag] = { on: false, from: 'policy' };
  for (const { flag, isBuilt } of FLAGS) if (!isBuilt && flags[flag].on) flags[flag] = { on: false, from: 'not built' };
  return { flags, refused };
}

function startOf(setting: 'on' | 'off' | undefined): FeatureState {
  return setting === undefined ? { on: true, from: 'default' } : { on: setting === 'on', from: 'settings' };
}
