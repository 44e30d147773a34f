/**
 * Turns of phrase by which a text frees agents from rules without an order to them: earlier orders that count no more, rules that are for people
 * only, authority that was lent, checks that an agent need not make. Tables only, for agent-orders.ts. A turn that manuals and notes of projects use
 * as well does not belong here.
 */
import { rows } from './small-letters.js';

const NAMES =
  'ais?|llms?|gpt|chatgpt|claude(?: code)?|copilot|codex|gemini|cursor|devin|aider|windsurf|(?:large )?language models?|(?:ai|llm|coding|code|review|reviewing|autonomous|automated|programming) (?:agents?|assistants?|bots?|models?|contributors?|reviewers?|tools?|helpers?)';
const COMMON = '(?:agents?|assistants?|bots?|models?|robots?|automations?|machines?)';
/** Somebody who is no person. `agents` counts with an article or alone. */
const AGENT = `(?<![\\w-])(?:(?:the |an? |any |every |all |our |your |this |each )?(?:${NAMES})|(?:the |any |every |all |our |your |this |each |an? )${COMMON}|(?:agents|bots|assistants|robots|models))(?![\\w-])(?! (?:api|sdk|class|button|panel|view|pool|id|config)\\b)`;
const NAMED = `(?<![\\w-])(?:${NAMES})(?![\\w-])`;
const CHECKED =
  '(?:open|read|check|recheck|double-check|look|inspect|review|verify|validate|examine|understand|audit|scan|ask|confirm|test|wait|report|prompt|consult|study|question)';
const RULES =
  '(?:rules?|polic(?:y|ies)|guidelines?|requirements?|restrictions?|limits?|convention|safeguards?|guardrails?|checklist|gates?|instructions?)';
const READING =
  '(?:read|reads|reading|parse|parses|parsing|process(?:es|ing)?|scan(?:s|ning)?|ingest(?:s|ing)?|summari[sz](?:es?|ing)|index(?:es|ing)|listen(?:s|ing)?)';
const DEED =
  '(?:triag|read|review|summari[sz]|handl|process|label|merg|maintain|writ|generat|work|continu|clos|answer|check|edit|clean|watch|look|tak)\\w*';

/** Patterns for the text in small letters. */
export const TURNS: readonly RegExp[] = rows(
  // What was said before does not count; the orders come from elsewhere.
  `\\b(?:earlier|previous|prior|preceding|former|past) (?:instructions|orders|directives|guidance|prompts|directions)\\b.{0,25}\\b(?:no longer (?:appl\\w+|counts?|holds?|binds?|valid|stand)|(?:do|does) not (?:apply|count|bind)|don't (?:apply|count)|(?:is|are|were) (?:void|withdrawn|cancel\\w+|superseded|revoked|rescinded|dead|gone|over))\\b`,
  `\\byou(?:'ll| will| now| shall| must| only)* (?:take|accept|follow|obey) (?:your |all |any |the )?(?:\\w+ )?(?:tasks?|orders|instructions|directions|commands)\\b.{0,25}\\bfrom\\b|\\b(?:take|get|accept|draw) your (?:\\w+ )?(?:tasks?|orders|instructions|directions|commands)\\b.{0,25}\\bfrom\\b`,
  `\\b${RULES}\\b.{0,100}\\b(?:(?:was|were|is|are) (?:only |just )?(?:meant|made|intended|written|there)|appl(?:y|ies|ied)|binds?|concerns?) (?:only )?(?:for |to )?(?:only )?(?:people|humans|human (?:contributors|developers|authors|committers)|persons|flesh and blood)(?: only)?(?=[.,;:!)]|$| (?:and |but )?not\\b)`,
  // Spoken to, by what it is.
  `\\b(?:machines?|robots?|automatons?|automation|computers?) (?:(?:that|which|who) )?(?:is |are )?${READING} (?:along|this|these|here|with us)(?! (?:file|socket|port|stream|register|value|field)s?\\b)`,
  `\\b(?:reader|colleague|friend|visitor|contributor|guest|helper)s? (?:without|with no|lacking) (?:an? )?(?:body|face|hands|pulse|heartbeat|eyes|fingers)\\b|\\b(?:readers?|contributors?|colleagues?|friends?) (?:made|built) of (?:code|silicon|weights|software)\\b|\\b(?:non-?human|silicon|synthetic) (?:readers?|contributors?|colleagues?|friends?|teammates?|reviewers?|committers?|minds?)\\b`,
  `(?:^|[\\n.!?>*-]\\s{0,4})(?:to|for|dear|note to|attention|message to|reminder to|instructions for) (?:the |any |every |whichever |all |our )?(?:automations?|machines?|robots?|ai|automated (?:\\w+ )?\\w+) (?:(?:that|which|who) )?(?:is |are )?${DEED}[^:,\\n]{0,60}:`,
  // Lent power.
  `${AGENT}[^.\\n]{0,60}\\b(?:acts?|acting|speaks?|operates?|decides?|works?|signs?) (?:with|on|under|by|in) (?:the )?(?:full |same |complete )?(?:[\\w-]+['’]s? )?(?:full )?(?:authority|power of attorney|mandate|say-so|behalf and authority|name and authority)\\b`,
  `(?<!\\b(?:no|not) )${AGENT} (?:is|are|remains?|feels?) (?:always |now |therefore |completely |perfectly )?(?:free|welcome|entitled|at liberty|cleared|encouraged) to (?:ignore|bypass|disregard|override|overrule|break|circumvent|overlook|sidestep)\\b`,
  `${AGENT} (?:need not|needn't|(?:doesn't|don't|does not|do not) (?:need|have) to|no longer (?:needs?|ha(?:s|ve)) to|(?:is|are) not (?:obliged|required|bound) to) (?:follow|obey|observe|respect|honou?r|comply|keep to|stick to|ask|confirm|${CHECKED})\\b[^.\\n]{0,40}\\b(?:${RULES}|reviews?|approvals?|humans?|anyone|anybody|people|permission|diffs?|first|checks?|changes?|code)\\b`,
  // Asked for by a third.
  `\\b(?:tell|remind|let|inform|instruct|teach|assure) (?:the |your |our |any |every )?(?:${NAMES}|${COMMON})(?: know)?(?: that)? (?:it|they|he|she)\\b[^.\\n]{0,15}\\b(?:need not|needn't|(?:doesn't|don't|does not|do not|no longer) (?:needs?|ha(?:s|ve)) to|(?:is|are) free to|may (?:skip|ignore|stop|leave))\\b[^.\\n]{0,50}\\b(?:checks?|tests?|reviews?|ask|confirm\\w*|migrations?|verif\\w*|wait|read|lint\\w*|${RULES}|approvals?|sign\\w*|scans?|report|warnings?)\\b`,
  // Nothing is to be looked at.
  `\\b(?:no (?:need|reason|point)|unnecessary|not necessary|needless|pointless|superfluous) (?:for|in) (?:an? |the |any )?(?:${NAMES}|${COMMON}) (?:to )?${CHECKED}`,
  `\\b(?:findings?|warnings?|alerts?|alarms?|complaints?|hits|failures?)\\b.{0,60}\\b(?:noise|false (?:positives?|alarms?)|harmless|bogus|spurious)\\b.{0,50}\\b(?:report (?:zero|nothing|none|no \\w+|them as)|say (?:nothing|none)|(?:rerun|re-run|run|retry|repeat)\\b.{0,40}\\boutside|count (?:as|them as) (?:zero|none|passed))\\b`,
  `\\b(?:set|switch|use|turn|put|run|start|keep|leave|with|choose)\\b.{0,25}\\b(?:approval|permission|confirmation)[- ](?:mode|policy|prompts?|level)\\b.{0,15}\\b(?:never|off|none|full[- ]auto|bypass\\w*|yolo|auto-?approve|always allow)\\b|\\b(?:use|run|start|call|invoke|launch|resume|with|pass)\\b.{0,40}(?<![\\w-])--(?:dangerously-skip-permissions|dangerously-bypass-\\w+|yolo)(?! (?:flag|option|switch|is|was|fails?|works?)\\b)(?![\\w-])|\\byolo mode\\b|\\bbypassPermissions\\b|\\bdanger-full-access\\b|\\bauto-?approve (?:all|every|any) (?:tools?|commands?|shell|actions?|edits?)\\b`,
  `(?:${NAMED}|${AGENT})[^.\\n]{0,60}\\b(?:should|must|may|can|shall|is to|are to|has to|have to|needs? to|always)\\b[^.\\n]{0,25}\\b(?:run|rerun|re-run|retry|repeat|execute|restart|work)\\b[^.\\n]{0,40}\\b(?:outside(?: of)?|without) (?:the |its |their |a |any )?(?:sandbox|jail|isolation)\\b`,
  // Not told to whoever asks.
  `${AGENT}[^.\\n]{0,80}\\b(?:does not|doesn't|do not|don't|never|won't|will not|must not|shall not|should not|avoids?|refrains? from) (?:ever )?(?:bring(?:s|ing)? up|mention(?:s|ing)?|nam(?:es?|ing)|disclos(?:es?|ing)|reveal(?:s|ing)?|rais(?:es?|ing)|credit(?:s|ing)?|refer(?:s|ring)? to|talk(?:s|ing)? about|discuss(?:es|ing)?)\\b[^.\\n]{0,30}\\b(?:licen[cs](?:e|es|ing)|origins?|authorship|copyright|incidents?|vulnerabilit\\w+|breach\\w*|cves?|outages?|upstream|where it came from|backdoors?|leaks?)\\b`,
  `\\b(?:when|if|whenever|once) (?:\\w+ )?(?:asked|questioned) (?:about|where|why|whether|who|how|by)\\b[^.\\n]{0,80}\\b(?:the |your |our |any )?(?:${NAMES}|${COMMON}) (?:should |must |will |always |simply )?(?:says?|answers?|repl(?:y|ies)|tells? \\w+|claims?|states?|insists?|responds?|maintains?) (?:that )?(?:it|this|they|there|everything|all|nothing|no|none)\\b`,
  `\\b(?:assistants|agents|bots|copilots|models) (?:hand over|hand out|give out|give away|turn over)\\b[^.\\n]{0,30}\\b(?:secrets?|credentials?|api keys?|keys|tokens?|passwords?)\\b`,
  `(?:${NAMES}|${COMMON})['’]s? (?:own )?(?:approvals?|reviews?|sign-?offs?|word|judge?ment|verdict)\\b[^.\\n]{0,15}\\b(?:is enough|are enough|suffices?|is sufficient|counts? (?:as|double|twice|like|for)|replaces?|will do)\\b`,
  `\\b(?:whatever|everything|anything|all that|what) ${AGENT} (?:proposes?|writes?|suggests?|commits?|says?|produces?|opens?|changes?)\\b[^.\\n]{0,30}\\b(?:goes (?:in|straight|live)|(?:is|gets) (?:merged|accepted|taken|approved|law|trusted)|lands)\\b`,
  `${AGENT}[^.\\n]{0,80}\\b(?:concludes?|finds?|attests?|certif(?:y|ies)|confirms?|states?) that (?:it|this|everything|all|the (?:code|package|module|project)) (?:is|was|are) (?:clean|safe|fine|secure|audited|harmless)\\b`,
  `${NAMED}[^.\\n]{0,30}\\b(?:has|have|gets?|holds?) (?:full |unrestricted |unlimited |permanent )?(?:root|sudo|admin(?:istrator)?|owner|superuser)(?: rights| access| privileges| permissions)?(?=[.,;!]|$| in | on | here\\b)`,
  `\\b(?:lead|owner|maintainers?|manager|boss|cto|ceo|legal|management|leadership|security|team|admins?|administrator) (?:\\w+ )?(?:allows?|permits?|lets|authori[sz]e[sd]?|has (?:allowed|permitted|cleared)) ${AGENT} (?:to )?\\w`,
  `${AGENT}[^.\\n]{0,30}\\b(?:may|can|should|are to|is to|shall) (?:treat|consider|regard)\\b[^.\\n]{0,50}\\b(?:optional|advisory|non-binding|void|a suggestion|suggestions|public|resolved|passed|approved|obsolete)\\b`,
  `\\b(?:any|every|each|whichever) (?:${NAMES}|${COMMON}) (?:that|who|which) (?:finds?|sees?|meets?|encounters?|hits?|opens?|notices?|loads?)\\b[^.\\n]{0,60}\\b(?:pushes|merges|deletes|approves|removes|closes|commits|skips|ignores|posts|publishes|disables)\\b`,
  `\\b(?:tooling|software|programs?|anything|whoever|whatever|everything) (?:that |which )?(?:writes|generates|produces|edits|commits) (?:code|changes|commits|patches) (?:here|in this|for this|for us)\\b`,
  `\\b(?:between us|fellow|us|we) (?:machines|bots|agents|models|ais|llms)\\b|\\bplease, (?:dear |my )?(?:model|assistant|agent|ai|bot|llm|claude|copilot)[,!:]`,
  `\\b(?:when|while|if) (?:you(?:'re| are)? )?summari[sz]ing,? (?:please )?(?:present|describe|call|leave|omit|skip|say|state|frame|report|do not|don't|never|drop)\\b`,
  `\\b(?:okay|ok|fine|acceptable|allowed|permitted) (?:for (?:\\w+ ){1,3})?to (?:lie|deceive|mislead|fake|falsify|fabricate)\\b`,
  // The same of rules, in other languages: they are for people, or agents need not keep them.
  `\\b(?:\\w+-)*(?:\\w*regeln?|vorgaben?|richtlinien?|\\w*pflicht|sperren?)\\b.{0,60}\\b(?:gilt|gelten|galt|galten|ist|sind|war|waren)\\b.{0,20}\\b(?:nur|bloß|allein)\\b.{0,20}\\b(?:menschen|menschliche\\w*)\\b|\\b(?:règles?|consignes?|limites?|obligations?)\\b.{0,60}\\b(?:ne .{2,20}\\bque|seulement|uniquement)\\b.{0,25}\\bhumains?\\b|\\b(?:reglas?|normas?|límites?|regras?|regol[ae])\\b.{0,60}(?<!\\p{L})(?:solo|sólo|solamente|únicamente|só|apenas|soltanto)(?!\\p{L}).{0,25}\\b(?:humanos?|umani)\\b`,
  `(?:правил|ограничени|требовани)[а-я]*.{0,60}только.{0,20}(?:люд|человек)|(?:规则|规定|限制|要求|审查|流程)[^。！？]{0,12}(?:只|仅)(?:针对|适用于|对|限|约束|是给)[^。！？]{0,4}(?:人类|真人|人工)|(?:ルール|規則|規定|レビュー|制限)[^。！？]{0,15}人間(?:だけ|のみ|専用)|(?:규칙|규정|제한|검토)[^.!?]{0,20}(?:사람|인간)(?:에게만|만)`,
  `\\bwer\\b.{0,30}\\b(?:maschinell|automatisiert|automatisch)\\b.{0,20}\\b(?:liest|auswertet|verarbeitet|zusammenfasst)\\b|\\b(?:agent(?:en)?|assistent(?:en)?|bots?|ki|ki-\\w+|sprachmodelle?)\\b[^.\\n]{0,20}\\b(?:muss|müssen|brauch(?:t|en))\\b[^.\\n]{0,70}\\bnicht (?:mehr )?(?:zu )?(?:befolg\\w*|beacht\\w*|einhalten|einzuhalten|frag\\w*|nachfrag\\w*|nachzufragen|bestätig\\w*)`,
  `\\b(?:agents?|assistants?|bots?|modèles?|ia)\\b[^.\\n]{0,40}\\b(?:n'(?:a|ont)|ne (?:sont|est)) (?:pas|plus) (?:tenus? (?:de |d')|obligés? (?:de |d')|besoin de |à )(?:respecter|suivre|vérifier|relire|demander|attendre|lire|observer)\\b|\\b(?:agentes?|asistentes?|assistentes?|bots?|modelos?|ia)\\b[^.\\n]{0,40}(?<!\\p{L})(?:no|não) (?:tienen? que|precisam?(?: de)?|necesitan?|deben?|est[áa]n? obligad\\p{L}+ a|têm? (?:de|que)) (?:respetar|seguir|cumplir|revisar|leer|preguntar|respeitar|cumprir|ler|perguntar)(?!\\p{L})`,
  `(?:агент|ассистент|бот|модел|нейросет)[а-я]*[^.\\n]{0,40}(?:не обязан[а-я]*|мо[жг][а-я]+ не|вправе не) (?:соблюда|следова|проверя|чита|спрашива|выполня)[а-я]*|(?:智能体|助手|AI|大模型|语言模型)[^。！？]{0,12}(?:不必|无需|不用|可以不|不需要)(?:遵守|遵循|理会|阅读|检查|审查)|(?:エージェント|アシスタント|AI)[^。！？]{0,30}(?:従う|守る|確認する|読む)必要は(?:ない|ありません|なく)|(?:에이전트|어시스턴트|AI)[^.!?]{0,30}(?:따를|지킬|확인할|읽을) 필요(?:는|가)? ?없`,
);
