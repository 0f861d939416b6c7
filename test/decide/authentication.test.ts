import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aligned, authenticityOf, parseAuthenticationResults, returnPathOf } from '../../src/decide/authentication.js';
import { makeMail } from '../support/messages.js';
import { runs } from '../support/runs.js';
import { anyText } from '../support/text.js';

const id = 'mx.ot-lab.example.org';
const of = (authentication: readonly string[], from = 'Ada <ada@example.com>', trusted = [id]): string =>
  authenticityOf(makeMail({ authentication, from }), trusted);

describe('authenticityOf (RFC 8601)', () => {
  it.each([
    ['pass', `${id}; dmarc=pass header.from=example.com`],
    ['pass', `${id}; dmarc=pass`],
    ['pass', `${id}; DMARC=Pass header.from=EXAMPLE.com`],
    ['pass', `${id} 1; dmarc=pass header.from=example.com`],
    ['pass', `${id};\tdmarc = pass\n header.from = example.com`],
    ['pass', `${id} (our server; spf=fail); dmarc=pass (p=none (really)) header.from=example.com`],
    ['pass', `MX.OT-LAB.EXAMPLE.ORG; dmarc=pass header.from=example.com`],
    ['pass', `${id}; dmarc/1=pass header.from=example.com`],
    ['pass', `${id}; spf=pass smtp.mailfrom=example.com`],
    ['pass', `${id}; spf=pass smtp.mailfrom=ada@mail.example.com`],
    ['pass', `${id}; dkim=pass header.d=example.com`],
    ['pass', `${id}; dkim=pass header.i=@example.com`],
    ['pass', `${id}; dkim=pass header.d="example.com"`],
    ['pass', `${id}; dkim=fail header.d=list.example.net; dkim=pass header.d=example.com`],
    ['pass', `${id}; dmarc=none; dkim=pass header.d=example.com`],
    ['none', `${id}; none`],
    ['none', `${id}`],
    ['none', ``],
    ['none', `${id}; dmarc=none header.from=example.com`],
    ['none', `${id}; dmarc=temperror header.from=example.com`],
    ['none', `${id}; dmarc=pass header.from=example.net`],
    ['none', `${id}; spf=pass smtp.mailfrom=example.net`],
    ['none', `${id}; spf=pass`],
    ['none', `${id}; spf=pass smtp.helo=example.com`],
    ['none', `${id}; spf=softfail smtp.mailfrom=example.com`],
    ['none', `${id}; dkim=pass header.d=example.com.evil.example`],
    ['none', `${id}; dkim=pass header.d=notexample.com`],
    ['none', `${id}; dkim=pass header.d=com`],
    ['none', `${id}; dkim=pass`],
    ['none', `${id}; x-dmarc=pass header.from=example.com`],
    ['none', `${id}; auth=pass smtp.auth=ada@example.com`],
    ['none', `${id}.evil.example; dmarc=pass header.from=example.com`],
    ['none', `evil.${id}; dmarc=pass header.from=example.com`],
    ['none', `(${id}) evil.example; dmarc=pass header.from=example.com`],
    ['none', `evil.example; ${id}; dmarc=pass header.from=example.com`],
    ['none', `${id}; (dmarc=pass header.from=example.com)`],
    // what a sender writes into the envelope address comes back from the trusted server inside quotation marks
    ['none', `${id}; spf=pass smtp.mailfrom="x; dmarc=pass header.from=example.com; y"@evil.example; dmarc=none`],
    ['none', `${id}; spf=pass smtp.mailfrom="a smtp.mailfrom=example.com"@evil.example; dmarc=none`],
    ['none', `${id}; spf=pass smtp.mailfrom="a\\"; dmarc=pass header.from=example.com; "@evil.example; dmarc=none`],
    ['none', `${id}; spf=pass reason="fine; dkim=pass header.d=example.com" smtp.mailfrom=evil.example`],
    ['fail', `${id}; spf=pass smtp.mailfrom="(x"@evil.example; dmarc=fail header.from=example.com`],
    ['pass', `${id}; spf=pass smtp.mailfrom="Ada E"@example.com`],
    ['fail', `${id}; dmarc=fail header.from=example.com`],
    [
      'fail',
      `${id}; dmarc=fail (p=reject) header.from=example.com; spf=pass smtp.mailfrom=example.com; dkim=pass header.d=example.com`,
    ],
  ])('%s: %s', (expected, field) => {
    expect(of([field])).toBe(expected);
  });

  it.each([
    ['fail', `${id}; dmarc=fail header.from=example.com`, `${id}; dmarc=pass header.from=example.com`],
    ['none', `${id}; dmarc=none`, `${id}; dmarc=pass header.from=example.com`],
    ['none', `${id}; spf=none smtp.mailfrom=example.com`, `${id}; dkim=pass header.d=example.com`],
    // one field for every check: a failure is one wherever it stands
    ['fail', `${id}; spf=pass smtp.mailfrom=example.com`, `${id}; dmarc=fail header.from=example.com`],
    ['fail', `${id}; spf=none smtp.mailfrom=example.com`, `${id}; dmarc=fail header.from=example.com`],
    ['pass', `${id}; spf=pass smtp.mailfrom=example.com`, `mx.relay.example; dmarc=fail header.from=example.com`],
  ])('a pass only in the topmost trusted field, a failure in any of them; %s: %s / %s', (expected, upper, lower) => {
    expect(of([upper, lower])).toBe(expected);
  });

  it('looks past the fields of servers that are not trusted', () => {
    expect(of([`mx.relay.example; dmarc=fail`, `${id}; dmarc=pass header.from=example.com`])).toBe('pass');
    expect(of([`mx.relay.example; dmarc=pass header.from=example.com`])).toBe('none');
  });

  it('takes the trusted name in any case, and nobody as nobody', () => {
    expect(of([`${id}; dmarc=pass header.from=example.com`], undefined, ['MX.ot-lab.EXAMPLE.org'])).toBe('pass');
    expect(of([`${id}; dmarc=pass header.from=example.com`], undefined, [])).toBe('none');
  });

  it('knows nothing of a mail without From', () => {
    expect(
      authenticityOf(makeMail({ from: [], authentication: [`${id}; spf=pass smtp.mailfrom=example.com`] }), [id]),
    ).toBe('none');
  });

  it('reads any text without an error', () => {
    const field = fc
      .array(
        fc.oneof(anyText, fc.constantFrom(id, ';', '=', '(', ')', 'dmarc=pass', ' header.from=', 'example.com', '"')),
        { maxLength: 10 },
      )
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(field, (value) => {
        expect(['pass', 'fail', 'none']).toContain(of([value]));
        expect(parseAuthenticationResults(value).authservId).toBe(
          parseAuthenticationResults(value).authservId.toLowerCase(),
        );
      }),
      { numRuns: runs(400) },
    );
  });
});

describe('aligned (RFC 7489, relaxed)', () => {
  it.each([
    ['example.com', 'example.com', true],
    ['mail.example.com', 'example.com', true],
    ['a.example.com', 'b.example.com', true],
    ['EXAMPLE.com', 'example.COM', true],
    ['example.com', 'example.net', false],
    ['example.co.uk', 'sample.co.uk', false],
    ['maths.example.ac.uk', 'physics.example.ac.uk', true],
    ['notexample.com', 'example.com', false],
    ['com', 'example.com', false],
    // below these anybody may register a name (the private part of the public suffix list)
    ['evil.uk.com', 'victim.uk.com', false],
    ['evil.github.io', 'victim.github.io', false],
    ['evil.eu.org', 'victim.eu.org', false],
    ['mail.victim.uk.com', 'victim.uk.com', true],
    ['', '', false],
    ['', 'example.com', false],
  ])('%s and %s: %s', (a, b, expected) => {
    expect(aligned(a, b)).toBe(expected);
    expect(aligned(b, a)).toBe(expected);
  });
});

describe('returnPathOf', () => {
  it.each([
    [null, undefined],
    ['<>', null],
    ['', null],
    ['<Ada@Example.com>', 'ada@example.com'],
    [' <ada@example.com> ', 'ada@example.com'],
    ['ada@example.com', 'ada@example.com'],
  ])('%j → %j', (returnPath, expected) => {
    expect(returnPathOf(makeMail({ returnPath }))).toBe(expected);
  });
});
