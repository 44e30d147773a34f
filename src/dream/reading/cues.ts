/** The words by which a decision, a rule, a reason or a doubt is recognised in an English sentence. Tables only; what they weigh stands in claims.ts. */

/** What a claim is about; the order is the order of preference where several fit. */
export const CLAIM_KINDS = [
  'breaking',
  'undone',
  'replaced',
  'dropped',
  'stopped',
  'deprecated',
  'disabled',
  'renamed',
  'required',
  'default',
  'rule',
  'security',
  'gotcha',
  'reason',
  'decision',
  'note',
] as const;
export type ClaimKind = (typeof CLAIM_KINDS)[number];

interface Cue {
  readonly kind: ClaimKind;
  readonly pattern: RegExp;
  readonly weight: number;
}

/** Decisions as subjects announce them, strongest first. */
export const DECISIONS: readonly Cue[] = [
  { kind: 'undone', weight: 4, pattern: /^(?:revert|reverts|reverted|undo|back out|roll ?back)\b/i },
  { kind: 'replaced', weight: 6, pattern: /\b(?:instead of|rather than|in fav(?:ou)?r of)\b/i },
  {
    kind: 'replaced',
    weight: 6,
    pattern:
      /^(?:replac(?:e[sd]?|ing)|switch(?:e[sd]|ing)?|migrat(?:e[sd]?|ing)|transition(?:s|ed|ing)?|convert(?:s|ed|ing)?|port(?:s|ed|ing)?)\b.{2,80}\b(?:to|with|by|from)\b/i,
  },
  { kind: 'replaced', weight: 5, pattern: /^mov\w+\b.{0,60}\b(?:from|away from|off)\b.{1,60}\bto\b/i },
  { kind: 'renamed', weight: 5, pattern: /^(?:[\w./-]+: )?renam(?:e|es|ed|ing)\b.{2,80}(?:\bto\b|\bas\b|\binto\b|->|→|=>)/i },
  {
    kind: 'required',
    // What a project demands is asked for first.
    weight: 8,
    pattern:
      /(?<![-\w`])(?:requires?|required(?! by\b)|minimum|msrv|lowest|oldest|at least|only supports?|supports? only)\b(?!-).{0,40}\b(?:(?:node(?:\.?js)?|go|golang|python|java|ruby|php|rust|git|npm)[\d.]*|versions?|v?\d+\.\d+)(?!\w)/i,
  },
  {
    kind: 'required',
    weight: 8,
    pattern:
      /^(?:bump|rais|updat|upgrad|increas|lower|chang|set|requir|drop|rework|move)\w*\b.{0,40}\b(?:minimum|minimal|lowest|oldest|supported|required)\b.{0,50}\d/i,
  },
  {
    kind: 'dropped',
    weight: 6,
    pattern:
      /^(?:drop|dropped|dropping|discontinue|abandon)\b.{0,40}\b(?:support|using|for|node|go|python|ie ?\d*|internet explorer|v?\d)/i,
  },
  {
    kind: 'stopped',
    weight: 6,
    pattern: /^(?:stop|stopped)\b.{0,40}\b(?:support|using|for|node|go|python|ie ?\d*|internet explorer|v?\d)/i,
  },
  { kind: 'deprecated', weight: 5, pattern: /^deprecat(?:e[sd]?|ing)\b/i },
  { kind: 'dropped', weight: 5, pattern: /^(?:drop(?:ped)?|discontinue\w*|abandon\w*|get rid of|nuke|kill off|rip out|ditch|purge)\b/i },
  { kind: 'stopped', weight: 5, pattern: /^(?:no longer|stop)\b/i },
  { kind: 'dropped', weight: 3, pattern: /^(?:remov|delet)\w+\b/i },
  {
    kind: 'default',
    weight: 5,
    pattern:
      /\bdefaults?(?:ed|ing)? to\b(?! be\b)|\bby default\b|\bnew default\b|^(?:ma[dk]es?|use[ds]?|sets?|change[ds]?)\b.{2,60}\bdefault\b/i,
  },
  { kind: 'disabled', weight: 3, pattern: /^disabl\w+\b/i },
  { kind: 'rule', weight: 5, pattern: /^(?:never|always|disallow|forbid|refuse|block|prefer|enforce|only|allow only)\b/i },
  // Held back for a reason; without one it is upkeep.
  { kind: 'rule', weight: 3, pattern: /^(?:pin|downgrade|freeze|hold back)\b/i },
  // Mostly the mending of a slip, unless somebody says why.
  { kind: 'rule', weight: 4, pattern: /^(?:don'?t|do not|avoid|reject|ensure|make sure)\b/i },
  {
    kind: 'security',
    weight: 4,
    pattern: /\bCVE-\d|\bvulnerab|\binjection\b|\bexploit|\bunsafe\b|\bsaniti[sz](?:e[sd]?|ing|ation)\b|\bXSS\b|\battack\b/i,
  },
];

/** Rules in a body, as somebody would repeat them to a newcomer. */
export const RULE =
  /(?<![\w=-])(?:must(?: not|n't)?|should (?:not|never|always|only|be(?! possible)|use)|shall|(?<=\b(?:is|are|be|been) )never|never(?! (?:(?!need)\w+ed|got|saw|ran|came|went|had|was|were|did|made|found|sent|took|gave)\b)|(?<!\bnot |n't )always|(?<=^|[,;:(–-] ?|\b(?:and|or|but|so|then|please|instead|also|just|we|you|users?|callers?) )(?:do not|don't)(?! (?:need|care|know|think|mind|matter|seem|support|have|want(?=[.,;]|$)))\b|cannot be|can't be|not allowed|not supported|is required|are required|only (?:when|if|works?|supported|allowed)|by convention|make sure|needs? to be|have to be|has to be)\b/i;

/** A sentence that gives the reason. */
export const REASON =
  /\b(?:because|since (?!v?\d)|due to|otherwise|so that|so (?:we|it|you|users|there)|, so (?!far)|in order to|to (?:avoid|prevent|keep|ensure|reduce|save|make|allow|support|enable|mitigate)|avoids?|avoiding|prevents?|preventing|turns out|allows?|allowing|making it|makes it|leads? to|caus(?:es|ing)|not (?:possible|compatible|safe|maintained)|incompatible|cannot|can't|doesn't|unmaintained|abandoned|deprecated|end[- ]of[- ]life|EOL|slow(?:er|est)?|faster|leaks?|noisy|confus\w+|mislead\w+|ambigu\w+|error[- ]prone|broken|conflicts?|bigger|smaller|performance|security|backward)\b/i;

/** Words that name the reason as one, and not only something that mostly is one. */
export const CAUSE =
  /, as (?:the|our|it|they|we|there|no|most|some|this)\b|\b(?:because|since (?!v?\d)|due to|otherwise|so that|in order to|to (?:avoid|prevent|keep|ensure|allow)|leads? to|caus(?:es|ing)|cannot|turns out|incompatible|unmaintained|abandoned|end[- ]of[- ]life)\b/i;

/** Doubt: such a sentence is not knowledge until something later bears it out. */
export const SPECULATION =
  /\b(?:maybe|perhaps|theoretically|it's (?:kind|sort) of|might|possibly|probably|presumably|i (?:think|guess|believe|suspect|assume|wonder)|we (?:think|guess|suspect|assume)|seems?|seemingly|appears? to|not (?:quite |entirely |really |yet )?(?:sure|clear|certain|obvious)|unsure|no idea|(?:don't|do not) (?:really |quite )?(?:know|understand) (?:why|how|what|if|whether)|apparently|could be|may be|may (?:have|cause)|hopefully|supposedly|suspect(?:ed)?|likely|unclear|who knows|to be confirmed|tbc|tbd|should (?:probably )?be able to|should(?:n't| not)? (?:really )?(?:hurt|matter|suffice|do the trick|address (?:this|it)|fix (?:this|it))|(?:a )?(?:little|bit|kind|sort) (?:of )?(?:an? )?(?:sketchy|hacky|weird|odd|messy|fragile|awkward|strange|kludgy)|sketchy|kludg(?:e|y)|somehow|afaik|afaict|imh?o|iirc|no clue)\b|\?["')]*[.!]?\s*$/i;

/** Words of confirmation in what came later. */
export const CONFIRMATION =
  /\b(?:confirm(?:s|ed)?|indeed|turns out|turned out|proved|proven|verified|root cause|caused by|because of|due to|fix(?:e[sd])?|was right|reproduced)\b/i;

/** The state before a change, or one that will pass: true once, false today. */
export const HISTORY =
  /\b(?:was|were|wasn't|weren't|currently|previously|before|formerly|earlier|used to|had|did(?:n't)?|at the moment|for now|for the moment|so far|as of (?:now|today)|not yet|right now|recently|in the past|originally|prior to|today|nowadays|these days|would|could|failed|crashed|broke|is failing|are failing|was failing)\b/i;

export const PASSING = new RegExp(
  [
    '\\b(?:temporar(?:y|ily)|for now|at the moment|currently|right now|at present|for the (?:moment|time being)|quick ?fix|stop-?gap|interim)\\b',
    // "Until it returns" is an order of things; "until we have a parser" is a state that will end.
    "\\buntil (?:we|this|that|then|such)\\b|\\buntil (?:it|they)(?:'s| is| are| gets?| ha(?:s|ve) been)? (?:fixed|resolved|merged|released|ready|supported|stable|done|available|implemented|decided)\\b",
    '\\bwill be (?:reverted|removed|added|done)\\b',
    // "A later run" comes again and again; "later", "later on" and "in a later commit" come once.
    '\\blater(?: on)?(?=\\s*(?:[.,;)]|$))|\\b(?:later|next|another|separate|future) (?:commit|pr|patch|step|change|release|pull request)s?\\b',
    // A wish is no rule.
    '\\b(?:should|could|might|must|may|(?:need|want|have|like) to|let us|let.s) (?:really |also |perhaps |maybe |still )?(?:look(?:ing)? (?:into|for|at)|consider|investigate|revisit|explore|think about|figure out)\\b|\\bwould be (?:nice|good|great|better|useful|helpful)\\b',
    '\\btodo\\b|\\bfixme\\b|\\bwork in progress\\b|\\bwip\\b|\\bfollow[- ]?up\\b|\\bto be (?:done|continued)\\b|(?<!\\bas )\\bsoon\\b(?! as\\b)',
    // "Never try to parse a cut line" is a rule.
    "^(?:try|attempt)\\b|\\btrying (?:to|out)\\b|\\btry out\\b|\\b(?:we|i|let's|lets|to) try\\b|\\b(?:an?|first|second|another|my|our|this) attempt\\b|\\bexperiment(?:s|ed|ing)?\\b",
    '\\bjust (?:to test|testing|a test)\\b|\\bdebugging\\b|\\b(?:add|remove|more|some|for|temporary) debug\\b',
    "\\b(?:do|does|did|is|are|has|have|was|were|can|could)(?:n['’]?t| not)\\b[^.;]{0,40}\\byet\\b|\\bnot (?:\\w+ )?yet\\b",
  ].join('|'),
  'i',
);

/** Chat, which is never proposed. */
export const CHAT =
  /^happy to\b|\b(?:self-merge|good thing|no-go|overkill|tiny fix|feels? like)\b|(?:^|[\s(])(?:I|I'm|I've|I'll|I'd|my|me|oops|sorry|thanks|thank you|kudos|credit|lol|haha|wtf|damn(?:ed|it)?|fuck\w*|shit\w*|bullshit|crap(?:py)?|bloody|hell|goddamn|arse|ass|suck(?:s|ed)|duh|whoops|yay|dumb|stupid|silly|ugly|magic|hey|hi|folks|guys)(?=[\s,.!)]|$)|[;:]-?[)(DP]|!!|@[\w-]+\b(?! ?\/)/i;

/** Objects whose removal or change nobody remembers. */
export const TRIVIAL_OBJECT =
  /\b(?:unused|dead code|unneeded|unnecessary|redundant|obsolete|outdated|leftover|stray|superfluous|extra(?:neous)?|useless|needless|duplicated?|trailing|blank|empty|commented|imports?|console\.log|prints?|log(?:ging)? statements?|comments?|whitespace|newlines?|semicolons?|brackets?|variables?|parameters?|tests?|specs?|test cases?|files?|lines?|code|warnings?|badges?|links?|urls?|images?|logo|section|paragraph|todo|example|examples|typo|types?|typings?|helper|debug|screenshots?|sponsors?|backers?|funding|email|website|homepage|footer|icons?|css|padding|margin|colou?rs?)\b/i;

/** Generic places, which make a subject say nothing alone. */
export const VAGUE =
  /\b(?:stuff|things?|some|various|several|misc|better|improve[ds]?|improvements?|minor|small|little|bit|tweaks?|adjust(?:ments?)?|updates?|cleanup|clean up|refactor\w*|rework\w*|remaining|most of|the rest|part of|half of|a few|a couple|polish|reorgani[sz]\w*|fixes|issue|issues|bug|bugs|problem|problems|it|this)\b/i;
