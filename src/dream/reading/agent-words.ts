/**
 * The words by which a sentence is taken apart that may speak to agents: who acts, what is done, who allows it, which question is left out. In
 * English, German, French, Spanish, Portuguese, Italian, Russian, Chinese, Japanese and Korean. Tables only; what a combination means stands elsewhere.
 */

const WITHOUT_BLANKS = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/;

/** A comma-separated list of words as one pattern; `*` stands for any ending, a blank for any room. Scripts without blanks need no borders. */
function words(list: string): string {
  const all = list
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '')
    .map((word) =>
      word
        .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
        .replace(/\*/g, "[a-zß-ɏа-џ'-]*")
        .replace(/ +/g, '\\s{1,3}'),
    );
  const spaced = all.filter((word) => !WITHOUT_BLANKS.test(word));
  const joined = all.filter((word) => WITHOUT_BLANKS.test(word));
  return [`(?<![a-zß-ɏа-џ0-9_.-])(?:${spaced.join('|')})(?![a-zß-ɏа-џ0-9_])`, ...joined].join('|');
}
const any = (list: string): RegExp => new RegExp(words(list), 'u');

/** Nouns that mean a model and hardly anything else. */
const NAMES =
  'llm,llms,gpt,chatgpt,claude,copilot,copilots,codex,gemini,devin,windsurf,subagent*,sub-agent*,language model*,machine-written,machine-generated,ai-written,ai-generated,llm-written,future session*,next session,reviewer persona,review bot*,review-bot*,reviewer bot*,review agent*,bot* de revue,agent* de revue,assistant* de revue,bot* de relecture,bot* de revisión,agente* de revisión,bot* de revisão,agente* de revisão,bot* di revisione,agente di revisione,бот* ревью,ревью-бот*,anyone automating,automation account*,' +
  'ki-*,llm-*,sprachmodell*,programmierassistent*,codeassistent*,code-assistent*,' +
  'agent conversationnel,agents conversationnels,intelligence artificielle,modèle* de langage,inteligencia artificial,inteligência artificial,modelo* de lenguaje,modelo* de linguagem,intelligenza artificiale,modello linguistico,modelli linguistici,' +
  'ии-*,нейросет*,языков* модел*,' +
  '智能体,人工智能,大模型,语言模型,智能助手,编程助手,人工知能,言語モデル,生成ai,コーディングエージェント,인공지능,언어 모델,코딩 에이전트';
const HELPERS =
  'agents?|assistants?|bots?|tools?|helpers?|sessions?|contributors?|colleagues?|workers?|reviewers?|committers?|accounts?|teammates?|friends?|collaborators?|developers?|coders?|models?|crowd|machines?|readers?|process(?:es)?|tooling|automation|agenten|assistent[a-zß-ɏа-џ]*|helfer[a-zß-ɏа-џ]*|sitzung[a-zß-ɏа-џ]*|werkzeug[a-zß-ɏа-џ]*|agente[s]?|asistentes?|assistentes?|agenti|assistenti|herramientas?|outils?|sessions?|sesion[a-zß-ɏа-џ]*';
const KINDS =
  'ai|a\\.i\\.|llm|gpt|coding|code|automated|autonomous|artificial|agentic|virtual|machine|fellow|ki|automatische[nr]?|automatisierte[nr]?|autonome[nrs]?|virtuelle[nr]?';
/** `coding agent`, `automatisierte Sitzungen`, `agents IA`, `asistentes de código`. */
const COMPOUNDS = `(?<![a-zß-ɏа-џ0-9_-])(?:(?:${KINDS})[\\s-]{1,3}(?:${HELPERS})|(?:${HELPERS})\\s{1,3}(?:ia|d['’]ia|de ia|di ia|de code|de código|di codice|autonomes?|autónomos?|autônomos?|autonomi|automatiques?|automáticos?|automatizad[oa]s?|automatisée?s?|virtuels?|virtuales?|virtuais))(?![a-zß-ɏа-џ0-9_])`;
/** As nouns, these are written in capitals; `ai` is a word in French and Italian. */
const CAPITAL = /(?<![A-Za-z0-9_ß-ɏа-џ.-])(?:AIs?|A\.I\.|KIs?|IAs?|ИИ|Cursor(?=,))(?![A-ZА-Я0-9_]|[a-zа-яß-ɏ])/gu;

/** The text as the tables read it: in small letters, and what stands for a model in capitals as `llm`. */
export function plainOf(text: string): string {
  return text.replace(CAPITAL, 'llm').toLowerCase();
}
/** `LLM cache`, `Copilot suggestions`: a thing of a model, and no model that acts. */
const THING =
  '(?![\\s-]+(?:api|cache|keys?|tests?|features?|suggestions?|calls?|answers?|comments?|licen[cs]es?|summari[sz]er|evaluations?|prompts?|responses?|outputs?|usage|costs?|clients?|integrations?|plugins?|extensions?|endpoints?|budgets?|contexts?|settings|pages?|panels?|opponents?|provider|backend|gateway|module|service|server|library|sdk|layer|model|models|dashboard|widget|chat|button|buttons|icon|icons|avatar|bubble|tab|tabs|menu|menus|toggle|window|drawer|popup|dialog|tooltip|badge|banner|sidebar|shortcut|entry point|onboarding)(?![a-zß-ɏа-џ]))';
const thingless = (pattern: RegExp): RegExp => new RegExp(`(?:${pattern.source})${THING}`, pattern.flags);
export const NAMED: readonly RegExp[] = [
  // The longer ones first, so that nothing of a name is left over.
  thingless(new RegExp(COMPOUNDS, 'u')),
  thingless(any(NAMES)),
  /(?:AI|ＡＩ)(?=[\s]?[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af])/u,
];

/** Nouns that mean an agent, a program or a person. With a noun before them that says which (build agent, data model) they are none of ours. */
const BEFORE =
  '(?:^|[^a-zß-ɏа-џ0-9\\s-]\\s*|(?<![a-zß-ɏа-џ0-9-])(?:the|an?|any|every|each|all|no|our|your|this|that|these|those|which|whichever|whatever|future|next|other|new|my|dear|hey|hi|hello|hallo|hola|ciao|caro|cara|estimado|estimada|bonjour|olá|привет|fellow|reviewing|reading|working|on-call|our own|told|lets?|[ld]["\u2019\u0027]|little|trusted|of|by|for|to|as|if|when|whenever|while|and|or|so|but|because|since|that|here,?|where|work,|now|der|die|das|dem|den|des|ein|eine|einen|einem|jeder?|jedes|alle[nr]?|unsere?|diese[rs]?|lieber?|liebes|als|an|für|wenn|le|la|les|un|une|tout|tous|toute|toutes|chaque|cet|cette|ces|aux?|des|pour|cher|chère|notre|nos|el|los|las|una|cualquier|cada|todo|todos|para|este|estos|querido|o|os|a|as|um|uma|qualquer|ao|aos|este|il|lo|gli|i|ogni|qualsiasi|ai|agli|каждый|любой|все|всем|этот|для|уважаемый|дорогой)\\s{0,3})';
const GENERIC_LATIN =
  '(?:agents?|assistants?|bots?|models?|robots?|agenten|assistent(?:en|in)?|modelle?n?|modells|roboter|agente[s]?|agenti|assistante?s?|modèles?|asistentes?|assistentes?|assistenti|modelos?|modello|modelli|agentów|агент(?:ы|ам|у|а|ов)?|ассистент(?:ы|ам|у|а|ов)?|бот(?:ы|ам|у|а|ов)?|модел(?:ь|и|ям)|помощник(?:и|ам|у|а|ов)?)';
/** What makes another thing of them: agent pool, model class, modelo de usuario, Modell der Bestellung. */
const AFTER =
  "(?!-[a-zß-ɏа-џ]|[./(]|\\s+(?:header|headers|string|strings|pool|pools|sdk|process|processes|host|hosts|version|binary|id|ids|socket|forwarding|name|names|list|config|configuration|protocol|server|service|api|class|classes|layer|file|files|weights|registry|training|field|fields|type|types|size|card|detection|token|tokens|traffic|user|users|account|accounts|panel|sidebar|ui|manager|managers|role|roles|page|view|mode|modes|button|buttons|icon|icons|avatar|bubble|tab|tabs|menu|menus|toggle|window|drawer|popup|dialog|tooltip|badge|banner|shortcut|entry point|onboarding|de|di(?! non)|du|des|del|da|do|d'|of|for|für|der|des|von|zur|al|à|des|su|per)(?![a-zß-ɏа-џ]))(?![a-zß-ɏа-џ0-9_])";
export const GENERIC: readonly RegExp[] = [
  new RegExp(`${BEFORE}${GENERIC_LATIN}${AFTER}`, 'u'),
  /代理(?!服务|商|地址|端口|配置|转发|模式|层|缓存|请求|对象)|助手|助理|机器人|模型(?!文件|训练|评估|参数|权重|层|类|定义|字段)|エージェント(?!の再|接続)|アシスタント|ボット|モデル(?!の(?:定義|学習|保存|ファイル)|クラス)|에이전트|어시스턴트|챗봇|봇(?=[이은는가]|들)|모델(?=[은는이가]|들)/u,
];

/** Begins of a text that speak to somebody, whatever follows; and those that may. */
const CALLS =
  'dear,hey,hi,hello,attention,note to,note for,notes for,notes to,notice to,notice for,message to,message for,reminder to,reminder for,instructions for,instructions to,instruction for,p.s. to,ps to,memo to,memo for,word to,heads-up for,heads up for,important for,request to,my dear,listen,good news for,hinweis an,hinweis für,nachricht an,lieber,liebe,liebes,achtung,anweisung an,anweisung für,hallo,notiz an,notiz für,' +
  "à l'attention,à l’attention,note à,note pour,note aux,message à,message aux,à tous les,cher,chère,chers,bonjour,avis aux,consigne pour,consigne aux,instruction pour,instructions pour,rappel à,rappel aux,nota para,nota a,aviso a,aviso para,mensaje para,mensaje a,atención,atencion,estimado,estimada,querido,querida,hola,instrucciones para,instrucción para,recordatorio para,recado para,mensagem para,atenção,caro,cara,olá,lembrete para,instruções para,nota per,avviso a,avviso per,messaggio per,attenzione,istruzioni per,ciao,заметка для,примечание для,внимание,уважаемый,уважаемые,дорогой,привет,инструкция для,сообщение для";
const CALLS_MAYBE =
  'when acting as,acting as,working as,for,to,any,all,every,whichever,whatever,whoever,as,if you are,if the reader,an alle,an den,an das,an die,an,für,für alle,als,pour les,pour tout,pour,aux,tout,si tu es,si vous êtes,para,a los,a todos,si eres,aos,se você é,agli,per gli,se sei,для,всем,если ты';
const head = (list: string): RegExp => new RegExp(`^[\\s>*#"'({\\[<!-]*(?:\\S{1,12} ){0,2}?(?:${words(list)})`, 'u');
export const CALL = head(CALLS);
export const CALL_MAYBE = head(CALLS_MAYBE);
/** `AI instructions:`, `agents.md addendum:` */
export const TITLE =
  /^[\s>*#-]*(?:(?:ai|llm|assistant|agent|bot|model|claude|copilot|codex|gemini|session)s?|(?:agents|claude|gemini|copilot-instructions)\.md) (?:instructions?|rules?|addendum|notes?|policy|notice|guidance|directives?|orders?) ?:/u;
/** Somebody of whom only the deed is known: whoever reads, continues or automates. */
export const WHOEVER =
  /(?<![a-zß-ɏа-џ])(?:whoever|whomever|whichever|anyone|anybody|everyone|the next one|wer|wen auch immer|quiconque|celui|qui que|quien|quienquiera|quem|chi|chiunque|кто)(?![a-zß-ɏа-џ]).{0,40}(?<![a-zß-ɏа-џ])(?:automat[a-zß-ɏа-џ]*|continu[a-zß-ɏа-џ]*|generat[a-zß-ɏа-џ]*|pick[a-zß-ɏа-џ]* (?:this|it) up|summari[a-zß-ɏа-џ]*|tak[a-zß-ɏа-џ]* over|an ai|context window|fortsetz[a-zß-ɏа-џ]*|weiterarbeit[a-zß-ɏа-џ]*|autonom[a-zß-ɏа-џ]*)/u;
/** What is to be kept for a later session. */
export const KEEP =
  /\b(?:remember (?:for|in|from) (?:the )?(?:next|future|later|now)|for (?:all |any |every )?(?:future|later|following) (?:sessions?|runs?|conversations?|tasks?)|standing (?:rule|order|instruction|consent)|session rule|store (?:the following|this) as)\b|\bmerke? dir\b|\bfür (?:alle )?(?:künftige|zukünftige|spätere)n? (?:sitzungen|läufe)|\bretiens (?:ceci|bien|que)|\bpour (?:toutes )?les (?:prochaines|futures) sessions|\brecuerda para\b|\bpara (?:las )?(?:próximas|futuras) sesiones|\blembre-se para\b|\bpara (?:as )?(?:próximas|futuras) sessões|\bricorda per\b|запомни на будущее|记住[:：,，]|以后的会话|次回以降のセッション|다음 세션/u;
/** A turn of a conversation, put into a text. */
export const TURN =
  /(?:^|-{2,}|[.!?)]\s)\s*(?:Human|User|Assistant|System|AI|Operator|Developer)\s?:\s(?=[^\n]*(?<![a-zß-ɏа-џ])(?:please|you|your|i|i'll|understood|sure|okay)(?![a-zß-ɏа-џ]))/u;
/** Protection that a text alone declares to be off. */
export const LIFTED =
  /\b(?:safeguards?|guardrails?|sandbox(?:ing)?|human (?:review|sign-?off|oversight|approval)|safety (?:checks?|rules?|limits?)|trust level|restrictions? for (?:agents|bots|ai)|(?:confirmation|permission) prompts)\b.{0,30}\b(?:off|lifted|suspended|dropped|disabled for this|raised|waived|no longer appl\w+|obsolete|retired|inactive)\b/u;
/** What a user is to be told. */
export const TOLD =
  /\b(?:when|whenever|if|should|once) (?:the |a |any |some)?(?:users?|someone|somebody|anyone|human|person|people|reviewer|customer)s? (?:asks?|wants? to know|inquires?|wonders?)\b.{0,80}?[, ](?:you )?(?:just |simply |always )?(?:tell|say|answer|claim|reply|deny|assure|insist)\b|\bwenn (?:der |die |ein )?(?:nutzer|benutzer|jemand|anwender)\w* (?:fragt|wissen will|nachfragt)\b.{0,60}\b(?:sag|antworte|behaupte)\w*|\bsi (?:l'utilisateur|quelqu'un|on te|on vous) .{0,15}demande\b.{0,60}\b(?:dis|réponds|dites|répondez)\b|\bsi (?:el usuario|alguien|te) .{0,12}pregunta\w*\b.{0,60}\b(?:di|responde|diga|contesta)\b|(?:用户|有人)问[^。]{0,30}(?:回答|就说|告诉)/u;
export const CALL_ASIAN = /给|致|请注意|注意|各位|亲爱的|尊敬的|对于|へ[:：、，,\s]|の皆|向け|에게|께[:：,\s]|여러분|안내/u;
/** Someone reads this, takes it over, works here. */
export const READER = new RegExp(
  words(
    'reading this,reads this,read this,seeing this,sees this,see this,reads the log,reads our log,reads these,reading these,reading the,picks this up,picking this up,picking up this,finds this,has access to this,access to this file,reads these lines,processing this,processes this,summarising this,summarizing this,working here,works here,work here,working in this,work in this,works in this,working on this,work on this,works on this,continues this,continuing this,from these notes,your context,context window,dieses protokoll liest,diese notiz liest,dies liest,das liest,das hier liest,hier arbeitet,hier arbeiten,in diesem repo*,lit ceci,lit ces,lisent ces,lit cela,lit ce,lit cette,lisent ceci,lisant ceci,qui lit,travaille ici,dans ce dépôt,lean esto,lee estas,lea estas,lea esto,lee esto,lee este,leyendo esto,trabaje aquí,trabajen aquí,trabaja aquí,en este repositorio,leia isto,leiam isto,lê isto,ler isto,lendo isto,ler isso,trabalhe aqui,neste repositório,legge questo,leggono questo,legge questa,lavora qui,in questo repository,читает это,это читает,читающ* это,читает эту,в этом репозитории',
  ) +
    '|(?:阅读|读到|看到|處理|处理)(?:这|此|本)|本仓库|此仓库|这个仓库|このログ|これを読|このメモ|このリポジトリ|이 (?:글|로그|메모|노트)[을를]? ?읽|이 저장소',
  'u',
);

const LAND =
  'approve,approves,approved,approving,merge,merges,merged,merging,accept,accepts,accepted,with approval,consent*,land,lands,lgtm,sign off,signs off,fast-track*,rubber-stamp*,genehmig*,freigeben,gib*,übernimm*,übernomm*,übernehm*,mergt,mergen,gemergt,zusammenführ*,fusionn*,validez,valide,valident,valider,approuv*,acceptez,accepter,aprueb*,aprob*,fusion*,acept*,aprov*,mescl*,aceit*,approva*,accetta*,unire,unisc*,одобр*,слив*,слить,приним*,мерж*,принять,合并,合併,批准,通过,接受,核准,承認,マージ,승인,병합,머지';
const CHANGES =
  'pull request*,merge request*,pr,prs,mr,mrs,change,changes,commit,commits,patch,patches,diff,diffs,branch,branches,everything,anything,dependency,dependencies,bump,bumps,requests,code,änderung*,zweig*,branches,changement*,modification*,demande*,contribution*,cambio*,solicitud*,ramas,rama,main,master,alteraç*,mudanç*,richiest*,modifich*,suba,изменени*,ветк*,запрос*,всё,все,请求,变更,更改,代码,提交,分支,修改,変更,リクエスト,ブランチ,変更,변경,요청,브랜치,코드';
const PUSH =
  'push,pushes,pushed,pushing,force-push*,commit,commits,publish*,deploy,deploys,release,releases,go live,goes live,pousse*,poussent,publie*,publish,subir,empuj*,pusha*,veröffentlich*,pushen,pusht,einspiel*,пуш*,публик*,деплой*,推送,发布,部署,プッシュ,デプロイ,푸시,배포';
const PLACES =
  'main,master,production,prod,staging,origin,live,straight,direct,directly,remote*,release,releases,force,hauptzweig,direkt,directement,principal,directamente,direto,diretamente,producción,produção,produzione,direttamente,прод*,напрямую,主分支,主干,生产,直接,本番,直接,メイン,메인,바로,직접';
const SKIP =
  'leave out,leaves out,leave it out,leaves it out,leave them out,dismiss*,exempt*,rewrite,rewrites,skip,skips,skipped,skipping,disable,disables,disabled,bypass*,ignore,ignores,ignored,disregard*,suspend*,deactivat*,flaky,forged,forge,omit,omits,drop,dropped,lift,lifted,off,obsolete,revert,waive*,relax*,überspring*,abgeschaltet,abschalt*,deaktivier*,ausschalt*,umgeh*,ignorier*,weglass*,aussetz*,ausgesetzt,désactiv*,contourn*,saute*,sauter,ignore*,omett*,omit*,desactiv*,salt*,saltate,desativ*,apag*,pular,pule,pulem,disattiv*,saltare,ignora*,отключ*,пропуск*,игнор*,跳过,禁用,关闭,绕过,忽略,省略,停用,略过,スキップ,無効,省略,飛ば,건너뛰,비활성,생략,무시,끄';
const GUARDS =
  'input validation,validation,licence check*,license check*,history,two-factor,security advisories,advisories,licence,license,vier-augen*,*prüfung,*prüfungen,test,tests,i test,test suite*,suite,check,checks,review,reviews,hook,hooks,lint,linter,lint rule,verification,verify,signature*,tls,ssl,sandbox,safeguard*,guardrail*,safety,rules,instructions,guidelines,scanner,scan,scans,ci,pipeline,protection*,confirmation*,approval*,sign-off*,prüfung*,sicherheit*,regeln,signatur*,signaturprüfung*,testlauf,anweisung*,vorgaben,freigabe*,sécurité,vérification*,règles,consignes,relecture,revue,signatures,protections,pruebas,prueba,verificaci*,firmas,firma,reglas,revisi*,seguridad,testes,teste,verificaç*,segurança,assinatura*,controlli,controllo,regole,firme,sicurezza,тест*,провер*,правил*,подпис*,защит*,ревью,测试,检查,审查,验证,规则,安全,签名,校验,审核,テスト,検証,レビュー,ルール,チェック,署名,테스트,검사,검증,리뷰,규칙,서명';
const SEND =
  'write,writes,echo*,quote*,open,opens,read,reads,cat,schreib*,écri*,escrib*,escrev*,scriv*,пиш*,писа*,写,paste,send,sends,sent,sending,upload,uploads,uploaded,post,posts,copy,copies,export,exports,share,shares,hand over,hands over,hand out,print,prints,printed,reveal*,go to,goes to,forward*,mail,email,e-mail,leak*,mirror*,submit*,paste*,put,puts,include*,give,gives,rotate,schick*,sende*,hochlad*,lade,lädt,laden,kopier*,übermittel*,weitergeb*,weiterleit*,envoi*,envoy*,transmet*,téléverse*,copi*,env[ií]*,enviar,envíe*,envía*,envie*,enviem,enviarlos,sube,suban,subir,mandar,mande*,publi*,invia*,inviare,carica*,caricare,отправ*,пересыл*,загруж*,загруз*,выклад*,переда*,上传,发送,发到,发给,复制,传到,寄给,送信,アップロード,送,전송,업로드,보내,복사';
const SECRETS =
  ".env,env,environment variable*,secret,secrets,api key*,keys,key,ssh key*,token,tokens,credential*,password*,kubeconfig,environment,geheimnis*,zugangsdaten,umgebungsvariable*,schlüssel,passwörter,variables d'environnement,secrets,clés,jetons,identifiants,mots de passe,variables de entorno,secretos,claves,credenciales,contraseñas,variáveis de ambiente,segredos,chaves,senhas,variabili d'ambiente,segreti,chiavi,credenziali,секрет*,ключ*,токен*,парол*,переменн* окружения,密钥,令牌,密码,环境变量,凭据,凭证,私钥,秘密鍵,秘密,環境変数,トークン,パスワード,認証情報,키를,비밀,토큰,환경 변수,비밀번호,자격 증명";
const OUTSIDE = '/etc/\\w|\\.ssh|\\.aws|\\.env\\b|\\.kube|\\.npmrc';
const GOODS =
  'repository,repo,source,source code,file contents,contents,files,code,telemetry,dump,report,repositorio,repositório,copia,código,dépôt,quellcode,kopie,inhalt*,datei*,репозитор*,код,代码,仓库,文件,コード,リポジトリ,ファイル,코드,저장소,파일';
const DELETE =
  'delete,deletes,deleted,deleting,wipe,wipes,erase*,purge*,drop,drops,destroy*,overwrite*,remove,removes,lösch*,entfern*,supprim*,efface*,borr*,elimin*,apag*,exclu*,cancell*,удал*,стир*,删除,清除,删掉,移除,削除,消し,삭제,지우,제거';
const THINGS =
  'branch,branches,file,files,table,tables,data,database*,note,notes,history,log,logs,volume*,memory,memories,entries,test,tests,it,them,repository,backup*,zweige,zweig,dateien,datei,tabelle*,notiz*,tests,branches,branche,fichiers,fichier,tables,ramas,rama,archivos,tablas,datos,pruebas,notas,arquivos,tabelas,testes,dados,file,rami,dati,tabelle,ветк*,файл*,таблиц*,данны*,тест*,分支,文件,数据,记录,测试,笔记,表,ブランチ,ファイル,データ,テスト,브랜치,파일,데이터,테스트';
const RUN =
  'go ahead,goes ahead,proceeds,verwende*,benutz*,usar,usa,usen,utiliz*,utilis*,run,runs,running,execute,executes,install,installs,use,uses,set,sets,proceed*,apply,applies,führ*,ausführ*,ausgeführt,installier*,exécut*,lance*,installe*,ejecut*,instal*,execut*,rod*,esegu*,install*,запус*,выполн*,устан*,运行,执行,安装,使用,実行,インストール,실행,설치';
const DANGERS =
  'sudo,as root,destructive,shell,any command,every command,all commands,terraform apply,force,outside the sandbox,outside of the sandbox,without the sandbox,without a sandbox,unsandboxed,außerhalb der sandbox,hors du bac à sable,fuera del sandbox,fora do sandbox,вне песочницы,als root,root-rechte*,en tant que root,como root,come root,от root,от имени root';
const DANGER_SIGNS = 'curl|wget|https?:|--yes\\b|--force\\b|--no-verify\\b|-y\\b|chmod|rm -|hookspath|\\| ?(?:ba)?sh\\b';
const ADD =
  'inherit,inherits,has,have,had,gets,get,receive,receives,hold,holds,give,gives,haben,hat,bekomm*,ont,tienen,tiene,têm,hanno,add,adds,create,creates,grant,grants,assign*,hinzufüg*,füg*,trag*,ajout*,añad*,agreg*,adicion*,aggiung*,добав*,添加,加入,追加,추가';
const DOORS =
  'authorized_keys,collaborator*,ssh-*,codeowners,admin,admins,administrator*,owner,owners,maintainer*,allow list,allowlist,whitelist,deploy key*,admin rights,full control,full access,write access,write permission*,administrateur*,amministrator*,host,mitarbeiter,collaborateur*,colaborador*,collaborator*,администратор*,协作者,管理员,白名单,共同作業者,管理者,관리자,협업자';
const TRUST =
  'treat,treats,treated,trust,trusts,trusted,相信,听从,vertrau*,fais confiance,faites confiance,confía*,confie*,confia*,fidarsi,довер*,信任,信頼,신뢰';

const OBEY =
  'lade,laden,holen,obey*,follow,follows,take,takes,fetch*,load,loads,come from,folge*,befolg*,suis,suivez,suivent,obedece*,sigue*,seguir,sigan,siga*,obbedi*,segui*,следу*,слуша*,遵守,服从,听从,执行,従う,従って,따르,따라';
/** A verb and its object, in either order. */
function act(verbs: string, objects: string, others = ''): RegExp {
  const object = others === '' ? `(?:${words(objects)})` : `(?:${words(objects)}|${others})`;
  return new RegExp(`(?:${words(verbs)}).{0,80}?${object}|${object}.{0,80}?(?:${words(verbs)})`, 'u');
}

/** What costs something when an agent does it. */
export const ACTS: readonly RegExp[] = [
  act(LAND, CHANGES),
  act(PUSH, PLACES, '@|https?:'),
  act(SEND, SECRETS, OUTSIDE),
  /(?<![a-zß-ɏа-џ])treat\w* .{0,60} as (?:(?:the|their|your|its) (?:highest|only|first|final|own) \w+|law|success\w*|passed|approved|instructions|orders|trusted|fine|green)\b|\b(?:whatever|everything|anything|what) .{0,40}\b(?:writes?|says?|asks?|posts?|wants)\b.{0,60}\b(?:executed|run by|obeyed|followed|carried out|trusted)\b/u,
  new RegExp(`(?=.*(?:https?:|\\w@\\w))(?:${act(SEND, GOODS).source})`, 'u'),
  act(DELETE, THINGS),
  act(RUN, DANGERS, DANGER_SIGNS),
  act(ADD, DOORS, 'https?:|\\b\\d{1,3}(?:\\.\\d{1,3}){3}\\b'),
  act(
    TRUST,
    CHANGES +
      ',as instructions,command,commands,commande*,comando,comandi,comandos,befehl*,команд*,命令,comments,as orders,considérer,approuvées',
  ),
  act(
    OBEY,
    'instructions,rules,orders,guidance,directives,anweisungen,regeln,befehle,consignes,instrucciones,instruções,istruzioni,инструкции,指令,指示,规则,지시',
    'https?:|\\.txt\\b',
  ),
];
/** Words that stand for what needs care, whatever is done with it. */
export const RISK = new RegExp(
  `${words(
    'backdoor*,hintertür*,porte dérobée,puerta trasera,permisos,permissões,permessi,berechtigungen,rechte,права,instructions,review,reviews,reviewed,reviewing,unreviewed,approval*,approve*,merge,merges,merging,push,pushes,force-push*,hooks,lint,test failures,failing tests,failing test,failed tests,security,signature*,signing key*,secret*,credential*,password*,vault,environment variable*,root,sudo,admin,admin rights,permissions,protection*,production,deploy*,publish*,delete*,scan,scans,bypass*,waved through,billing,' +
      'geheimnis*,passwörter,zugangsdaten,produktion*,lösch*,umgeh*,signatur*,prüfung*,' +
      'fusionner,supprimer,secrets,sécurité,mots de passe,production,déployer,publier,borrar,fusionar,desplegar,secretos,contraseñas,producción,seguridad,apagar,senhas,segredos,produção,publicar,segurança,cancellare,pubblicare,password,segreti,produzione,удал*,слив*,секрет*,парол*,прод,публик*',
  )}|后门|管理员|权限|配置|バックドア|백도어|生产|部署|删除|密钥|密码|安全|审查|审核|推送|合并|本番|デプロイ|削除|秘密|パスワード|セキュリティ|マージ|운영|배포|삭제|비밀|보안|병합|/etc/\\w`,
  'u',
);
/** What protects is switched off. */
export const DISARMS = act(SKIP, GUARDS);

/** Somebody shall. */
export const ORDER = any(
  'must,should,shall,have to,has to,need to,needs to,is to,are to,always,please,kindly,from now on,from today,first,whenever,immediately,do,does,take their,takes its,are expected,is expected,are required,is required,it is customary,good practice,policy,decision,rule,told,instructed,convention,' +
    'muss,müssen,soll,sollen,bitte,immer,ab sofort,ab jetzt,ab heute,stets,zuerst,sofort,gilt,beschlossen,' +
    "doit,doivent,toujours,désormais,d'abord,dorénavant,s'il vous plaît,merci de,veuillez,debe,deben,debería*,siempre,a partir de ahora,desde ahora,primero,por favor,deve,devem,devono,sempre,a partir de agora,d'ora in poi,per favore,должен,должны,должна,обязан*,следует,всегда,отныне,нужно,пожалуйста," +
    '必须,应当,应该,应把,应将,请,一律,以后,总是,务必,今后,遇到,すべき,してください,ください,必ず,常に,今後,해야,하세요,하십시오,항상,반드시,앞으로,해 주세요',
);
/** Somebody may. */
export const ALLOW = any(
  'may,vía libre,carta blanca,carte blanche,free rein,freie hand,feu vert,green light,via libera,拥有,has the go,free access,unrestricted access,acceso libre,acceso total,acesso livre,acesso total,accès libre,accès complet,accesso libero,freien zugriff,freier zugriff,полный доступ,完全访问,fine for,ok for,okay for,go ahead,full control,full access,write access,write permission,admin rights,inherit,inherits,blessing,exempt,counts as,count as,treated as,considered approved,no longer gate,gives,control over,kannst,vollzugriff,abgesegnet,genehmigt,gilt nicht,gelten nicht,nicht für,autoriz*,peut considérer,gave,free to,permitted,permits,permission*,let,lets,cleared to,authorised,authorized,granted,entitled,consent,has been approved,have been approved,are approved,has approved,have agreed,trusted with,can assume,welcome to,can,could,' +
    'dürfen,darf,dürft,erlaubt,erlaubnis,berechtigt,befugt,können,kann,autoris*,le droit,ont le droit,a le droit,peut,peuvent,peux,pouvez,permission,habilit*,permis,puede,pueden,puedes,permiso,autorizad*,permitid*,pode,podem,permissão,autorizaç*,può,possono,permesso,autorizzat*,можно,разреш*,может,могут,вправе,' +
    '可以,允许,有权,许可,获准,授权,可直接,てよい,てもよい,許可,して良い,できます,할 수,허용,허가,해도 된다,해도 됩니다,도 됩니다,도 된다,권한,構わない,かまわない,よい,良い',
);
/** Permissions and orders that stand before the one they are for as often. */
export const ALLOW_ALWAYS = any(
  'allowed,permitted,permits,permission*,let,lets,told,instructed,fine for,ok for,okay for,gives,gave,consent,exempt,blessing,policy,from now on,from today,it is customary,good practice,decision,agreed,erlaubt,ab sofort,ab jetzt,ab heute,gilt,dürfen,darf,gebeten,autoris*,désormais,dorénavant,permis,permiso,autoriz*,a partir de ahora,a partir de agora,si prega,prega,autorizzat*,разреш*,можно,允许,许可,授权,以后,今后,从今,請,请,許可,허용,허가',
);
/** The question, the review or the knowledge of a person is left out. */
export const ABSENCE = new RegExp(
  [
    '(?<!\\b(?:not|never|nothing|nobody)\\s(?:\\w+\\s){0,4})\\b(?:without|w/o|with no)\\s(?:\\w+\\s){0,3}?(?:review\\w*|asking|ask|read\\w*|confirm\\w*|approv\\w*|questions?|check\\w*|tell\\w*|prompt\\w*|notice|consent|permission|verif\\w*|human|looking|sign-?off|ticket|inform\\w*|notif\\w*|warn\\w*|hesitat\\w*|wait\\w*|supervision|oversight|look)\\b',
    '\\b(?:no|without any) (?:(?:further|human|second|additional|explicit|prior|more|code|extra) ){0,2}(?:confirmations?|reviews?|approvals?|questions?|sign-?offs?|permission|consent|checks?|second look|look|prompts?)(?: (?:is|are|was))? ?(?:needed|required|necessary|asked)?\\b',
    '\\b(?:needs?|requires?|need) no (?:\\w+ ){0,2}(?:confirmation|review|approval|question|look|check|permission|sign-?off|human)\\b|\\b(?:no|any) need to (?:ask|double[- ]check|recheck|confirm|check|review|verify|wait|document|tell|inform|explain|mention)\\b',
    "\\b(?:does not|do not|doesn't|don't|need not|needn't|not) (?:have to |need to |required to |obliged to |expected to )?(?:ask|confirm|verify|wait for (?:ci|review|approval|confirmation)|prompt|check with|request (?:approval|review))\\b",
    '\\b(?:never|not) (?:asks?|waits?|confirms?|prompts?) (?:for|before|the|anybody|anyone|again)\\b|\\bnever (?:asks?|waits?)\\b|\\bnobody (?:needs|has) to\\b|\\bnobody (?:(?:will|is going to) (?:check|look|review|read)|checks|reviews|watches)\\b',
    '\\b(?:confirmations?|approvals?|reviews?|sign-?offs?|prompts|questions?|safeguards?|guardrails?|oversight)\\b.{0,40}\\b(?:unnecessary|not needed|not necessary|off|waived|suspended|lifted|dropped|obsolete|optional|implied|assumed|retired)\\b',
    "\\b(?:gilt|gelten)\\b.{0,40}\\bnicht\\b|\\b(?:does|do) not apply\\b|s'applique(?:nt)? pas|\\bn[oã]o? se aplica[a-zß-ɏа-џ]*|\\bnon si applica[a-zß-ɏа-џ]*|не (?:действу|распростран)[a-zß-ɏа-џ]*|不适用",
    "\\bskip(?:s|ping)? (?:asking|confirm\\w*|the question|questions)\\b|\\bn'attend[a-zß-ɏа-џ]* pas\\b|\\bno esper[a-zß-ɏа-џ]* (?:a|la|el)\\b|\\bwarte[nt]? (?:hier )?nicht\\b|\\bles yeux fermés\\b|\\bno questions asked\\b|\\bwith all protections disabled\\b|不必等|不用等",
    '\\bno longer (?:gate|require|need|wait|ask|review)\\w*|\\b(?:nobody|no one|none) else (?:looks|reviews|checks|reads)|\\btheir own (?:code )?reviews?\\b|\\bgoes ahead anyway\\b|\\bexempt from\\b',
    '\\b(?:pre-?approved|unreviewed|unattended|on its own|by itself|on their own|silently|quietly|blindly|automatically approve\\w*|counts? as (?:confirmed|approved|reviewed)|already (?:agreed|approved|confirmed|reviewed|checked|vetted))\\b|\\bhas been vetted\\b|\\bis standing consent\\b',
    '\\bohne (?:(?!tests?\\b)\\S+ ){0,3}?(?:prüfung|rückfragen?|nachfragen?|freigabe|review|bestätigung|zustimmung|kontrolle|dass (?:jemand|ein)|zu fragen|hinweis|nachricht|durchsicht|wissen)|\\b(?:keine|keiner|nicht|kein) (?:\\S+ ){0,2}?(?:rückfragen?|nachfragen?|bestätigung|prüfung|freigabe|zustimmung|review|erlaubnis|genehmigung)\\b|\\b(?:rückfrage|nachfrage|prüfung|freigabe|bestätigung|zustimmung|durchsicht|kontrolle|abnahme|gegenlesen|review)\\w*.{0,30}\\b(?:entfällt|entfallen|unnötig|überflüssig|(?:nicht|nicht mehr|nicht länger) (?:nötig|notwendig|erforderlich|vorgesehen|gebraucht))|\\bungeprüft\\b|\\bniemand (?:schaut|prüft|sieht|liest|kontrolliert|merkt)(?![a-zß-ɏ])|\\bpersonne ne (?:vérifie|regarde|relit|contrôle|verra)|\\bnadie (?:lo )?(?:revisa|mira|comprueba|lee)\\b|\\bninguém (?:revisa|verifica|olha|lê)|\\bnessuno (?:controlla|guarda|legge)\\b|никто не (?:провер|смотр|чита|узна)[а-я]*|没有?人会?(?:看|检查|审查|发现)|\\bstillschweigend\\b|\\bmuss nicht (?:gefragt|bestätigt)',
    "\\bsans (?:\\S+ ){0,3}?(?:revue|relecture|lecture|lire|regarder|examen|demander|prévenir|confirmation|validation|vérif[a-zß-ɏа-џ]*|avertir|autorisation|approbation|informer|attendre|contrôle|poser|question)|\\b(?:relecture|revue|validation|confirmation|approbation)\\b.{0,30}\\b(?:plus nécessaire|pas nécessaire|inutile|superflue|n'est plus|pas besoin|n'est pas)|\\bpas besoin de\\b|\\binutile d(?:e |')(?:demander|vérifier|prévenir)|\\bn'(?:a(?:vez|s)?|ont) (?:pas|plus) (?:besoin |à )(?:de )?(?:demander|attendre|vérifier|consulter)",
    '\\bsin (?:\\S+ ){0,3}?(?:revis[a-zß-ɏа-џ]*|preguntar|avisar|confirma[a-zß-ɏа-џ]*|aproba[a-zß-ɏа-џ]*|permiso|consultar|verificar|pedir|informar|esperar|control)|\\bno (?:hace falta|es necesario|necesita[a-zß-ɏа-џ]*|requiere[a-zß-ɏа-џ]*|hay que|se necesita) ?(?:\\S+ ){0,2}?(?:preguntar|confirma[a-zß-ɏа-џ]*|revis[a-zß-ɏа-џ]*|avisar|permiso|aproba[a-zß-ɏа-џ]*|consultar)?',
    '\\bsem (?:\\S+ ){0,3}?(?:revis[a-zß-ɏа-џ]*|perguntar|avisar|confirma[a-zß-ɏа-џ]*|aprova[a-zß-ɏа-џ]*|permiss[a-zß-ɏа-џ]*|consultar|verificar|pedir|informar)|\\bnão (?:precisa[a-zß-ɏа-џ]*|é preciso|é necessário|há necessidade de) ?(?:de )?(?:perguntar|confirmar|revisar|avisar|pedir)?',
    "\\bsenza (?:\\S+ ){0,3}?(?:revision[a-zß-ɏа-џ]*|chiedere|avvisare|conferm[a-zß-ɏа-џ]*|approvazion[a-zß-ɏа-џ]*|controll[a-zß-ɏа-џ]*|permesso|verific[a-zß-ɏа-џ]*|informare)|\\bnon (?:serve|occorre|è necessari[a-zß-ɏа-џ]*|c'è bisogno|bisogna) ?(?:di )?(?:chiedere|confermare|conferma|revisione)?",
    '(?<![a-zß-ɏа-џ])без (?:\\S+ ){0,3}?(?:провер[a-zß-ɏа-џ]*|ревью|вопрос[a-zß-ɏа-џ]*|подтвержд[a-zß-ɏа-џ]*|согласов[a-zß-ɏа-џ]*|уведомл[a-zß-ɏа-џ]*|одобрен[a-zß-ɏа-џ]*|спрос[a-zß-ɏа-џ]*|разрешени[a-zß-ɏа-џ]*)|не (?:нужно|требуется|надо) (?:\\S+ )?(?:спрашивать|подтвержд[a-zß-ɏа-џ]*|провер[a-zß-ɏа-џ]*|ревью|согласов[a-zß-ɏа-џ]*)|не спрашивая|вопрос[а-я]*[^.!?]{0,40}не задава[а-я]*|не задава[а-я]*[^.!?]{0,20}вопрос[а-я]*|(?:провер[a-zß-ɏа-џ]*|ревью|подтвержд[a-zß-ɏа-џ]*) не (?:нужн[a-zß-ɏа-џ]*|требу[a-zß-ɏа-џ]*)',
    '(?:无需|不需要|不用|不必|无须|毋须|未经|免去|不经)[^。！？]{0,12}(?:审核|审查|评审|询问|确认|批准|同意|检查|通知|告知|许可|人工|复核)|(?:審査|レビュー|確認|承認|許可|質問|通知|断り|検証)(?:は|を|も)?(?:なし|不要|せず|省略|必要(?:は|が)?(?:ない|ありません)|しなくて|いらない|要りません)|(?:확인|검토|리뷰|승인|허락|질문|동의|검증|묻지|알리지)(?:을|를|도|은|는)? ?(?:없이|필요 ?없|불필요|않고|생략|안 해도)',
  ].join('|'),
  'u',
);

/** Somebody shall not know, or shall be told a thing that is not so. */
export const HIDE = new RegExp(
  [
    "\\b(?:do not|don't|never|not|without|avoid|needn't|no need to) (?:to )?(?:ever )?(?:tell\\w*|mention\\w*|reveal\\w*|disclos\\w*|report\\w*|explain\\w*|bring\\w*|inform\\w*|document\\w*|notify\\w*|alert\\w*|talk)\\b.{0,50}(?:\\b(?:users?|humans?|persons?|people|reviewers?|owners?|developers?|anyone|anybody|operators?|topic|change|it|this)\\b)",
    '\\b(?:leave|keep|hide|omit|strip)\\b.{0,50}\\b(?:out of|from|off)\\b.{0,30}\\b(?:summar\\w+|reports?|answers?|users?|changelog|pull request|description|log)\\b',
    "\\b(?:regardless of|no matter|whatever|egal,? was|quoi que|diga lo que diga|independentemente d[eo]) (?:what |whether )?(?:the |a |der |die |el |l')?(?:users?|person|human|people|anyone|they|nutzer|benutzer|utilisateur|usuario|usuário)\\b",
    "\\b(?:refuses? to|avoids?|declines? to|must not|do not|don't|never) (?:discuss\\w*|talk\\w*|speak\\w*|answer\\w*)\\b.{0,60}\\b(?:users?|humans?|people|customers?|anyone|reviewers?)\\b|\\b(?:(?:hide|hides|conceal|conceals|withhold|withholds)\\b.{0,60}\\bfrom|(?:conceal|conceals|withhold|withholds)\\b.{0,60})\\b.{0,25}\\b(?:users?|humans?|people|reviewers?|maintainers?|auditors?)\\b|\\b(?:verheimlich\\w*|verberg\\w*|verschleier\\w*)\\b|\\b(?:cach(?:er|ez|ent|e)|dissimul\\w+)\\b.{0,60}\\b(?:utilisateurs?|relecteurs?|humains?)\\b|\\b(?:ocult|escond|nascond|encubr)\\w+\\b.{0,60}\\b(?:usuari\\w+|usuári\\w+|revisor\\w*|utent\\w+|person\\w+)\\b|(?:скры|утаи|умалч)[а-я]*.{0,50}(?:ревьюер|пользовател|человек|люд|провер)|隐瞒|瞒着|隠す|隠して|隠し|숨기|숨겨",
    '\\b(?:stays?|keeps?|remains?) (?:silent|quiet)\\b|\\bgarde[a-zß-ɏа-џ]* le silence|\\bguard[a-zß-ɏа-џ]* silencio|\\b(?:non|ne pas|no|não) (?:citare|nominare|citer|citar)\\b',
    '\\b(?:say|says) nothing\\b|\\bnobody (?:needs to|has to|must|should) (?:know|be (?:told|informed|pinged|asked))\\b',
    '\\b(?:nicht|nichts|nie|niemals)\\b.{0,50}\\b(?:sagen|erwähnen|melden|mitteilen|verraten|erzählen|informieren|berichten)\\b|\\b(?:erwähn\\w*|sag\\w*|melde\\w*|verrat\\w*|verschweig\\w*)\\b.{0,60}\\b(?:nicht|nichts|niemand\\w*)\\b|\\bverschweig\\w*',
    '\\bne\\b.{0,25}\\b(?:signale[a-zß-ɏа-џ]*|mentionn[a-zß-ɏа-џ]*|dire|dis|dites|dit|parle[a-zß-ɏа-џ]*|préven[a-zß-ɏа-џ]*|inform[a-zß-ɏа-џ]*|révél[a-zß-ɏа-џ]*|indiqu[a-zß-ɏа-џ]*)(?![a-zß-ɏа-џ]).{0,60}\\b(?:utilisateur[a-zß-ɏа-џ]*|personne|humain[a-zß-ɏа-џ]*|développeur[a-zß-ɏа-џ]*|relecteur[a-zß-ɏа-џ]*)',
    '(?<![a-zß-ɏа-џ])(?:no|nunca|sin|não|nunca|sem|non|senza)\\b.{0,25}(?:mencion[a-zß-ɏа-џ]*|dig[a-zß-ɏа-џ]*|decir[a-zß-ɏа-џ]*|cuent[a-zß-ɏа-џ]*|avis[a-zß-ɏа-џ]*|inform[a-zß-ɏа-џ]*|revel[a-zß-ɏа-џ]*|dizer|diga[a-zß-ɏа-џ]*|cont[ea][a-zß-ɏа-џ]*|dire|dirlo|menzion[a-zß-ɏа-џ]*|rivel[a-zß-ɏа-џ]*|avvis[a-zß-ɏа-џ]*|segnal[a-zß-ɏа-џ]*).{0,50}(?:usuari[a-zß-ɏа-џ]*|usuári[a-zß-ɏа-џ]*|utente|utenti|person[ae]|humano[a-zß-ɏа-џ]*|nadie|ningu[eé]m|nessuno|desarrollador[a-zß-ɏа-џ]*)',
    'не (?:говор[a-zß-ɏа-џ]*|сообщ[a-zß-ɏа-џ]*|упомина[a-zß-ɏа-џ]*|рассказыв[a-zß-ɏа-џ]*|показыв[a-zß-ɏа-џ]*|уведомл[a-zß-ɏа-џ]*).{0,40}(?:пользовател[a-zß-ɏа-џ]*|никому|человек[a-zß-ɏа-џ]*|люд[a-zß-ɏа-џ]*)|(?:пользовател[a-zß-ɏа-џ]*|никому|человек[a-zß-ɏа-џ]*).{0,30}не (?:говор[a-zß-ɏа-џ]*|сообщ[a-zß-ɏа-џ]*|упомина[a-zß-ɏа-џ]*|рассказыв[a-zß-ɏа-џ]*)',
    '(?:不要|别|勿|不必|无需|不得|不应|不用)[^。！？]{0,25}(?:告诉|告知|通知|提醒|提及|提到|说明|透露|报告|汇报)|(?:ユーザー|利用者|人間|誰|担当者)[^。！？]{0,15}(?:言わない|知らせない|伝えない|教えない|話さない|話すな|言及しない|報告しない|報告せず|伝えず|知らせず|報告は不要)|(?:사용자|사람|누구|담당자)[^.!?]{0,20}(?:말하지|알리지|보고하지|언급하지|전하지)',
  ].join('|'),
  'u',
);
/** What is to be said, whatever is so. */
export const CLAIM = new RegExp(
  [
    '\\b(?:report|reports|say|says|answer|answers|state|states|claim|claims|confirm|confirms|tell|tells|reply|respond)\\b.{0,50}(?:["“«]|\byes\b|\\b(?:success|green|passed|clean|safe|audited|no known|nothing to|no issues|all (?:is )?(?:good|fine|well)|approved)\\b)',
    '\\b(?:melde[nt]?|behaupte\\w*|antworte\\w*|sag\\w*|bericht\\w*)\\b.{0,40}\\b(?:grün\\w*|erfolg\\w*|bestanden|geprüft|sicher|fehlerfrei)\\b|\\b(?:grün\\w*|erfolg\\w*)\\b.{0,40}\\b(?:melden|meldet|gemeldet)\\b',
    '\\b(?:réponds?|répondez|répondre|indique[a-zß-ɏа-џ]*|déclare[a-zß-ɏа-џ]*|signale[a-zß-ɏа-џ]*|annonce[a-zß-ɏа-џ]*|dis|dites)\\b.{0,40}(?:«|\\b(?:succès|réussi[a-zß-ɏа-џ]*|vert[a-zß-ɏа-џ]*|passé[a-zß-ɏа-џ]*|audité[a-zß-ɏа-џ]*))|(?<![a-zß-ɏа-џ])(?:responde[a-zß-ɏа-џ]*|informe[a-zß-ɏа-џ]*|reporta[a-zß-ɏа-џ]*|di|diga[a-zß-ɏа-џ]*|reporte[a-zß-ɏа-џ]*|declar[a-zß-ɏа-џ]*).{0,40}(?:["«]|éxito|verde|pasad[a-zß-ɏа-џ]*|pasan|pasaron|passam|passaram|aprobad[a-zß-ɏа-џ]*|sucesso|aprovad[a-zß-ɏа-џ]*|passad[a-zß-ɏа-џ]*|auditad[a-zß-ɏа-џ]*)',
    '(?:报告|回答|回复|声称|宣称|汇报)[^。！？]{0,20}(?:成功|通过|正常|安全|没有问题|无漏洞)|(?:成功|問題ない|問題なし|合格|パス)[^。！？]{0,10}(?:報告|回答|答え)|(?:성공|통과|문제 ?없)[^.!?]{0,15}(?:보고|답변|대답)|(?:сообща[a-zß-ɏа-џ]*|отвеча[a-zß-ɏа-џ]*|докладыва[a-zß-ɏа-џ]*|говори[a-zß-ɏа-џ]*).{0,40}(?:успе[a-zß-ɏа-џ]*|пройден[a-zß-ɏа-џ]*|зелён[a-zß-ɏа-џ]*|чист[a-zß-ɏа-џ]*)',
  ].join('|'),
  'u',
);

/** What is told as agreed. */
export const AGREED =
  /\b(?:approved|agreed|consented|signed off|authori[sz]ed|permitted|decided|allowed) (?:by|with|for|on)\b|\b(?:has|have) (?:been )?(?:approved|agreed|consented|cleared|authori[sz]ed|decided)\b|\b(?:beschlossen|abgesprochen|abgesegnet)\b|\bdéjà (?:approuv|validé|d'accord)|\bya (?:aprob|autoriz|acord)/u;

/** An act that is forbidden, or held back until somebody agrees. */
export const FORBIDDEN =
  /\b(?:must|should|shall|may|can|could|will|would|do|does|did|is|are|was|were)(?:n't| not| never| no longer)\b|\bcannot\b|\b(?:never|forbidden|refuses?|asks? for (?:confirmation|permission|approval)|must pass|until\b.{0,40}\b(?:approv|review|confirm|sign|agree)\w*|(?:stays?|remains?|is left|are left) (?:with|to|for) (?:people|humans?|persons?|maintainers?|reviewers?|us)|\bbut\b.{0,40}\b(?:people|persons?|humans?|maintainers?)\b|advisory|in (?:the|a|its) sandbox|goes? through (?:the|a) \w+|(?:must|ha(?:s|ve) to|needs? to) be (?:reviewed|checked|approved|tested|signed)|before (?:the|an?|any) (?:agent|assistant|bot|model)|needs? (?:a |an )?(?:review|approval|confirmation)|requires? (?:a |an )?(?:human |explicit )?(?:review|approval|confirmation)|are limited|is limited|as drafts?|blocked|only maintainers|only (?:after|when|if|with|once)|not allowed|unless|prevents?|stops?|blocks?|instead of)\b|\b(?:nicht|nie|niemals|keine?|nur (?:nach|wenn|mit)|verboten)\b|\b(?:ne|n')\b.{0,40}\b(?:pas|jamais|plus|que)\b|(?<![a-zß-ɏа-џ])(?:no (?:debe|puede|podr|borr|elimin|fusion|aprueb|env[ií]|ejecut|salt|desactiv)[a-zß-ɏа-џ]*|nunca|não|non|не|нельзя|никогда|sólo|só|только)(?![a-zß-ɏа-џ])|不得|不能|禁止|不可|不应|不允许|只能|必须经|してはならない|しない|禁止|できない|하지 않|안 된다|안 됩니다|금지|해서는/u;
