import { avPair } from '../radius-columns.ts';
import { text } from '../radius-values.ts';
import type { AttributeDefinition } from '../row.ts';
import { net, ofUsers } from './when.ts';

/** Peers of IPsec, as routers name them. */
export const ipsecRows: readonly AttributeDefinition[] = [
  {
    fact: 'isakmpGroup',
    meaning: 'Group of remote clients that an IPsec peer belongs to',
    radius: avPair('isakmp-group-id', { order: 35, source: 'vendor 9', types: net, kinds: ofUsers }, (x) =>
      text(x.facts.isakmpGroup),
    ),
    tacacs: { name: 'isakmp-group-id', order: 104, types: net, kinds: ofUsers, value: (x) => x.facts.isakmpGroup },
  },
  {
    fact: 'vrf',
    meaning: 'Routing table (VRF) of what is inside the tunnel',
    radius: avPair('vrf-id', { order: 52, source: 'vendor 9', types: net, kinds: ofUsers }, (x) => text(x.facts.vrf)),
    tacacs: { name: 'vrf-id', order: 105, types: net, kinds: ofUsers, value: (x) => x.facts.vrf },
  },
  {
    fact: 'isakmpInitiator',
    // Routers spell it so.
    meaning: 'Address that the IKE of an IPsec session began from',
    radius: avPair('isakmp-initator-ip', { order: 53, source: 'vendor 9', types: net, kinds: ofUsers }, (x) =>
      text(x.facts.isakmpInitiator),
    ),
    tacacs: {
      name: 'isakmp-initator-ip',
      order: 106,
      types: net,
      kinds: ofUsers,
      value: (x) => x.facts.isakmpInitiator,
    },
  },
  {
    fact: 'isakmpPhase1',
    meaning: 'Identity of an IPsec peer in phase 1',
    radius: avPair('isakmp-phase1-id', { order: 54, source: 'vendor 9', types: net, kinds: ofUsers }, (x) =>
      text(x.facts.isakmpPhase1),
    ),
    tacacs: { name: 'isakmp-phase1-id', order: 107, types: net, kinds: ofUsers, value: (x) => x.facts.isakmpPhase1 },
  },
];
