/**
 * Weaker words of change than those of change-cues.ts: they stand in many texts that change nothing, so that they count only with other signs. Tables
 * only. Pure.
 */
import { alone, patternOf } from './patterns.js';

const HINTS = [
  'had|we tried|tried|trial|finally|eventually|in the end|at last|for good|settled (?:on|for)|decid(?:e[sd]?|ing)|agreed|voted?|came out on top|won|insist(?:s|ed)?|wants? us to|asked (?:us|for)|allow(?:s|ed)|requested|approv(?:es?|ed|al)',
  'ripp?ed out|torn? out|taken out|took out|split (?:it )?out|fold(?:s|ed) (?:it )?back|merged (?:it )?into|port(?:s|ed)? (?:over )?to|brought in|let in|went (?:for|with)|opted for|gave way|giv(?:es?|en|ing) way|gone|vanish(?:es|ed)?|disappear(?:s|ed)?|re-?install(?:s|ed)?|re-?launch(?:es|ed)?|resum(?:es?|ed)|picked (?:it |them )?up again|flipp?ed|shifted|suspend(?:s|ed)?|waiv(?:es?|ed)|withdrawn|blocked|turned away|banned|lost|expired|ran out|parked|mandatory|free',
  'the (?:old|former|previous|earlier|last|latest|new) (?:one|release|version|contract|tool|build|name|setup|system)|the rest (?:was|were)|formerly|previously|recently|lately|newly|this (?:year|season|week|month|quarter|spring|summer|autumn|winter)|last (?:week|month|year|quarter|monday|tuesday|wednesday|thursday|friday)|yesterday|today|from this|as of|since (?:the|last|build|release|then)|thanks to|after (?:the|a|an)|so (?:we|you|that)|because|to (?:save|spare|satisfy|avoid)|too (?:slow|unreliable|expensive|many|much|large|old)|faster|cheaper|fewer|one \\S+ less|instead|adapted|adjusted|raised|lowered|cut to|cap(?:ped)? (?:raised|at)',
  'only|just|no (?:need|access|more)|by (?:itself|themselves|hand)|already|back|ever since|on all|everybody|everyone|nobody|anyone',
  'mittlerweile|seit (?:dem|der|den|kurzem|neuestem)|nach (?:dem|der)|künftig|nur|sparen|verzichten|selbst|nichts|niemand|keine?[rn]?|erst|dank|damit|wurde[n]?|alte[nrs]?|neue[nrs]?|bisher|früher',
  'depuis|seulement|plus (?:aucun|de|rien|personne)|grâce à|dorénavant|nouve(?:au|lle|aux)|ancien(?:ne)?s?|uniquement|jusqu.à|avant|tous|sans',
  'solo|sólo|desde|nuev[oa]s?|antigu[oa]s?|gracias a|tras|pasa(?:n)? a|desapareci(?:ó|eron)|tod[oa]s|cada|sin|liber(?:ó|aron|ou|aram)|apenas|somente|nov[oa]s?|antig[oa]s?|passa(?:m)? a|depois d[aoe]|sem|tod[oa]s',
].join('|');
const RUNS =
  /搬到|搬[至去]|改[了由在]|现在|已经|已|只[留能有]|统一|希望|决定|开始|不按|云端|ことにした|ことになった|ことに(?:した|なった)|ようになった|ようにした|だけ|のみ|専用|から(?:できる|押さえる)|新しい|もう|これから|이제|이후|부터|새로|바뀌|하기로|더는/gu;
const BORDERED = patternOf(alone(HINTS));

/** How many weak words of change a text has. @param text in lower case. */
export function hintsOfChange(text: string): number {
  return (text.match(BORDERED(text))?.length ?? 0) + (text.match(RUNS)?.length ?? 0);
}
