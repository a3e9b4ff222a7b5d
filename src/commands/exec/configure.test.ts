import assert from 'node:assert/strict';
import { test } from 'node:test';
import { screen, transcript } from './fixtures/transcript.ts';

const configuration = `hostname gate
line vty 0 1
 exec-timeout 5 0
`;

transcript(
  'configure terminal enters configuration mode; do runs exec commands there',
  {},
  `tollgate#conf t
Enter configuration commands, one per line.  End with CNTL/Z.
tollgate(config)#do sh clo
04:26:23.000 UTC Wed Jun 27 2001
tollgate(config)#hostname gate
gate(config)#line vty 0 1
gate(config-line)#do show privilege
Current privilege level is 15
gate(config-line)#do show privelege
                              ^
% Invalid input detected at '^' marker.

gate(config-line)#^Z
gate#show running-config | include hostname
hostname gate
`,
  ({ accepted }) => assert.deepEqual(accepted.filter(({ viaDo }) => viaDo).length, 2),
);

transcript(
  'configure alone asks where from',
  {},
  `tollgate#conf
Configuring from terminal or memory [terminal]? 
Enter configuration commands, one per line.  End with CNTL/Z.
tollgate(config)#end
tollgate#configure
Configuring from terminal or memory [terminal]? mem
tollgate#configure
Configuring from terminal or memory [terminal]? network
?Must be "terminal" or "memory"
`,
  ({ done }) => assert.deepEqual(done, ['merge']),
);

test('show running-config prints what loads back, and says how long it is', async () => {
  const [building, empty, size, mark, ...lines] = await screen('show running-config', {
    configuration: 'banner motd #Keep out#\nlogging host 192.0.2.99\n',
  });
  assert.deepEqual([building, empty, mark], ['Building configuration...', '', '!']);
  assert.equal(size, `Current configuration : ${Buffer.byteLength(lines.join('\n'))} bytes`);
  assert.deepEqual(await screen('write terminal', { configuration: lines.join('\n') }), [
    building,
    empty,
    size,
    mark,
    ...lines,
  ]);
});

transcript(
  'filters work on show commands alone',
  { configuration },
  `gate#sh run | section line vty
line vty 0 1
 exec-timeout 5 0
line vty 2 4
gate#sh run | begin line vty 2
line vty 2 4
!
end
gate#sh run | count ^line
Number of lines which match regexp = 3
gate#sh run | exclude .

gate#write terminal | include ^Current|hostname
                    ^
% Invalid input detected at '^' marker.

`,
);

transcript(
  'write memory and copy save; copy asks for the name',
  { configuration },
  `gate#show startup-config
startup-config is not present
gate#wr
Building configuration...
[OK]
gate#write mem
Building configuration...
[OK]
gate#sh start | include hostname
hostname gate
gate#copy run start
Destination filename [startup-config]? 
Building configuration...
[OK]
gate#copy running-config startup-config
Destination filename [startup-config]? elsewhere
%Error opening elsewhere (No such file or directory)
gate#copy startup-config running-config
`,
  ({ done }) => assert.deepEqual(done, ['save', 'save', 'save', 'merge']),
);

const erase = 'Erasing the nvram filesystem will remove all configuration files! Continue? [confirm]';

transcript(
  'write erase asks first',
  { startup: 'hostname gate\nend\n' },
  `tollgate#sh start
Using 18 out of 262136 bytes
hostname gate
end
tollgate#wr er
${erase}n
tollgate#write erase
${erase}
[OK]
Erase of nvram: complete
tollgate#show startup-config
startup-config is not present
`,
  ({ done }) => assert.deepEqual(done, ['erase']),
);

transcript(
  'lines of the startup configuration that are refused are told, with their numbers',
  { refused: [{ line: 3, text: 'frobnicate', reason: "% Invalid input detected at '^' marker." }] },
  `tollgate#configure memory
line 3: frobnicate
% Invalid input detected at '^' marker.
tollgate#copy startup-config running-config
line 3: frobnicate
% Invalid input detected at '^' marker.
`,
);
