import { expect, it } from 'vitest';
import { withSlashes } from '../../src/cli/typed-path.js';

it('takes a backslash for a separator on Windows only', () => {
  expect(withSlashes('C:\\repo\\shop', 'win32')).toBe('C:/repo/shop');
  expect(withSlashes('/repo/back\\slash', 'linux')).toBe('/repo/back\\slash');
});
