/**
 * The words that deny, in the languages that notes and messages are written in. Tables only; polarity.ts says what they bind to. A word that also
 * means something else in English stands only in a phrase.
 */

/** Phrases that hold a denying word and deny nothing, or deny what a clause behind them says as a whole; each with what stands for it. */
export const PHRASES: readonly (readonly [RegExp, string])[] = [
  [/\b(?:do(?:es)? ?n[o']t|never|not|dont) (?:forget|fail|hesitate|omit|neglect)s? to\b/g, ' '],
  [
    /\bnot only\b|\bno matter\b|\bwhether or not\b|\bnot least\b|\bno doubt\b|\bno problem\b|\bno (?:earlier|later|fewer|less|more) than\b/g,
    ' ',
  ],
  [/\bneeds? not\b/g, ' not '],
  [/\bit is (?:not true|wrong|false|untrue)(?: any ?more)? that\b/g, ' not '],
  [/\b(?:is|are) (?:a )?no-?go\b/g, ' not '],
  [/\b(?:is|are) (?:off[- ]limits|taboo|out of the question)\b/g, ' not '],
  [/\b(?:no longer|not any ?more|nicht mehr|ne \S+ plus|ya no|não mais|n[aã]o \S+ mais|non \S+ più)\b/g, ' not '],
  [/\b(?:turn|switch)(?:s|ed|es|ing)? off\b/g, ' disable '],
  [/\b(?:turn|switch)(?:s|ed|es|ing)? on\b/g, ' enable '],
  [/\b(?:get|gets|got|getting) rid of\b/g, ' stop '],
  // French denies in two words, of which people drop the first.
  [/\b(?:ne |n')(\S+) (?:pas|plus|jamais|rien|guère)\b/g, ' not $1 '],
];

/** Deny the clause. */
export const DENYING = new Set(
  (
    'not never cannot cant dont doesnt didnt isnt arent wasnt werent wont shouldnt mustnt couldnt wouldnt hasnt havent neednt nobody noone hardly ' +
    'nicht nie niemals niemand jamais pas non nunca jamás tampoco não nem jamais mai niet nooit inte aldrig ikke aldri nie ne не нет никогда нельзя ei eivät değil asla δεν μην tidak bukan jangan không لا ليس לא'
  ).split(' '),
);

/** Deny the word behind them. */
export const LACKING = new Set(
  'no none nor neither without kein keine keinen keinem keiner keines ohne weder sans aucun aucune ni sin ningún ninguna ninguno sem nenhum nenhuma senza nessun nessuna geen zonder utan ingen inga без'.split(
    ' ',
  ),
);

/** Stems of verbs that end or forbid what stands behind them, wherever they stand. */
export const ENDING = new Set('stop ceas quit avoid refrain refus reject'.split(' '));

/** Stems of verbs that end what stands behind them where they begin the sentence; elsewhere they tell of a deed. */
export const ENDING_FIRST = new Set('drop remov delet abandon discontinu retir deprec kill skip'.split(' '));

/** Words that are the contrary of another one. */
export const CONTRARY: ReadonlyMap<string, string> = new Map(
  (
    'forbid:allow forbidden:allow forbids:allow forbade:allow prohibit:allow prohibited:allow prohibits:allow ban:allow banned:allow bans:allow ' +
    'disallow:allow disallowed:allow disallows:allow deny:allow denied:allow denies:allow verboten:erlaubt untersagt:erlaubt interdit:autorisé ' +
    'interdite:autorisé interdits:autorisé prohibido:permitido prohibida:permitido proibido:permitido proibida:permitido vietato:permesso ' +
    'disable:enable disabled:enable disables:enable disabling:enable deactivate:activate deactivated:activate ' +
    'optional:needed insecure:secure inactive:active invalid:valid incompatible:compatible impossible:possible inaccessible:accessible ' +
    'incorrect:correct illegal:legal'
  )
    .split(' ')
    .map((pair) => pair.split(':') as [string, string]),
);

/** Stems of one meaning. */
export const ALIKE: ReadonlyMap<string, string> = new Map([
  ['requir', 'need'],
  ['necessari', 'need'],
  ['mandatori', 'need'],
]);

/** `unsigned`, `non-blocking`: the contrary of the rest. */
export const PREFIXED = /^(?:un(?!der|i(?:c|f|l|o|q|t|v|x)|til|less|do(?:ne)?$|ion|to$|usual)|non-?(?!e$|etheless))(?=[a-z]{4})([a-z]+)$/;

/** Scripts that put no blank before a word that denies; each match is one denial. */
export const DENYING_RUNS =
  /禁止|不再|不(?!过|仅|但|同|断|久|管|论|足|可避|得不)|没有|沒有|未(?!来|來)|勿|别(?=[再用在把])|無需|无需|(?:ない|ません|なく|ず(?=に)|ぬ)(?!と(?:いけ|なら)|ければ)|なし|不可|(?:않|못|없|금지|아니|아닌)\p{Script=Hangul}*|안(?= )|ไม่|ห้าม|อย่า(?!ง)/gu;

/** Stems that say that something is or may be so, and not what: a statement and its denial differ in them. */
export const ASSENTING = new Set(
  (
    'allow permit enabl support must should shall can could mai might will would alwai ever again still now pleas simpli just longer anymor more ' +
    'any true right ok okai fine correct peopl everyon everybodi somebodi anyon team todai henceforth add introduc restor reintroduc readd re-add re-enabl reenabl erlaubt autorisé permitido permesso here actual decid agre polici'
  ).split(' '),
);
