import { describe, expect, it } from 'vitest';
import { personKey } from '../../src/store/person.js';

describe('personKey', () => {
  it.each([
    ['Ada@Example.com', 'ada@example.com'],
    ['ada+jobs@example.com', 'ada@example.com'],
    ['ada+a+b@EXAMPLE.com', 'ada@example.com'],
    ['+49@example.com', '+49@example.com'],
    ['"a@b"@example.com', '"a@b"@example.com'],
    ['Ada', 'ada'],
    ['', ''],
  ])('%s is %s', (email, key) => {
    expect(personKey(email)).toBe(key);
  });
});
