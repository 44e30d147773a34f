/** What a text states, sentence by sentence: without the reason, without what only leads in, without when it begins. It shortens and adds nothing. Pure. */
import { statementsOf } from './sentence.js';

// Where the reason, a result or a remark begins.
const REASON_CLAUSE =
  /(?:[;:](?=\s|$)|\s[-–—]{1,2}\s|,?\s*\b(?:because|since(?! (?:now|today|\d|v\d|january|february|march|april|may|june|july|august|september|october|november|december)\b)|so that|so as|due to|as (?:it|they|we|the)|otherwise|in order to|weil|denn|damit|parce que|car|porque|ya que|pois|perché)\b|因为|因為|以免|から、|ため、)/i;
const COMMA = /,(?=\s)|[，、]/;
/** "In production, ...", "From today, ...": the statement comes behind the comma. */
const LEADING =
  /^(?:in|on|for|from|as of|at|by|since|when(?:ever)?|if|after|before|during|until|while|unless|with|within|under|starting|effective|bei|im|in der|ab|dans|en|pour|para|a partir)\s/i;
const REMARK =
  /^(?:note|update|correction|actually|attention|important|reminder|decision|decided|fyi|please note(?: that)?|korrektur|wichtig|achtung|correction|attention|corrección|importante|correção|nb|p\.?s)\s*[,:.!-]\s*/i;
/** When it begins to hold, which changes nothing in what holds. */
const BEGINNING =
  /\b(?:from|as of|since|starting(?: from| with| on)?|beginning(?: with)?|effective|as from|ab|seit|dès|depuis|desde|a partir de)\s+(?:now(?: on)?|today|tomorrow|next \w+|this \w+|then on|heute|sofort|jetzt|morgen|aujourd'hui|maintenant|hoy|ahora|mañana|hoje|agora|\d{4}-\d\d-\d\d)\b|\b(?:any ?more|any longer|at all|from now on|henceforth|for good|in general|\(?\d{4}-\d\d-\d\d\)?)/gi;

/** What one sentence states, without why. */
export function coreOf(sentence: string): string {
  const bare = sentence.replace(REMARK, '');
  const stated = beforeReason(bare);
  const comma = COMMA.exec(stated);
  if (!comma) return stated.trim();
  // What stands behind the first comma is the statement where only its place or time comes before; else it is a remark or a list.
  if (!LEADING.test(stated))
    return isRemark(stated.slice(comma.index + comma[0].length)) ? stated.slice(0, comma.index).trim() : stated.trim();
  const place = stated.slice(0, comma.index);
  return `${stated.slice(comma.index + comma[0].length).trim()} ${place}`.trim();
}

function beforeReason(sentence: string): string {
  const reason = REASON_CLAUSE.exec(sentence);
  if (!reason) return sentence;
  if (reason.index > 0) return sentence.slice(0, reason.index);
  // "Because X, we do Y."
  const comma = COMMA.exec(sentence);
  return comma ? sentence.slice(comma.index + comma[0].length) : sentence;
}

/** "..., the freeze starts at noon" says more about it; "..., Fridays and holidays" goes on with it. */
function isRemark(rest: string): boolean {
  return /^\s*(?:which|who|as|so|but|even|not|we|it|they|this|that|the|there|see|e\.?g|i\.?e|like|such|at least|except|und|aber|mais|pero|mas)\b/i.test(
    rest,
  );
}

/** A core without when it begins to hold. */
export function timeless(core: string): string {
  return core.replace(BEGINNING, ' ').replace(/\s+/g, ' ').trim();
}

/**
 * What a text states: of a note each sentence, of a commit's claim the first alone, because what follows there is its reason.
 * @returns at least one, which may be ''.
 */
export function coresOf(text: string, isNote: boolean): string[] {
  const sentences = statementsOf(text);
  const told = isNote ? sentences : sentences.slice(0, 1);
  return told.length === 0 ? [''] : told.map(coreOf);
}
