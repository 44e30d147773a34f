/** Loads what rooms load on demand. A virtual clock does not see a module being loaded, so a test that lets time pass calls this before. */
import { replaceSecrets } from '../src/observe/secrets.js';

/** Each `import()` of the rooms, by file; `tidy.system.test.ts` compares. */
export async function loadLazyModules(): Promise<void> {
  await Promise.all([
    import('../src/config/config-yaml.js'),
    import('../src/desk/authors.js'),
    import('../src/desk/likely-names.js'),
    import('../src/desk/topic-search.js'),

    import('../src/desk/session-hooks.js'),
    import('../src/dream/report/reports.js'),
    import('../src/dream/review/finish-accept.js'),
    import('../src/dream/review/settle.js'),
    import('../src/dream/review/still-open.js'),
    import('../src/journal/commit.js'),
    import('../src/journal/forget.js'),
    import('../src/memory/topic.js'),
    import('../src/observe/observe.js'),
    import('../src/recall/embedding/embed-missing.js'),
    import('../src/recall/embedding/embedding-now.js'),
    import('../src/recall/embedding/missing-chunks.js'),
    import('../src/recall/vectors/shard-files.js'),
    import('../src/recall/vectors/vectors.js'),
    import('../src/recall/lexical/open-lexical.js'),
    import('../src/replay/virtual-repository.js'),
  ]);
  // The rules for secrets are loaded at the first text, the preset at the first with a hint of it.
  await replaceSecrets('_authToken=');
}
