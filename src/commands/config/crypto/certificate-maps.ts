import { choice, drop, INT, kw, LINE, put, section, seq } from '../../../ios/index.ts';
import type { CertificateCondition, CertificateMap } from '../../../sources/ipsec/config.ts';
import { globalMode } from '../modes.ts';
import { linesOf, placeIn } from './lines-of.ts';
import { type CertificateMapKey, certificateMapMode } from './modes.ts';
import { crypto, NAME } from './words.ts';

/** `crypto pki certificate map NAME SEQ`: which certificates a profile is for. */

const place = placeIn<CertificateMapKey, CertificateMap>(
  ({ certificateMaps }) => certificateMaps,
  (all) => ({
    certificateMaps: all.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.sequence - b.sequence)),
  }),
  ({ name, sequence }, at) => name === at.name && sequence === at.sequence,
);
const { several } = linesOf(certificateMapMode, place);

const same = (one: CertificateCondition) => (other: CertificateCondition) =>
  one.field === other.field && one.operator === other.operator && one.value === other.value;

export const certificateMapSettings = [
  section(
    globalMode,
    seq({
      _crypto: crypto,
      _pki: choice(kw('pki', 'Certificates'), kw('ca', 'Certificates')),
      _certificate: kw('certificate', 'Certificates of peers'),
      _map: kw('map', 'Rules about them'),
      name: NAME('Name of the map'),
      sequence: INT(1, 65_535, 'Place in the map'),
    }),
    certificateMapMode,
  )({
    summary: 'Says which certificates a profile is for: all conditions of a number, of any number of the map.',
    open: (config, { name, sequence }) => ({
      config: place.open(config, { name, sequence }, { name, sequence, conditions: [] }),
      context: { name, sequence },
    }),
    unset: (config, { name, sequence }) => place.remove(config, { name, sequence }),
    get: ({ ipsec }) =>
      ipsec.certificateMaps.map(({ name, sequence }) => ({ value: { name, sequence }, context: { name, sequence } })),
  }),
  several(
    seq({
      field: choice(
        kw('alt-subject-name', 'Further names of the owner'),
        kw('expires-on', 'When it ends'),
        kw('issuer-name', 'Who issued it'),
        kw('name', 'Any name of the owner'),
        kw('serial-number', 'Its number'),
        kw('subject-name', 'Name of the owner'),
        kw('unstructured-subject-name', 'Name of the owner that is not in parts'),
        kw('valid-start', 'When it begins'),
      ),
      operator: choice(
        kw('co', 'Contains'),
        kw('eq', 'Is equal to'),
        kw('ge', 'Is not less than'),
        kw('lt', 'Is less than'),
        kw('nc', 'Does not contain'),
        kw('ne', 'Is not equal to'),
      ),
      value: LINE('Text to compare with, as cn=…, ou=…', { max: 500 }),
    }),
    { summary: 'Sets a condition that certificates must meet.' },
    ({ conditions }) => conditions,
    ({ conditions }, added) => ({ conditions: put(conditions, added, same(added)) }),
    ({ conditions }, gone) => ({ conditions: drop(conditions, same(gone)) }),
  ),
];
