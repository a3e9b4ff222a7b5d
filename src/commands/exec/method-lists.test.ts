import type { MethodListSnapshot } from '../../aaa/index.ts';
import { transcript } from './fixtures/transcript.ts';

const methodLists: readonly MethodListSnapshot[] = [
  {
    kind: 'authentication',
    service: 'login',
    name: 'default',
    id: 0,
    state: 'ALIVE',
    methods: ['SERVER_GROUP radius', 'LOCAL'],
  },
  {
    kind: 'authorization',
    service: 'commands',
    level: 15,
    name: 'ops',
    id: 1,
    state: 'DEAD',
    methods: ['SERVER_GROUP dead'],
  },
];
const configuration = `aaa new-model
aaa group server radius dead
aaa accounting exec default start-stop group radius group tacacs+
aaa accounting exec quiet none
aaa accounting network calls start-stop group dead
aaa accounting commands 7 ops stop-only group dead logger
`;

transcript(
  'show aaa method-lists accounting: a list is dead when no server of any of its groups can be used',
  { configuration },
  `tollgate#sh aaa met acc
acct queue=AAA_ML_ACCT_SHELL
  name=default valid=TRUE id=0 :state=ALIVE : SERVER_GROUP radius  SERVER_GROUP tacacs+
  name=quiet valid=TRUE id=1 :state=ALIVE : NONE
acct queue=AAA_ML_ACCT_AUTH_PROXY
acct queue=AAA_ML_ACCT_NET
  name=calls valid=TRUE id=2 :state=DEAD : SERVER_GROUP dead
acct queue=AAA_ML_ACCT_CONN
acct queue=AAA_ML_ACCT_SYSTEM
acct queue=AAA_ML_ACCT_RESOURCE
acct queue=AAA_ML_ACCT_RM
acct queue=AAA_ML_ACCT_DOT1X
acct queue=AAA_ML_ACCT_IDENTITY
acct queue=AAA_ML_ACCT_CONNECTEDAPPS
acct queue=AAA_ML_ACCT_VRRS
acct queue=AAA_ML_ACCT_COMMAND
acct queue=AAA_ML_ACCT_COMMAND
acct queue=AAA_ML_ACCT_COMMAND
acct queue=AAA_ML_ACCT_COMMAND
acct queue=AAA_ML_ACCT_COMMAND
acct queue=AAA_ML_ACCT_COMMAND
acct queue=AAA_ML_ACCT_COMMAND
acct queue=AAA_ML_ACCT_COMMAND
  name=ops valid=TRUE id=3 :state=ALIVE : SERVER_GROUP dead  LOGGER
acct queue=AAA_ML_ACCT_COMMAND
acct queue=AAA_ML_ACCT_COMMAND
acct queue=AAA_ML_ACCT_COMMAND
acct queue=AAA_ML_ACCT_COMMAND
acct queue=AAA_ML_ACCT_COMMAND
acct queue=AAA_ML_ACCT_COMMAND
acct queue=AAA_ML_ACCT_COMMAND
acct queue=AAA_ML_ACCT_COMMAND
permanent lists
  name= Permanent None valid=TRUE id=0 Action=NOT_SET :state=ALIVE :
`,
);

transcript(
  'show aaa method-lists authentication and authorization',
  { methodLists },
  `tollgate#sh aaa met authe
authen queue=AAA_ML_AUTHEN_LOGIN
  name=default valid=TRUE id=0 :state=ALIVE : SERVER_GROUP radius  LOCAL
authen queue=AAA_ML_AUTHEN_ENABLE
authen queue=AAA_ML_AUTHEN_PPP
authen queue=AAA_ML_AUTHEN_ARAP
authen queue=AAA_ML_AUTHEN_DOT1X
permanent lists
  name= Permanent None valid=TRUE id=0 Action=NOT_SET :state=ALIVE :
tollgate#sh aaa met autho
author queue=AAA_ML_AUTHOR_SHELL
author queue=AAA_ML_AUTHOR_NET
author queue=AAA_ML_AUTHOR_REVERSE_ACCESS
author queue=AAA_ML_AUTHOR_COMMAND
author queue=AAA_ML_AUTHOR_COMMAND
author queue=AAA_ML_AUTHOR_COMMAND
author queue=AAA_ML_AUTHOR_COMMAND
author queue=AAA_ML_AUTHOR_COMMAND
author queue=AAA_ML_AUTHOR_COMMAND
author queue=AAA_ML_AUTHOR_COMMAND
author queue=AAA_ML_AUTHOR_COMMAND
author queue=AAA_ML_AUTHOR_COMMAND
author queue=AAA_ML_AUTHOR_COMMAND
author queue=AAA_ML_AUTHOR_COMMAND
author queue=AAA_ML_AUTHOR_COMMAND
author queue=AAA_ML_AUTHOR_COMMAND
author queue=AAA_ML_AUTHOR_COMMAND
author queue=AAA_ML_AUTHOR_COMMAND
author queue=AAA_ML_AUTHOR_COMMAND
  name=ops valid=TRUE id=1 :state=DEAD : SERVER_GROUP dead
permanent lists
  name= Permanent None valid=TRUE id=0 Action=NOT_SET :state=ALIVE :
`,
);

transcript(
  'all of them',
  { configuration, methodLists },
  `tollgate#show aaa method-lists all | count queue=
Number of lines which match regexp = 51
tollgate#show aaa method-lists
% Incomplete command.

`,
);
