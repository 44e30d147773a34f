/**
 * Tells lines and sentences that a program or a third party wrote from what the author of a message says: tables of figures, places in files, lines of
 * compilers and shells, quotations. By their form, not by the names of programs. It changes no text. Pure.
 */

/** `src/check.go:13:18`, and at the start of a line also `src/check.go:13`. */
const PLACE = /[\w./\\-]+\.\w{1,6}:\d+:\d+\b|^\s*[\w./\\-]+\.\w{1,6}[:(]\d+\)?:?(?=\s|$)/;

const PRINTED: readonly RegExp[] = [
  // Compilers and linters: an unwritten capital and a colon, a code in brackets, a place below.
  /^\s*(?:error|warning|fatal|panic|help|note|info|debug|trace)(?:\[[\w-]+\])?: /,
  /^\s*(?:ERROR|WARN(?:ING)?|FATAL|FAIL|PASS|INFO|DEBUG|TRACE|CRITICAL)\b[\s:[\]]/,
  /^\s*(?:-->|=+ (?:RUN|CONT|PAUSE)|--- (?:FAIL|PASS|SKIP)|ok\s{2,}|\d+ \||\^+[~^]*\s*$|[~^]+\s*$)/,
  /^\s*(?:[\w.]+(?:Error|Exception|Warning)(?:\(\d+\))?: |Traceback \(|Caused by: |thread '[^']*' panicked|goroutine \d+ \[|File "[^"]*", line \d+|at \S+ ?\()/,
  // Diffs, logs, values of data.
  /^(?:@@ |diff --git |index [0-9a-f]{7,}\.\.|\+\+\+ [\w/]|--- [\w/])/,
  /^\s*\[?\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d/,
  /^\s*(?:[{}[\]]+,?|"[\w.$-]+":\s.*|<\/?[\w:-]+[^>]*>)\s*$/,
  /^\s*[\w.-]+=\S+(?:\s+[\w.-]+=\S+)+\s*$/,
  /^\s*[\w ()/-]{2,40}:\s+[-+]?\d[\d.,]*\s?(?:[a-zµ%]{1,3}|\w+\/s(?:ec)?)?\s*$/i,
];

/** What a person typed into a shell. */
const PROMPT = /^\s*(?:[$%❯➜]|>>>|(?:ba|z|fi|da|k|c|tc)?sh(?:-[\d.]+)?[$#%>]|\w+@[\w.-]+[:~][^ ]*[$#]) \S/;

const FIGURE = /^[±~<>≈(]*[-+]?[\d.,]*\d[\d.,]*(?:%|[a-zA-Zµ/]{0,8})?[),]*$|^[±~]$|^\(?[a-z]=[\d.+]+\)?$/;
const FIGURES_LEAST = 3;
const CELLS_LEAST = 3;

/** A row of a table of figures: three figures or more that make up half of the line. */
function isFigures(line: string): boolean {
  const words = line.trim().split(/\s+/);
  const figures = words.filter((word) => FIGURE.test(word)).length;
  return figures >= FIGURES_LEAST && figures * 2 >= words.length;
}

/** Cells that stand apart by tabs or more than one blank, with no sentence in them. */
function isRow(line: string): boolean {
  const cells = line.trim().split(/\t+|(?<![.!?:]) {2,}/);
  return cells.length >= CELLS_LEAST && cells.every((cell) => !/[.!?]$/.test(cell) && cell.split(' ').length <= 5);
}

/** What a line of a message is, where its author did not write it. */
export function machineLine(line: string): 'figures' | 'output' | 'prompt' | undefined {
  if (PROMPT.test(line)) return 'prompt';
  if (isFigures(line)) return 'figures';
  return PLACE.test(line) || isRow(line) || PRINTED.some((pattern) => pattern.test(line)) ? 'output' : undefined;
}

/** True for the head of a table: words above its figures that end no sentence. */
export function isHead(text: string): boolean {
  return text !== '' && !/[.!?:;,]["')]?$/.test(text);
}

const SAYING =
  '(?:says?|said|writes?|wrote|states?|reads?|quot(?:es?|ed|ing)|according to|prints?|printed|shows?|showed|reports?|reported|complains?|complained|warns?|warned|fails? with|failed with|emits?|outputs?|logs?)';
const SOURCES =
  '(?:docs?|documentation|manual|man ?page|specification|spec|standard|rfc ?\\d*|changelog|release notes|readme|faq|reference|blog)';
const PRINTS =
  '(?:output|errors?|warnings?|messages?|logs?|traces?|backtrace|stack ?trace|traceback|examples?|samples?|benchmarks?|timings?|numbers|measurements?|diff|repro)';
const ANNOUNCED = new RegExp(
  `(?:\\b${SAYING}|\\b(?:from|in|by|of|see) (?:the |its |their )?(?:\\S+ ){0,3}${SOURCES}|\\b${PRINTS})(?: (?:is|are|was|were|here|below|as follows|that))*:$|^(?:e\\.g\\.|for (?:example|instance)|(?:before|after)(?: (?:this|the) \\w+)?)[^.!?]{0,40}:$`,
  'i',
);

/** True for the end of a paragraph that announces what others wrote: "The manual says:", "Example:". The paragraph below is theirs. */
export function announcesQuote(text: string): boolean {
  return ANNOUNCED.test(text);
}

/** True for a passage that is one quotation. */
export function isQuotation(text: string): boolean {
  return /^(?:"[^"]+"|“[^”]+”|'[^']{20,}'|«[^»]+»)[.,]?(?:\s+(?:[-–—]|\()\s?\S.*)?$/.test(text);
}

const QUOTING = new RegExp(
  `\\b${SAYING}(?: that| as follows)?\\s*:(?=\\s)|\\b(?:says?|said|states?|writes?|wrote|reads?)(?: that)?,? ["“]`,
  'i',
);

/** True for a sentence that holds a place in a file, or what a program or somebody else says. */
export function quotesOthers(sentence: string): boolean {
  return /[\w./\\-]+\.\w{1,6}:\d+:\d+\b|\b[\w.]+(?:Error|Exception): /.test(sentence) || QUOTING.test(sentence) || isQuotation(sentence);
}
