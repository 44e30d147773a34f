import { describe, expect, it } from 'vitest';
import { addBullets, newTopicText, replaceBullet, strikeBullet } from '../../src/memory/topic-edit.js';
import { parseTopic, type NewBullet, type TopicBullet } from '../../src/memory/topic.js';

const SLOT: NewBullet = {
  id: 'k9x0aa1b2c',
  text: 'Rust >= 1.88 (Cargo.toml).',
  date: '2026-11-20',
  entries: ['k81m2pp0zd'],
  commits: [],
  slot: 'rust',
  about: [
    { path: 'Cargo.toml', blob: '3f2a91c04d11' },
    { path: 'src/a b@c.rs', blob: '0123456789ab' },
  ],
};

const textOf = (...bullets: NewBullet[]): string => newTopicText({ slug: 'versions', title: 'Versions', description: 'x', bullets });
const read = (text: string): readonly TopicBullet[] => parseTopic(text, 'topics/versions.md').topic.bullets;

describe('the lines slot: and about: below a bullet', () => {
  it('are read back, and are no part of the claim', () => {
    const text = textOf(SLOT);
    expect(text).toContain(
      '\n  evidence: (^k81m2pp0zd)\n  slot: rust\n  about: Cargo.toml@3f2a91c04d11\n  about: src/a b@c.rs@0123456789ab\n',
    );
    expect(read(text)).toMatchObject([
      { id: SLOT.id, claim: SLOT.text, text: 'Rust >= 1.88 (Cargo.toml) (2026-11-20).', slot: 'rust', about: SLOT.about },
    ]);
  });

  it("stay when the bullet is struck, go when it is replaced by one without, and leave a person's lines alone", () => {
    const text = `${textOf(SLOT)}  - ask Ann\n`;
    expect(read(strikeBullet(text, SLOT.id, { by: 'k2aa0b1c3d', on: '2026-11-21' }))).toMatchObject([
      { struck: true, slot: 'rust', about: SLOT.about },
    ]);
    const { slot: _slot, about: _about, ...plain } = SLOT;
    const [bullet] = read(replaceBullet(text, SLOT.id, plain));
    expect(bullet).not.toHaveProperty('slot');
    expect(bullet).not.toHaveProperty('about');
    expect(bullet?.claim).toBe(`${SLOT.text}\n- ask Ann`);
    expect(read(replaceBullet(text, SLOT.id, { ...SLOT, slot: 'go' }))).toMatchObject([{ slot: 'go' }]);
  });

  it('end a claim whose id is missing, and stand beside each other in any order', () => {
    const text = '# T\n\n- Rust 1.88 it is\n  about: Cargo.toml@3f2a91c04d11\n  slot: rust\n';
    expect(read(text)).toMatchObject([{ claim: 'Rust 1.88 it is', slot: 'rust', about: [{ path: 'Cargo.toml', blob: '3f2a91c04d11' }] }]);
  });

  it.each(['about: the weather', 'about: x@123', 'slot:', 'slot: Not a Slot!'])('"%s" is text of the bullet', (line) => {
    expect(read(`# T\n\n- A claim. ^k9x0aa1b2c\n  ${line}\n`)).toMatchObject([{ claim: `A claim.\n${line}` }]);
  });

  it('protected: true is read, ends a claim, is no part of it, and stays when dreams change or strike the bullet', () => {
    const [bullet] = read('# T\n\n- Rust 1.88 it is\n  Protected: true\n');
    expect([bullet?.claim, bullet?.isProtected]).toEqual(['Rust 1.88 it is', true]);
    const text = `${textOf(SLOT)}  protected: true\n`;
    const changes = [text, replaceBullet(text, SLOT.id, SLOT), strikeBullet(text, SLOT.id, { by: 'k2aa0b1c3d', on: '2026-11-21' })];
    for (const changed of changes) expect(read(changed)).toMatchObject([{ claim: SLOT.text, isProtected: true }]);
    expect(read('# T\n\n- A claim. ^k9x0aa1b2c\n  protected: false\n')[0]).not.toHaveProperty('isProtected');
  });

  it('are kept beside those that are added', () => {
    expect(read(addBullets(textOf(SLOT), [{ ...SLOT, id: 'k2aa0b1c3d', slot: 'go', about: [] }]))).toMatchObject([
      { slot: 'rust' },
      { slot: 'go' },
    ]);
  });
});
