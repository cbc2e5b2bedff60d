/** A computer that tells the time, off by so many ms, by NTP (port 1123) and on a web page (port 8080). A line for each question. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { ntpAnswer } from './ntp-answer.ts';

export type TellerSaid = 'ready' | 'asked for a page' | 'asked by NTP';

const offBy = Number(process.argv[2]);
const say = (what: TellerSaid): void => {
  console.log(JSON.stringify(what));
};

const web = createServer((_, response) => {
  say('asked for a page');
  response.writeHead(204, { date: new Date(Date.now() + offBy).toUTCString() });
  response.end();
});
web.listen(8080, '0.0.0.0');

const ntp = createSocket('udp4');
ntp.on('message', (question, { address, port }) => {
  say('asked by NTP');
  ntp.send(ntpAnswer(question, offBy), port, address);
});
ntp.bind(1123, '0.0.0.0');
await Promise.all([once(web, 'listening'), once(ntp, 'listening')]);
say('ready');

process.stdin.resume().once('end', () => {
  web.closeAllConnections();
  web.close();
  ntp.close();
});
