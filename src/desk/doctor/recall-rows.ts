/** Checks the embedder of recall and the stored vectors. No row is bad, because vectors can always be deleted and made again. */
import { plural } from '../../base/plural.js';
import type { EmbedderState } from '../../recall/embedding/embedder-state.js';
import { reportShards } from '../../recall/embedding/shard-report.js';
import { embedderNow } from '../embedder-now.js';
import { listed, note, well, type Examined, type Examination } from './examined.js';

/** By what is wanted. */
const HINTS: Readonly<Record<EmbedderState['wanted'], string>> = {
  minilm: 'npm install brings it again',
  ollama: 'see to the server, or set recall.embedder to minilm in your own settings',
  none: '',
};

/** The rows about the embedder and the vectors. */
export async function recallRows({ world, ws, view, signal }: Examination): Promise<Examined[]> {
  const state = await embedderNow(world, signal);
  const { wanted, actual, model } = state;
  const rows = [embedderRow(state)];
  const spaces = await reportShards(world, ws, view);
  // Vectors of an embedder that is only unavailable now are still of use.
  const other = actual === wanted && actual !== 'none' ? '; not of the embedder of now, may be deleted' : '; not in use now';
  for (const { folder, model: of, files, rows: count, bytes, isCurrent } of spaces) {
    if (files === 0) continue;
    const isUsed = isCurrent && of?.name === model?.name && of?.digest === model?.digest && of?.dimensions === model?.dimensions;
    const detail = `${plural(count, 'vector')} in ${plural(files, 'file')} of ${folder}, ${Math.ceil(bytes / 1024)} KB`;
    rows.push(well('vectors', isUsed ? detail : `${detail}${other}`));
  }
  const unusable = spaces.flatMap((space) => space.unusable.map((file) => `${space.folder}/${file}`));
  if (unusable.length > 0) {
    const hint = 'rm -r .kairos/index is always safe; "kairos index" makes it again';
    rows.push(note('vectors', `not used, because damaged or of another model: ${listed(unusable)}`, hint));
  }
  if (spaces.every(({ files }) => files === 0) && model) rows.push(note('vectors', 'nothing is embedded yet', 'kairos index'));
  return rows;
}

function embedderRow({ wanted, actual, model, problem }: EmbedderState): Examined {
  const name = model ? `${model.name}, ${model.dimensions} dimensions` : 'none: recall goes by words only';
  if (actual === wanted) return well('embedder', name);
  return note('embedder', `${name}; ${wanted} is wanted: ${problem ?? 'it cannot be had'}`, HINTS[wanted]);
}
