/** Takes comments out of Markdown, and the blocks that kairos keeps in files of others between two of them. Pure, and linear in the length of the text. */

/** `kairos:index` to `/kairos:index`, and `kairos: ...` to `kairos: end`. */
const BEGIN = /^\s*kairos:(?:([\w-]+)\s*$|\s)/;
const END = /^\s*(?:\/kairos:([\w-]+)|kairos:\s*end)\s*$/;

interface Comment {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The text without them; a comment without an end stays as it is. */
export function withoutComments(text: string): string {
  const comments = commentsIn(text);
  const ends = comments.map(({ text: said }) => END.exec(said)).map((match) => (match ? (match[1] ?? '') : undefined));
  // For each comment the next one that ends a block of a name, found from the back.
  const nextEnd = new Map<string, number>();
  const closedBy = new Map<number, number>();
  for (let at = comments.length - 1; at >= 0; at -= 1) {
    const end = ends[at];
    const begin = end === undefined ? BEGIN.exec(comments[at]?.text ?? '') : null;
    const close = begin ? nextEnd.get(begin[1] ?? '') : undefined;
    if (close !== undefined) closedBy.set(at, close);
    if (end !== undefined) nextEnd.set(end, at);
  }
  let kept = '';
  let from = 0;
  for (let at = 0; at < comments.length; at += 1) {
    const { start } = comments[at] as Comment;
    kept += text.slice(from, start);
    at = closedBy.get(at) ?? at;
    from = (comments[at] as Comment).end;
  }
  return kept + text.slice(from);
}

function commentsIn(text: string): Comment[] {
  const comments: Comment[] = [];
  for (let start = text.indexOf('<!--'); start !== -1;) {
    const close = text.indexOf('-->', start + 4);
    if (close === -1) break;
    comments.push({ start, end: close + 3, text: text.slice(start + 4, close) });
    start = text.indexOf('<!--', close + 3);
  }
  return comments;
}
