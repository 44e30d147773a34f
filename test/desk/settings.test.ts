/** The settings as a person lists and sets them: which file is written, what is refused, and who has the last word. */
import { beforeEach, describe, expect, it } from 'vitest';
import { changeSetting, settingNamed, settingsHere } from '../../src/desk/settings.js';
import { kairosClone, type KairosClone } from '../kairos-clone.js';

let at: KairosClone;
beforeEach(async () => {
  at = await kairosClone();
});

const own = async (): Promise<string | undefined> => at.world.files.read(at.ws.userConfig);
const repositorys = async (): Promise<string | undefined> => at.world.files.read(at.ws.config);
const set = async (key: string, value: string | undefined, where?: 'user' | 'repository'): ReturnType<typeof changeSetting> =>
  changeSetting(at.world, at.ws, key, value, where);

describe('settings', () => {
  it('are listed with whose word each is', async () => {
    await set('tick.interval', '5m', 'user');
    await set('dream.minHours', '48', 'repository');
    const { rows, problems } = await settingsHere(at.world, at.ws);
    const said = Object.fromEntries(rows.map(({ key, value, from }) => [key, `${value} ${from}`]));
    expect(said).toMatchObject({ 'tick.interval': '5m user', 'dream.minHours': '48 repository', 'dream.minSessions': '5 default' });
    expect(problems).toEqual([]);
  });

  it('go into the own file, and what is said of one repository into its file', async () => {
    const before = await repositorys();
    const { path, where, changed } = await set('recall.embedder', 'none');
    expect([path, where, changed]).toEqual([at.ws.userConfig, 'user', true]);
    expect(await repositorys()).toBe(before);
    expect(await own()).toBe('recall:\n  embedder: none\n');
    expect((await set('recall.embedder', 'none')).changed).toBe(false);
    expect((await set('dream.base', 'develop')).path).toBe(at.ws.config);
    expect(await repositorys()).toContain('base: develop');
    expect((await set('memory.budget', '9000')).path).toBe(at.ws.config);
    expect((await set('memory.budget', undefined, 'user')).changed).toBe(false);
  });

  it('keep what else stands in the file, and a key that is taken out leaves the next one down', async () => {
    await at.world.files.write(at.ws.userConfig, '# mine\ntick:\n  # often\n  interval: 5m # really\n');
    await set('dream.minHours', '30');
    expect(await own()).toBe('# mine\ntick:\n  # often\n  interval: 5m # really\ndream:\n  minHours: 30\n');
    const { holds } = await set('dream.minHours', undefined);
    expect([holds.value, holds.from]).toEqual(['24', 'default']);
    expect(await own()).toBe('# mine\ntick:\n  # often\n  interval: 5m # really\n');
  });

  it('say when another file has the last word', async () => {
    await set('dream.minHours', '48', 'repository');
    const { isOverruled, holds } = await set('dream.minHours', '30', 'user');
    expect([isOverruled, holds.value, holds.from]).toEqual([true, '48', 'repository']);
    expect((await set('dream.minHours', '48', 'user')).isOverruled).toBe(false);
    expect((await set('dream.minHours', '60', 'user')).isOverruled).toBe(false);
  });

  it.each([
    ['tick.intervall', '5m', undefined, /no key "tick.intervall"/, /did you mean tick.interval/],
    ['minHours', '5', undefined, /no key "minHours"/, /dream\.minHours/],
    ['dream.minHours', 'soon', undefined, /"soon" is not hours, 0 to 8760/, /config get dream\.minHours/],
    ['dream.minSessions', '1.5', undefined, /is not whole number, 0 to 1000/, /config get/],
    ['tick.interval', '5 parsecs', undefined, /is not seconds, or with a unit/, /config get/],
    ['memory.budget', '9000', 'user', /of the repository's file alone/, /^kairos config set memory\.budget 9000 --repository$/],
    ['ollama.model', 'x', 'repository', /only obeyed from your own settings/, /^kairos config set ollama\.model x$/],
    ['recall.embedder', 'ollama', 'repository', /may only lower it/, /own settings: kairos config set/],
    ['dream.minHours', '3', 'repository', /may only raise it/, /own settings: kairos config set dream\.minHours 3/],
  ] as const)('refuse %s: %s, and write nothing', async (key, value, where, message, hint) => {
    const before = await repositorys();
    const error: unknown = await set(key, value, where).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'usage', message: expect.stringMatching(message), hint: expect.stringMatching(hint) });
    expect([await repositorys(), await own()]).toEqual([before, undefined]);
  });

  it('take no script of a model that a checkout could write, or that is not there, and read none of them', async () => {
    const inside = `${at.ws.root}/replies.yaml`;
    await at.world.files.write(inside, '- say: hello\n');
    await expect(set('model.script', inside)).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining('lies in the work tree'),
    });
    const outside = `${at.ws.userHome}/replies.yaml`;
    await expect(set('model.script', outside)).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining('there is no file'),
    });
    expect(await own()).toBeUndefined();
    await at.world.files.write(outside, '- say: hello\n');
    expect((await set('model.script', outside)).holds.value).toBe(outside);
    await at.world.files.write(at.ws.userConfig, `# mine\nmodel:\n  script: ${inside}\n`);
    const { rows, problems } = await settingsHere(at.world, at.ws);
    expect(rows.find(({ key }) => key === 'model.script')?.value).toBeUndefined();
    expect(problems).toMatchObject([{ path: at.ws.userConfig, line: 3, message: expect.stringContaining('lies in the work tree') }]);
  });

  it('leave a file that is none to a person, and one of a newer kairos alone', async () => {
    await at.world.files.write(at.ws.userConfig, 'recall: [\n');
    await expect(set('tick.interval', '5m')).rejects.toMatchObject({ code: 'bad-config' });
    expect(await own()).toBe('recall: [\n');
    await at.world.files.write(at.ws.config, 'format: 9\n');
    await expect(set('dream.base', 'main')).rejects.toMatchObject({ code: 'newer-format' });
    await expect(settingNamed(at.world, at.ws, 'dream.bas')).rejects.toMatchObject({ hint: expect.stringContaining('dream.base') });
  });
});
