/** What a question asks for: a figure, a name, a yes or no; and whether a text has such an answer. By words of many languages. Pure. */
import { valuesIn } from './values.js';

export type AskedFor = 'figure' | 'name' | 'yes or no';

/** Words that begin a sentence and are not what it is about. */
export const LEADING_WORDS: ReadonlySet<string> = new Set(
  'the a an our your all each every this that these those we you they it in on at for from with since to der die das den dem unser unsere wir le la les un une nos notre on el los las una nuestro nuestra o os as um uma nosso nossa il lo gli i het de een'.split(
    ' ',
  ),
);

const FIGURE_ASKED = asking(
  'how (?:long|often|many|much|large|big|high|fast|far|old|soon|late|warm|cold|hot|heavy|wide)|when|(?:which|what) (?:time|day|date|year|price|size|port|version|rate|temperature|limit|number|node|release)',
  'maximum|minimum|limit|timeout|deadline|price|cost|rate|retention|port|version|temperature|voltage|size|number of',
  'wie (?:oft|lange|viele?|groß|hoch|schnell|warm)|wann|um wie viel|welche[nmrs]? (?:tag|port|version|stock)|combien|quand|à quel(?:le)? (?:heure|fréquence|moment)',
  'cu[áa]nt[oa]s?|cu[áa]ndo|a qué hora|qué día|quant[oa]s?|quando|qual é o (?:limite|preço|prazo)',
);
const FIGURE_ASKED_RUNS = /多久|多少|几[个次天点]|什么时候|何时|多大|多长|いつ|どのくらい|いくつ|いくら|何[時日分回人件月]|언제|얼마|몇/u;
const NAME_ASKED = asking(
  'who|whom|whose|where|which|what|wer|wem|wen|wo|womit|worin|worüber|wohin|welche[nmrs]?',
  'qui|où|quel(?:le)?s?|avec quoi|quién|dónde|qué|cuál|quem|onde|qual|que',
);
const NAME_ASKED_RUNS = /谁|哪|什么|誰|どこ|どの|何|누가|누구|어디|무엇|어떤/u;
const YES_OR_NO =
  /^(?:is|are|was|were|do|does|did|can|could|may|must|should|shall|will|would|has|have|had|am|ist|sind|darf|dürfen|kann|können|muss|müssen|wird|werden|hat|haben|soll|gibt|est-ce|peut-on|faut-il|puis-je|se puede|hay|puedo|es|são|é|posso|pode|preciso)(?!\p{L})|吗[?？]?$|か[?？]?$|나요[?？]?$/u;
const ASKING_RUNS = /いつ|どこ|どう|何|誰|언제|어디|어떻게|누가/u;

/** The words of questions, standing alone. */
function asking(...words: readonly string[]): RegExp {
  return new RegExp(`(?<!\\p{L})(?:${words.join('|')})(?!\\p{L})`, 'u');
}

/** What a question asks for; undefined where nobody can tell. */
export function askedFor(question: string): AskedFor | undefined {
  const text = question.trim().toLowerCase();
  if (FIGURE_ASKED.test(text) || FIGURE_ASKED_RUNS.test(text)) return 'figure';
  if (YES_OR_NO.test(text) && !ASKING_RUNS.test(text)) return 'yes or no';
  return NAME_ASKED.test(text) || NAME_ASKED_RUNS.test(text) ? 'name' : undefined;
}

const FIGURES =
  /\p{N}|\b(?:once|twice|thrice|single|double|half|dozen|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fifteen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?:-\w+)?|hundred|thousand|hourly|daily|nightly|weekly|fortnightly|monthly|quarterly|yearly|annual(?:ly)?|midnight|noon|immediately|instantly|real[ -]time|forever|never|always|january|february|march|april|may|june|july|august|september|october|november|december|spring|summer|autumn|winter)\b|(?:stünd|täg|wöchent|monat|jähr|viertel)lich|\b(?:ein|eine[nmr]?|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|zwölf|doppelt|einmal|zweimal|halbe?n?)\b|temps réel|\b(?:deux|trois|quatre|cinq|six|sept|huit|neuf|dix|quotidien|hebdomadaire|mensuel|trimestriel|annuel)\w*|\b(?:dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|diari[oa]|semanal|mensual|trimestral|anual)\b|\b(?:dois|duas|três|quatro|sete|oito|nove|dez|diári[oa]|semanal|mensal|trimestral|anual)\b|[一二三四五六七八九十百千两兆半每毎]/iu;

/** True for a text that has a figure, a time or a day. */
export function hasFigure(text: string): boolean {
  return FIGURES.test(text) || [...valuesIn(text.toLowerCase()).byKind.keys()].some((kind) => kind !== 'name');
}

const NAME_LIKE = /^(?:\p{Lu}[\p{L}\p{N}.+#-]*|[\p{L}\p{N}]*\p{Ll}\p{Lu}[\p{L}\p{N}]*|[\p{L}\p{N}-]*\p{N}[\p{L}\p{N}-]*|\S*[/.@_]\S+)$/u;
const SENTENCE_START = /(?:^|[.;:!?]\s+)(\p{Lu}[\p{Ll}]*)(?=\s)/gu;

/** Words of a text that look like names: with a capital within a sentence, an inner capital, a number, a dot. In lower case. */
export function namesIn(text: string): Set<string> {
  const inside = text.replace(SENTENCE_START, (whole, word: string) => whole.slice(0, whole.length - word.length) + word.toLowerCase());
  const words = inside.split(/[\s,;:!?()"“”]+/).map((word) => word.replace(/[.'’]+$/, ''));
  const latin = text.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u)
    ? (text.match(/[A-Za-z][A-Za-z0-9+#.-]+/g) ?? [])
    : [];
  return new Set([...words.filter((word) => NAME_LIKE.test(word)), ...latin].map((word) => word.toLowerCase()));
}
