/** The sizes of MiniLM, and where its weights and the numbers of a pass stand in the memory of a kernel. Pure. */

export const WIDTH = 384;
export const HEADS = 12;
export const HEAD = WIDTH / HEADS;
export const INNER = 1536;
export const LAYERS = 6;
/** Tokens of a text, marks at both ends included; and of a pass. */
export const MOST_TOKENS = 256;

/** A dense layer: panels of int16, and a scale and a bias for each output. */
export interface Dense {
  readonly panels: number;
  readonly scales: number;
  readonly bias: number;
  readonly inputs: number;
  readonly outputs: number;
}

/** The gain and the bias of a layer normalisation. */
export interface Normal {
  readonly gain: number;
  readonly bias: number;
}

export interface Layer {
  /** Query, key and value side by side. */
  readonly attention: Dense;
  readonly mixed: Dense;
  readonly afterAttention: Normal;
  readonly widened: Dense;
  readonly narrowed: Dense;
  readonly afterDense: Normal;
}

/** Addresses, in bytes. */
export interface Layout {
  readonly layers: readonly Layer[];
  readonly positions: number;
  readonly afterEmbedding: Normal;
  /** Float32 rows of the pass: what is carried on, what is added to it, query, key and value, and the wide layer. */
  readonly x: number;
  readonly y: number;
  readonly three: number;
  readonly wide: number;
  /** Rows as int16, and their scales. */
  readonly rows: number;
  readonly rowScales: number;
  /** Of one head: rows of key, keys or values as panels, their scales, attention as float32 and as int16, and its scales. */
  readonly keys: number;
  readonly panels: number;
  readonly columnScales: number;
  readonly scores: number;
  readonly shares: number;
  readonly shareScales: number;
  /** Zeros, the bias of what has none. */
  readonly nothing: number;
  /** Room for eight rows of the widest layer, as they are read. */
  readonly scratch: number;
  /** All of it. */
  readonly bytes: number;
}

/** `multiply` reads and writes up to three rows more. */
const ROWS = MOST_TOKENS + 4;

/**
 * The same addresses at each call.
 * @param shared true: all layers have one place, which takes 18 MB less; each pass lays them out anew.
 */
export function layOut(shared = false): Layout {
  let bytes = 0;
  const take = (size: number): number => {
    const at = bytes;
    bytes = (bytes + size + 63) & ~63;
    return at;
  };
  const dense = (inputs: number, outputs: number): Dense => ({
    panels: take(inputs * outputs * 2),
    scales: take(outputs * 4),
    bias: take(outputs * 4),
    inputs,
    outputs,
  });
  const normal = (): Normal => ({ gain: take(WIDTH * 4), bias: take(WIDTH * 4) });
  const layer = (): Layer => ({
    attention: dense(WIDTH, 3 * WIDTH),
    mixed: dense(WIDTH, WIDTH),
    afterAttention: normal(),
    widened: dense(WIDTH, INNER),
    narrowed: dense(INNER, WIDTH),
    afterDense: normal(),
  });
  const first = layer();
  const layers = Array.from({ length: LAYERS }, (_, n) => (n === 0 || shared ? first : layer()));
  const places = {
    layers,
    positions: take(MOST_TOKENS * WIDTH * 4),
    afterEmbedding: normal(),
    x: take(ROWS * WIDTH * 4),
    y: take(ROWS * WIDTH * 4),
    three: take(ROWS * 3 * WIDTH * 4),
    wide: take(ROWS * INNER * 4),
    rows: take(ROWS * INNER * 2),
    rowScales: take(ROWS * 4),
    keys: take((ROWS + 4) * HEAD * 2),
    panels: take(ROWS * HEAD * 2),
    columnScales: take(ROWS * 4),
    scores: take(ROWS * MOST_TOKENS * 4),
    shares: take(ROWS * MOST_TOKENS * 2),
    shareScales: take(ROWS * 4),
    nothing: take(MOST_TOKENS * 4),
    scratch: take(8 * INNER * 4),
  };
  return { ...places, bytes };
}
