/**
 * The least that an accounting server can be: checks the Request Authenticator, answers, keeps nothing (RFC 2866 §3).
 * `responder.ts SECRET`; tells its port. What it costs comes off both contestants, so it costs as little as it can.
 */
import { hash } from 'node:crypto';
import { createSocket } from 'node:dgram';
import process from 'node:process';

const secret = Buffer.from(process.argv[2] ?? '');
const socket = createSocket({ type: 'udp4', recvBufferSize: 8 << 20 });
const zeroes = Buffer.alloc(16);

socket.on('message', (request, from) => {
  const length = request.length < 20 ? 0 : request.readUInt16BE(2);
  if (length < 20 || length > request.length || request[0] !== 4) return;
  const signed = Buffer.concat([request.subarray(0, 4), zeroes, request.subarray(20, length), secret]);
  if (!hash('md5', signed, 'buffer').equals(request.subarray(4, 20))) return;
  const answer = Buffer.allocUnsafe(20 + secret.length);
  answer.writeUInt8(5, 0);
  answer.writeUInt8(request[1] ?? 0, 1);
  answer.writeUInt16BE(20, 2);
  request.copy(answer, 4, 4, 20);
  secret.copy(answer, 20);
  hash('md5', answer, 'buffer').copy(answer, 4);
  socket.send(answer, 0, 20, from.port, from.address);
});
socket.bind(0, '127.0.0.1', () => process.send?.(socket.address().port));
process.on('disconnect', () => socket.close());
