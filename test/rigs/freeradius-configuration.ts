/** Where accounting goes: nowhere, a detail file with every attribute, or rlm_sql_sqlite's table `radacct`. */
export type FreeRadiusMode = 'null' | 'detail' | 'sqlite';

/** Debian's questions and tables for SQLite. */
export const sqlDirectory = '/etc/freeradius/3.0/mods-config/sql/main/sqlite';

/** What the rig sets of a FreeRADIUS. */
export interface Settings {
  readonly directory: string;
  readonly mode: FreeRadiusMode;
  readonly secret: string;
  readonly threads: number;
  readonly ports: { readonly auth: number; readonly acct: number };
  readonly requireMac: boolean;
  readonly sendMac: boolean;
  readonly silentOnNoop: boolean;
  readonly address: string;
  readonly clients: string;
}

const accountingModules: Readonly<Record<FreeRadiusMode, (settings: Settings) => string>> = {
  null: () => '',
  detail: ({ directory }) => `
  detail {
    filename = ${directory}/log/detail
    header = "%t"
    permissions = 0644
    escape_filenames = no
    log_packet_header = no
  }`,
  sqlite: ({ directory, threads }) => `
  sql {
    dialect = "sqlite"
    driver = "rlm_sql_sqlite"
    sqlite {
      filename = "${directory}/log/acct.db"
      busy_timeout = 2000
    }
    radius_db = "radius"
    acct_table1 = "radacct"
    acct_table2 = "radacct"
    postauth_table = "radpostauth"
    authcheck_table = "radcheck"
    groupcheck_table = "radgroupcheck"
    authreply_table = "radreply"
    groupreply_table = "radgroupreply"
    usergroup_table = "radusergroup"
    client_table = "nas"
    group_attribute = "SQL-Group"
    read_clients = no
    delete_stale_sessions = yes
    pool {
      start = ${threads}
      min = ${threads}
      max = ${threads}
      spare = 0
      uses = 0
      lifetime = 0
      idle_timeout = 0
    }
    $INCLUDE ${sqlDirectory}/queries.conf
  }`,
};

const accountingCalls: Readonly<Record<FreeRadiusMode, string>> = { null: 'ok', detail: 'detail', sqlite: 'sql' };

/** radiusd.conf: one virtual server with a port each for authentication and accounting. */
export function configuration(settings: Settings): string {
  const { directory, mode, secret, threads, ports, requireMac, sendMac, silentOnNoop, address, clients } = settings;
  const answerAll = silentOnNoop ? '' : '\n    if (noop) {\n      ok\n    }';
  const mac = sendMac ? 'update reply {\n      &Message-Authenticator := 0x00\n    }' : 'ok';
  return `prefix = /usr
logdir = ${directory}/log
run_dir = ${directory}/run
raddbdir = ${directory}/raddb
libdir = /usr/lib/freeradius
pidfile = ${directory}/run/radiusd.pid
max_request_time = 30
cleanup_delay = 0
max_requests = 65536
hostname_lookups = no
log {
  destination = stdout
  auth = no
}
security {
  allow_core_dumps = no
  max_attributes = 200
  reject_delay = 0
  status_server = yes
}
thread pool {
  start_servers = ${threads}
  max_servers = ${threads}
  min_spare_servers = 1
  max_spare_servers = ${threads}
  max_requests_per_server = 0
  max_queue_size = 65536
  auto_limit_acct = no
}
client loopback {
  ipaddr = ${clients}
  secret = "${secret}"
  require_message_authenticator = ${requireMac ? 'yes' : 'no'}
}
modules {
  expr {
  }
  pap {
  }
  chap {
  }
  mschap {
  }
  eap {
    default_eap_type = mschapv2
    md5 {
    }
    mschapv2 {
    }
  }
  files {
    filename = ${directory}/raddb/users
  }
  always ok {
    rcode = ok
  }${accountingModules[mode](settings)}
}
server tollgate {
  listen {
    type = acct
    ipaddr = ${address}
    port = ${ports.acct}
    recv_buff = 8388608
  }
  listen {
    type = auth
    ipaddr = ${address}
    port = ${ports.auth}
  }
  authorize {
    chap
    mschap
    eap {
      ok = return
    }
    files
    pap
  }
  authenticate {
    eap
    Auth-Type PAP {
      pap
    }
    Auth-Type CHAP {
      chap
    }
    Auth-Type MS-CHAP {
      mschap
    }
  }
  post-auth {
    ${mac}
    Post-Auth-Type REJECT {
      ${mac}
    }
  }
  preacct {
    update request {
      &Acct-Unique-Session-Id := "%{md5:%{User-Name},%{Acct-Session-ID},%{NAS-IP-Address},%{NAS-Port}}"
    }
  }
  accounting {
    ${accountingCalls[mode]}${answerAll}
  }
}
`;
}
