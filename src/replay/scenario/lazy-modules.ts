/** Loads what rooms load on demand. A virtual clock does not see a module being loaded, so a test that lets time pass calls this before. */
import { replaceSecrets } from '../../observe/secrets.js';

/** Each `import()` of the rooms, by file; `tidy.system.test.ts` compares. */
export async function loadLazyModules(): Promise<void> {
  await Promise.all([
    import('../../agent/answer.js'),
    import('../../agent/turn/look.js'),
    import('../../agent/turn/read-review.js'),
    import('../../agent/turn/recall-at-hand.js'),
    import('../../agent/turn/task-at-hand.js'),
    import('../../agent/work/check-in.js'),
    import('../../agent/work/facts.js'),
    import('../../config/config-yaml.js'),
    import('../../desk/authors.js'),
    import('../../desk/likely-names.js'),
    import('../../desk/topic-search.js'),

    import('../../desk/session-hooks.js'),
    import('../../dream/report/reports.js'),
    import('../../dream/review/finish-accept.js'),
    import('../../dream/review/settle.js'),
    import('../../dream/review/still-open.js'),
    import('../../journal/commit.js'),
    import('../../journal/forget.js'),
    import('../../memory/topic.js'),
    import('../../observe/observe.js'),
    import('../../recall/embedding/embed-missing.js'),
    import('../../recall/embedding/embedding-now.js'),
    import('../../recall/embedding/missing-chunks.js'),
    import('../../recall/vectors/shard-files.js'),
    import('../../recall/vectors/vectors.js'),
    import('../../recall/lexical/open-lexical.js'),
    import('../virtual-repository.js'),
  ]);
  // The rules for secrets are loaded at the first text, the preset at the first with a hint of it.
  await replaceSecrets('_authToken=');
}
