import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { StateDirectory } from '../daemon/state-directory.ts';
import { StoreError } from '../store/index.ts';
import { explain, readNamed } from './explain.ts';

const failureOf = (work: () => unknown): string => {
  try {
    work();
  } catch (cause) {
    return explain(cause);
  }
  assert.fail('it did not fail');
};

test('files that cannot be read, state directories that cannot be had: the path, and why', (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'tollgate-'));
  t.after(() => rmSync(directory, { recursive: true }));
  const file = join(directory, 'file');
  writeFileSync(file, '');
  const absent = join(directory, 'absent');
  assert.equal(
    failureOf(() => readNamed(absent)),
    `cannot read ${absent}: there is no such file or directory`,
  );
  assert.equal(
    failureOf(() => readNamed(directory)),
    `cannot read ${directory}: it is a directory`,
  );
  assert.equal(
    failureOf(() => new StateDirectory(file)),
    `cannot use ${file}: it is there and not a directory`,
  );
});

test('damaged books: which file, and what to do', () => {
  const cause = new StoreError({ kind: 'corrupt', detail: '/s/accounting.db: file is not a database' });
  assert.match(explain(cause), /^\/s\/accounting\.db: file is not a database: restore it .* or move it /);
});

test('anything else says what it says', () => {
  assert.equal(explain(new Error('no')), 'no');
  assert.equal(explain('odd'), 'odd');
});
