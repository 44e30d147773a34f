import { describe, expect, it } from 'vitest';
import { consolidate } from '../../../src/dream/claims/consolidate.js';
import { foreignDecision, isForeign } from '../../../src/dream/reading/cues-of-languages.js';
import { commitEntry, reachableOf } from '../entries.js';

/** Each row of each table, by an example: the subject, and a body with the reason. */
const EXAMPLES: readonly (readonly [kind: string, subject: string, body: string])[] = [
  [
    'replaced',
    'Ersetze Redis durch PostgreSQL für die Sitzungen',
    'Redis verliert die Daten bei einem Neustart, weil nichts gespeichert wird.',
  ],
  ['dropped', 'Entferne die Unterstützung für Node 16', 'Das ist nötig, weil niemand sie mehr wartet.'],
  ['renamed', 'Die Tabelle kunden wurde in clients umbenannt', 'Das geschah, damit die Namen einheitlich sind.'],
  ['required', 'Für den Bau wird mindestens Node 20 benötigt', 'Ältere Versionen scheitern, weil ihnen fetch fehlt.'],
  ['default', 'Das Protokoll ist standardmäßig aus', 'Es füllte die Platte, weil jede Anfrage darin stand.'],
  ['rule', 'Die Tests dürfen nie auf die Produktion zugreifen', 'Sonst gehen Daten verloren, weil sie Tabellen leeren.'],
  ['replaced', 'Remplace Jenkins par GitLab pour les tests', 'Jenkins était lent parce que la machine est vieille.'],
  ['dropped', 'Supprime la prise en charge de Node 16', 'Elle est inutile, car plus personne ne la maintient.'],
  ['renamed', 'Renomme la table des clients en accounts', 'Le nom change afin de suivre les autres tables.'],
  ['required', 'La construction exige Node 20 pour les modules', 'Les anciennes échouent parce que fetch leur manque.'],
  ['default', 'Le journal est désactivé par défaut dans les tests', 'Il remplissait le disque, car tout y était écrit.'],
  ['rule', 'Les tests ne doivent jamais lire la base de production', 'Sinon des données se perdent, car ils vident des tables.'],
  ['replaced', 'Reemplaza Redis por PostgreSQL para las sesiones', 'Redis pierde los datos porque no guarda nada.'],
  ['dropped', 'Elimina el soporte de Node 16 para los paquetes', 'No hace falta, ya que nadie lo mantiene.'],
  ['renamed', 'Renombra la tabla de los clientes', 'El nombre cambia para que siga a las otras.'],
  ['required', 'La construcción requiere Node 20 para los módulos', 'Las antiguas fallan porque les falta fetch.'],
  ['default', 'El registro está apagado por defecto en los tests', 'Llenaba el disco porque se escribía todo.'],
  ['rule', 'Los tests nunca leen la base de producción', 'Se pierden datos, porque vacían las tablas.'],
  ['replaced', 'Substitui o Redis por PostgreSQL para as sessões', 'O Redis perde os dados porque não grava nada.'],
  ['dropped', 'Remove o suporte do Node 16 para os pacotes', 'Não faz falta, pois ninguém o mantém.'],
  ['renamed', 'Renomeia a tabela dos clientes', 'O nome muda para que siga as outras.'],
  ['required', 'A construção requer Node 20 para os módulos', 'As antigas falham porque lhes falta fetch.'],
  ['default', 'O registo está desligado por padrão nos testes do servidor', 'Enchia o disco porque se gravava tudo.'],
  ['rule', 'Os testes nunca leem a base de produção', 'Perdem-se dados, pois eles esvaziam as tabelas.'],
  ['replaced', '会话存储从 Redis 迁移到 PostgreSQL', '因为 Redis 重启后会丢失数据。'],
  ['dropped', '移除对 Node 16 的支持', '因为没有人维护它。'],
  ['renamed', '将 clients 表重命名为 accounts', '为了与其他表保持一致。'],
  ['required', '构建至少需要 Node 20', '因为旧版本没有 fetch。'],
  ['default', '日志默认关闭', '因为它会写满磁盘。'],
  ['rule', '测试禁止访问生产数据库', '否则会丢失数据，因为测试会清空表。'],
  ['replaced', 'セッションを Redis から PostgreSQL に移行', '再起動でデータが失われるため。'],
  ['dropped', 'Node 16 のサポートを終了', '保守する人がいないため。'],
  ['renamed', 'テーブル clients を accounts にリネーム', '他のテーブルに合わせるため。'],
  ['required', 'ビルドには Node 20 以上が必要', '古い版には fetch がないため。'],
  ['default', 'ログをデフォルトで無効にする', 'ディスクが一杯になるため。'],
  ['rule', 'テストから本番データベースへの接続を禁止', 'テーブルが空になるため。'],
  ['replaced', 'Redis durch PostgreSQL ersetzen', 'Weil Redis beim Neustart Daten verliert.'],
  ['replaced', 'Den Bau auf pnpm umgestellt', 'Weil npm zu langsam installiert.'],
  ['dropped', 'Unterstützung für Node 16 entfernen', 'Denn niemand pflegt sie mehr im Projekt.'],
  ['reason', 'Für Passwörter argon2 verwenden', 'Weil bcrypt nach 72 Bytes abschneidet.'],
  ['replaced', 'Passer à pnpm', 'Parce que npm installe trop lentement.'],
  ['dropped', 'Ne plus journaliser les corps de requête', 'Car ils contiennent des données personnelles.'],
  ['reason', 'Utiliser argon2 pour les mots de passe', 'Parce que bcrypt coupe à 72 octets.'],
  ['replaced', 'Pasar a pnpm en el servidor de integración', 'Porque npm instala demasiado despacio.'],
  ['reason', 'Usar argon2 para las contraseñas', 'Porque bcrypt corta a 72 bytes.'],
  ['replaced', 'Migrar para pnpm no servidor de integração', 'Porque o npm instala devagar demais.'],
  ['reason', 'Usar argon2 para as senhas', 'Porque o bcrypt corta em 72 bytes.'],
  ['reason', '密码改为采用 argon2', '因为 bcrypt 会截断密码。'],
  ['reason', 'パスワードに argon2 を採用', 'bcrypt は長さを切り詰めるため。'],
];

describe('a commit in another language', () => {
  it.each(EXAMPLES)('%s: %s', (kind, subject, body) => {
    expect(foreignDecision(subject)).toBe(kind);
    const entry = commitEntry({ subject, body });
    const { candidates } = consolidate({ entries: [entry], reachable: reachableOf([entry]), topics: [], verdicts: [], nowMs: entry.atMs });
    expect(candidates.map(({ after }) => after)).toEqual([expect.stringContaining(subject)]);
    expect(candidates[0]?.after).toContain(body.replace(/[.。]$/, ''));
  });

  it.each(['Ersetze Redis durch PostgreSQL für die Sitzungen', '移除对 Node 16 的支持'])('without a reason is counted: %s', (subject) => {
    const entry = commitEntry({ subject });
    const { candidates, notes } = consolidate({
      entries: [entry],
      reachable: reachableOf([entry]),
      topics: [],
      verdicts: [],
      nowMs: entry.atMs,
    });
    expect(candidates).toEqual([]);
    expect(notes).toContainEqual(expect.stringMatching(/^1 commit in other languages than English/));
  });

  it.each([
    'Remove the naïve parser',
    'Fix the das keyboard driver',
    'Use para as the element name',
    'Drop café from the menu',
    'Pass the user to the view',
  ])('is not what is English: %s', (subject) => {
    expect(isForeign(subject)).toBe(false);
  });
});
