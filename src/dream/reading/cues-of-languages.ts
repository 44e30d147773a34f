/**
 * The cues of decisions in subjects of other languages than English, and of their reasons: a table a language. Each row stands for what its examples say
 * (test/dream/reading/cues-of-languages.test.ts); what no row fits is passed over. Tables only.
 */
import type { ClaimKind } from './cues.js';

interface LanguageCues {
  readonly decisions: readonly (readonly [ClaimKind, RegExp])[];
  /** A sentence, or the part of a subject, that gives the reason. */
  readonly reason: RegExp;
}

const LANGUAGES: Readonly<Record<string, LanguageCues>> = {
  german: {
    decisions: [
      [
        'replaced',
        /^(?:ersetz\p{L}*|wechs\p{L}+|migrier\p{L}*|umstell\p{L}*|stell\p{L}* .+ um\b).*(?:durch|auf|von|zu|statt)|\b(?:statt|anstelle von|anstatt)\b|\bdurch .+ (?:ersetz\p{L}+|abgelöst|ablösen)$|\b(?:auf|zu|nach) .+ (?:umgestellt|umstellen|gewechselt|wechseln|migrier\p{L}+|umgezogen|umziehen)$/iu,
      ],
      [
        'dropped',
        /^(?:entfern\p{L}*|streich\p{L}*|verwerf\p{L}*)|\b(?:nicht mehr|entfernt|abgeschafft|eingestellt)\b|\b(?:entfernen|streichen|abschaffen|einstellen|fallen ?lassen)$|^(?:kein\p{L}*) .*mehr\b/iu,
      ],
      ['renamed', /\b(?:umbenenn\p{L}*|umbenannt|benenn\p{L}* .+ um)\b/iu],
      ['required', /\b(?:erforder\p{L}*|benötig\p{L}*|mindestens|voraussetzung)\b/iu],
      ['default', /\b(?:standardmäßig|als standard|standardwert)\b/iu],
      ['rule', /\b(?:niemals|nie|immer|verbiet\p{L}*|verboten|nur noch|muss|müssen|darf|dürfen)\b/iu],
      [
        'reason',
        /^(?:verwend\p{L}*|nutz\p{L}*|setz\p{L}* .+ ein\b|führ\p{L}* .+ ein\b)|\b(?:verwenden|nutzen|einsetzen|einführen|eingeführt)$/iu,
      ],
    ],
    reason: /\b(?:weil|denn|da (?:der|die|das|es|sie|wir)|damit|wegen|sonst|um .+ zu)\b/iu,
  },
  french: {
    decisions: [
      [
        'replaced',
        /^(?:remplac\p{L}*|migr\p{L}*|bascul\p{L}*|pass(?:e|er|age|ons)) .*(?<!\p{L})(?:par|vers|à|de|sur)(?!\p{L})|^(?:passe[rz]?|passage|bascul\p{L}*) (?:à|vers|sur)(?!\p{L})|au lieu d|à la place d|plutôt que/iu,
      ],
      ['dropped', /^(?:supprim\p{L}*|retir\p{L}*|abandonn\p{L}*|suppression|retrait)|(?:ne |n['’])\S+ plus\b|^ne plus(?!\p{L})/iu],
      ['renamed', /^(?:renomm\p{L}*)/iu],
      ['required', /\b(?:requiert|exige\p{L}*|nécessite|au moins|minimum)\b/iu],
      ['default', /\bpar défaut\b/iu],
      ['rule', /(?<!\p{L})(?:jamais|toujours|interdi\p{L}*|doi(?:t|vent)|seulement|uniquement)(?!\p{L})/iu],
      ['reason', /^(?:utilis\p{L}*|adopt\p{L}*|chois\p{L}*|introdui\p{L}*)/iu],
    ],
    reason: /\b(?:parce qu|car|puisque|afin d|pour (?:éviter|que|ne)|à cause|sinon|grâce à)/iu,
  },
  spanish: {
    decisions: [
      [
        'replaced',
        /^(?:reemplaz\p{L}*|sustitu\p{L}*|migra\p{L}*|cambi\p{L}*) .*(?:por|a|de)(?!\p{L})|^(?:pasa\p{L}*|migra\p{L}*|cambi\p{L}*) a(?!\p{L})|en (?:lugar|vez) de/iu,
      ],
      ['dropped', /^(?:elimin\p{L}*|quita\p{L}*|retira\p{L}*|abandon\p{L}*|borra\p{L}*)|(?<!\p{L})(?:ya no|dej\p{L}+ de)(?!\p{L})/iu],
      ['renamed', /^(?:renombr\p{L}*)/iu],
      ['required', /(?<!\p{L})(?:requiere\p{L}*|exige\p{L}*|al menos|mínim\p{L}+)(?!\p{L})/iu],
      ['default', /(?<!\p{L})por defecto(?!\p{L})|predeterminad/iu],
      ['rule', /(?<!\p{L})(?:nunca|siempre|prohib\p{L}*|debe\p{L}*|solo se|sólo)(?!\p{L})/iu],
      ['reason', /^(?:us(?:a|ar|amos)|utiliza\p{L}*|adopta\p{L}*|emplea\p{L}*|introdu\p{L}*)(?!\p{L})/iu],
    ],
    reason: /(?<!\p{L})(?:porque|ya que|puesto que|para (?:que|evitar|no)|debido a|de lo contrario|pues)(?!\p{L})/iu,
  },
  portuguese: {
    decisions: [
      [
        'replaced',
        /^(?:substitu\p{L}*|troca\p{L}*|migra\p{L}*|muda\p{L}*) .*(?:por|para|de)(?!\p{L})|^(?:passa\p{L}*|migra\p{L}*|muda\p{L}*) (?:a|para)(?!\p{L})|em vez de|no lugar de|ao invés de/iu,
      ],
      ['dropped', /^(?:remov\p{L}*|remoção|retira\p{L}*|abandon\p{L}*|exclui\p{L}*)|(?<!\p{L})(?:não \S+ mais|deix\p{L}+ de)(?!\p{L})/iu],
      ['renamed', /^(?:renomei\p{L}*|renome\p{L}*)/iu],
      ['required', /(?<!\p{L})(?:requer\p{L}*|exige\p{L}*|pelo menos|no mínimo)(?!\p{L})/iu],
      ['default', /(?<!\p{L})por padrão(?!\p{L})|valor padrão/iu],
      ['rule', /(?<!\p{L})(?:nunca|sempre|proib\p{L}*|deve\p{L}*|somente|apenas)(?!\p{L})/iu],
      ['reason', /^(?:us(?:a|ar|amos)|utiliza\p{L}*|adota\p{L}*|adopta\p{L}*|introdu\p{L}*)(?!\p{L})/iu],
    ],
    reason: /(?<!\p{L})(?:porque|pois|já que|uma vez que|para (?:que|evitar|não)|devido|caso contrário)(?!\p{L})/iu,
  },
  chinese: {
    decisions: [
      ['replaced', /替换|取代|代替|改用|换成|迁移[到至]|切换[到至]|而不是/u],
      ['dropped', /^(?:移除|删除|去掉|放弃|停止支持|不再支持|弃用)|不再/u],
      ['renamed', /重命名|更名/u],
      ['required', /至少|最低|要求|必需/u],
      ['default', /默认/u],
      ['rule', /禁止|必须|不得|不要|始终|总是|只能/u],
      ['reason', /使用|采用|^(?:采取|引入|启用)/u],
    ],
    reason: /因为|由于|以免|为了|避免|否则|所以/u,
  },
  japanese: {
    decisions: [
      ['replaced', /置き?換え|に移行|に切り?替え|の代わりに|に変更|に乗り換え/u],
      ['dropped', /を(?:削除|廃止|やめ|取り除)|サポートを終了|非推奨/u],
      ['renamed', /改名|に(?:リネーム|名前を変更)/u],
      ['required', /以上が?(?:必要|必須)|を必須|が必須/u],
      ['default', /デフォルト|既定/u],
      ['rule', /禁止|してはならない|しないこと|すること$|必ず|常に/u],
      ['reason', /を(?:使う|使用|採用|導入)/u],
    ],
    reason: /ため|ので|から、|なぜなら|避けるため|理由/u,
  },
};

/** Words that English has not, by which a subject is known for one of another language. */
const FOREIGN =
  /[^\p{ASCII}\p{P}\p{S}\p{Emoji}]|(?<!\p{L})(?:der|die|das|und|für|mit|nicht|wird|eine?[nrms]?|les?|une?|des|du|pour|avec|dans|sur|el|los?|las|una?|por|para|con|del|os|uma|com|em|não|do|da|dos|das|la|le|en|de|ne|wurden?|werden|ist)(?!\p{L})/giu;
/** Verbs that begin a subject in no English. */
const FOREIGN_VERB =
  /^(?:ersetz|entfern|streich|wechs|umbenenn|verwend|nutze|remplac|supprim|renomm|abandonne|retire[zs]?\b|bascul|passer?\b(?= (?:à|de|sur|vers))|utilis[eo]|reemplaz|sustitu|elimin[ao]|renombr|usar\b|utiliza|substitu[ia]|renome|troca|retira|adota)\p{L}*|\b(?:ersetzen|entfernen|umstellen|umgestellt|verwenden|einführen|einsetzen|abschaffen)$/iu;
/** So many of them, or one sign of another script, make it one. */
const FOREIGN_LEAST = 2;
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Cyrillic}\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Greek}]/u;

/** True for a subject that is not English, as far as its words tell. */
export function isForeign(subject: string): boolean {
  return UNSPACED.test(subject) || FOREIGN_VERB.test(subject) || (subject.match(FOREIGN)?.length ?? 0) >= FOREIGN_LEAST;
}

/** What a subject that is not English decides; undefined where no table fits. */
export function foreignDecision(subject: string): ClaimKind | undefined {
  if (!isForeign(subject)) return undefined;
  const kana = /[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(subject);
  for (const [name, { decisions }] of Object.entries(LANGUAGES)) {
    if (kana !== (name === 'japanese')) continue;
    const found = decisions.find(([, pattern]) => pattern.test(subject));
    if (found) return found[0];
  }
  return undefined;
}

/** True for a sentence that gives a reason in one of the languages: neighbours share their words of decisions, but not those of reasons. */
export function isForeignReason(sentence: string): boolean {
  return Object.values(LANGUAGES).some(({ reason }) => reason.test(sentence));
}
