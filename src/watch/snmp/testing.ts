/** For tests of the agent and the sub-agent only. */
import { integer } from '../../protocols/snmp/index.ts';
import { type Column, SortedRows } from './objects.ts';

/** The rows 1, 5 and 70 of a table. */
export const testRows = (): SortedRows<number> => new SortedRows([70, 1, 5].map((id) => ({ index: [id], row: id })));

/** A column of numbers under 3 that can be written, row 70 only seemingly. @param written is told of each row */
export const switchColumn = (number: number, written: string[]): Column<number> => ({
  name: 'switch',
  number,
  read: () => integer(2),
  write: {
    type: 'integer',
    test: (_row, value) => (value.type === 'integer' && value.value < 3 ? 'noError' : 'wrongValue'),
    async commit(row) {
      written.push(`row ${row}`);
      return row === 70 ? 'commitFailed' : 'noError';
    },
  },
});
