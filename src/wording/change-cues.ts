/**
 * The words by which a text says that something is otherwise now. Tables only; relation.ts says what they are worth. A cue alone says nothing of what
 * changed.
 */

import { inTwoForms } from '../base/two-forms.js';
import { alone, patternOf } from './patterns.js';

/** Something ended, gave way to another thing, or was taken back. Latin and Cyrillic scripts. */
const ENDED = [
  // English: one in the place of another.
  'instead(?: of)?|rather than|in place of|replac[\\p{L}]+|supersed[\\p{L}]+|in fav(?:ou)?r of|tak(?:es?|ing) over|took over|t(?:akes?|ook|aken|aking) the place of|swapp?[\\p{L}]*|rewr(?:o|i)te[\\p{L}]*|rewritten',
  '(?:switch|migrat|mov|port|transition|convert|chang)(?:e[sd]?|ed|ing|s)?(?=(?: \\S+){0,4} (?:to|over|into|away|off|back|from)(?![\\p{L}]))|renam[\\p{L}]+|became|ha(?:s|ve) become',
  // English: an end.
  'no longer|any ?more|any longer|stop(?:s|ped|ping)?|ceas[\\p{L}]+|discontinu[\\p{L}]+|drop(?:s|ped|ping)?|remov(?:ed|ing|al)|retir[\\p{L}]+|abandon[\\p{L}]+|deprecat[\\p{L}]+|sunset[\\p{L}]*|decommission[\\p{L}]*|phas[\\p{L}]+ out',
  '(?:shut|shutting|taken?|took|torn?|tore) down|(?:switch|turn)[\\p{L}]* (?:off|on)|scrapp[\\p{L}]+|ditch[\\p{L}]+|killed|(?:is|are|has|was|were) gone|(?:is|are) history|(?:was|were|be|been) pulled|closed to|c(?:a|o)mes? back|(?:is|are) back(?! end)|g[eo]t rid of',
  // English: taken back, brought again.
  'revert[\\p{L}]*|revers(?:e[sd]?|al|ing)|roll(?:s|ed|ing)? back|rollback|tak(?:e|en|es|ing) back|took back|back to|went back|go(?:es|ing)? back|undo(?:es|ing)?|undid|undone|lifted|overturn[\\p{L}]*|rescind[\\p{L}]*|withdr[\\p{L}]+|cancel[\\p{L}]*|call(?:ed)? off|repeal[\\p{L}]*|revok[\\p{L}]+|annul[\\p{L}]*|backed out|pulled back|backtrack[\\p{L}]*',
  'chang(?:e|ed|ing) (?:our|their|my|his|her) minds?|off the table|after all|once (?:more|again)|re-?instat[\\p{L}]+|restor[\\p{L}]+|re-?introduc[\\p{L}]+|re-?appl[\\p{L}]+|re-?land[\\p{L}]*|re-?enabl[\\p{L}]+|bring(?:s|ing)? back|brought back|reconsider[\\p{L}]*|on reflection|second thoughts|final word|correction|contrary to|turned out|was wrong|u-turn|ha(?:s|ve) since|overrul[\\p{L}]+|reopen[\\p{L}]*|unbann?[\\p{L}]*',
  // German
  'statt|anstatt|anstelle|ersetz[\\p{L}]*|abgelöst|abgeschafft|nicht mehr|kein[\\p{L}]*(?= \\S+ mehr)|umgestellt|umgestiegen|gewechselt|umgezogen|migrier[\\p{L}]+|zurückgenommen|rückgängig|entfernt|abgeschaltet|eingestellt|aufgehoben|gestrichen|verworfen|zurückgekehrt|aufgegeben|abgekündigt|widerrufen|doch (?:wieder|nicht)',
  // French
  "remplac[\\p{L}]*|au lieu d\\S*|plutôt que|à la place|(?:ne |n['’])(?=\\S+ plus(?![\\p{L}]))|abandonn[\\p{L}]*|supprim[\\p{L}]*|migr[\\p{L}]*|pass(?:é|és|ée|ées|ons|e|ent) (?:de|à|sur)|bascul[\\p{L}]*|annul[\\p{L}]*|finalement|en fin de compte|retir[\\p{L}]*|désactiv[\\p{L}]*|reven[\\p{L}]*|levée?|rétabli[\\p{L}]*|cess[\\p{L}]*|arrêt[\\p{L}]*",
  // Spanish
  'en (?:lugar|vez) de|reemplaz[\\p{L}]*|sustitu[\\p{L}]*|ya no|migr[\\p{L}]*|cambiamos|cambió|pasamos|pas(?:ó|aron) a|abandon[\\p{L}]*|dej(?:a|an|ó|amos|aron|ado) de|elimin[\\p{L}]*|retir[\\p{L}]*|finalmente|al final|revert[\\p{L}]*|revirti[\\p{L}]*|volvi[\\p{L}]*|vuelve[\\p{L}]*|anul[\\p{L}]*|levant(?:ó|ado|ada)',
  // Portuguese, Italian
  'em vez de|no lugar de|ao invés|substitu[\\p{L}]*|já não|não(?= \\S+ mais)|deix(?:ou|aram|amos) de|deixou|passamos|pass(?:ou|aram) a|mud(?:ou|amos|aram)|troc(?:ou|amos|ado|ada)|desativ[\\p{L}]*|volt(?:ou|amos|aram)|nunca mais',
  'invece di|al posto di|sostitu[\\p{L}]*|non(?= \\S+ più)|non più|pass(?:ati|ato|iamo) a|abbandon[\\p{L}]*|rimoss[\\p{L}]*|tornat[\\p{L}]*|torniamo|annullat[\\p{L}]*',
  // Dutch, Swedish, Danish, Norwegian, Polish
  'in plaats van|vervang[\\p{L}]*|vervangen|niet (?:meer|langer)|geen(?= \\S+ meer)|overgestapt|teruggedraaid|istället för|ersatt[\\p{L}]*|inte längre|i stedet for|erstatt[\\p{L}]*|ikke længere|ikke lenger|zamiast|zastąp[\\p{L}]*|już nie|przenieśli[\\p{L}]*|wycofa[\\p{L}]*|cofni[\\p{L}]*',
  // Russian, Ukrainian, Turkish
  'вместо|больше не|заменен[\\p{L}]*|заменил[\\p{L}]*|заменён[\\p{L}]*|переш(?:ли|ел|ёл)|перенес[\\p{L}]*|переех[\\p{L}]*|отмен[\\p{L}]*|отказа[\\p{L}]*|верну[\\p{L}]*|отключ[\\p{L}]*|замість|більше не|yerine|artık',
].join('|');

/** It is otherwise from now on, or has another value. */
const SHIFTED = [
  'now|nowadays|these days|by now|as of|from (?:now|today|tomorrow|next)|since (?:today|yesterday|january|february|march|april|may|june|july|august|september|october|november|december|release|version|v?\\d\\S*)|again|new (?:home|default|limit|address|port|name|url|version|value|host)',
  '(?:is|are|was|were|has been|have been) (?:changed|moved|switched|migrated|set|cut)|rais(?:e[sd]?|ing)|bump[\\p{L}]*|lower(?:s|ed|ing)|increas[\\p{L}]+|reduc[\\p{L}]+|decreas[\\p{L}]+|doubl(?:e[sd]|ing)|halv[\\p{L}]+|shorten[\\p{L}]*|extended|grew|grown|shrunk|upgrad[\\p{L}]+|downgrad[\\p{L}]+|updated?|goes? by the name|used to|went (?:up|down|from)|up from|down from',
  'jetzt|nun|ab sofort|ab heute|neuerdings|inzwischen|mittlerweile|wieder|geändert|erhöht|gesenkt|nur noch|seit (?:heute|gestern|version|januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember)',
  'désormais|dorénavant|maintenant|à nouveau|de nouveau|augment[\\p{L}]*|réduit[\\p{L}]*|à partir de|depuis (?:hier|janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre|la version)',
  'ahora|de nuevo|otra vez|desde (?:hoy|ahora|ayer)|en adelante|a partir de|subi(?:ó|mos)|baj(?:ó|amos)|aument[\\p{L}]*|agora|mudança|subiu|baixou|hoje|adesso|ormai|di nuovo|cambiat[\\p{L}]*|ridott[\\p{L}]*',
  'voortaan|weer|numera|nu|teraz|теперь|отныне|снова|увелич[\\p{L}]*|сниж[\\p{L}]*|тепер|bundan sonra',
].join('|');

/** The same without blanks between words, and in Korean, whose endings grow on. */
const ENDED_RUNS = [
  '改[为為用成回]|换成|換成|换[为為]|替换|取代|代替|迁移|遷移|迁[至到往]|切换|切換|不再|下线|弃用|停用|停止|取消|撤销|撤回|恢复|回滚|回退|而不是|关闭|移除|删除|放弃|解除|推翻|改回',
  'やめ[てた]|切り?替え|切替|乗り換え|移行|移し|移転|置き?換え|代わり|廃止|なくな[っり]|取り消|取りやめ|撤回|戻[しすっ]|停止|終了|解除|ではなく|結局|やはり',
  '대신|대체|이전했|이전하|옮겼|옮기|교체|더 이상|더이상|중단|폐지|취소|철회|되돌|전환|제거|해제',
  'แทน|อีกต่อไป|ย้าย|ยกเลิก|เลิก',
].join('|');
const SHIFTED_RUNS = [
  '现在|現在|目前|如今|升级|升[到至]|调整|变更|更改|提高|降低|增加到|缩短|延长|从今|以后|已从|已经|重新|还是',
  '変更|変わ[りっ]|今後|今は|これから|もう|再び|再開|引き上げ|引き下げ|増や|減ら|延長|短縮|更新|に変え|になった|になりました',
  '변경|이제|지금은|다시|바꾸|바뀌|바꿨|늘렸|줄였|앞으로|결국',
  'เปลี่ยน|ตอนนี้|ตั้งแต่',
].join('|');

const BORDERED = [patternOf(alone(ENDED)), patternOf(alone(SHIFTED))] as const;
const RUNS = [new RegExp(ENDED_RUNS, 'gu'), new RegExp(SHIFTED_RUNS, 'gu')] as const;
const HAS_RUNS = inTwoForms(String.raw`[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]`, 'u');

/** One more of a kind, which leaves the others as they are. */
const ONE_MORE = patternOf(
  `${alone('also|as well|too|additionally|in addition|besides|auch|außerdem|zusätzlich|aussi|en plus|également|también|además|também|além d[\\p{L}]+|anche|inoltre|ook|также|тоже')}|也|同时|另外|さらに|加えて|にも|また|도 |또한`,
);

export interface Cues {
  /** Something ended, gave way or was taken back. */
  readonly ended: boolean;
  /** It is otherwise now, or has another value. */
  readonly shifted: boolean;
  /** The words that say so, in their order. */
  readonly words: string;
  /** The text without them: they name nothing. */
  readonly rest: string;
}

/** The cues of change in a text. */
export function changeCuesIn(whole: string): Cues {
  const text = whole.toLowerCase();
  const said: string[] = [];
  const without = (from: string, which: 0 | 1): string => {
    const note = (cue: string): string => {
      said.push(cue);
      return ' ';
    };
    const spaced = from.replace(BORDERED[which](from), note);
    return HAS_RUNS(spaced).test(spaced) ? spaced.replace(RUNS[which], note) : spaced;
  };
  const withoutEnds = without(text, 0);
  const rest = without(withoutEnds, 1);
  const shifted = rest !== withoutEnds && text.search(ONE_MORE(text)) < 0;
  return { ended: withoutEnds !== text, shifted, words: said.join(' '), rest };
}
