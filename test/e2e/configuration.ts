/**
 * A configuration for these tests: SSH on a port of loopback for users, and a console that nobody has to log in to and
 * whose sessions and commands are not accounted for, so that a test can look at the daemon without changing its books.
 * @param lines what the test is about
 */
export const configurationWith = (sshPort: number, lines: string): string => `hostname e2e
no logging console
logging buffered 65536 debugging
aaa new-model
aaa authentication login CONSOLE none
aaa accounting exec UNSEEN none
aaa accounting commands 0 UNSEEN none
aaa accounting commands 1 UNSEEN none
aaa accounting commands 15 UNSEEN none
ip ssh listen 127.0.0.1
ip ssh port ${sshPort}
${lines.trim()}
line con 0
 login authentication CONSOLE
 privilege level 15
 accounting exec UNSEEN
 accounting commands 0 UNSEEN
 accounting commands 1 UNSEEN
 accounting commands 15 UNSEEN
 exec-timeout 0 0
line vty 0 15
 transport input ssh
 exec-timeout 0 0
 length 0
 width 500
end
`;
