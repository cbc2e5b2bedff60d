/** What a server of NTP answers at this moment, its clock off by so much. */
export function ntpAnswer(
  question: Buffer,
  offBy = 0,
  change: (packet: Buffer) => void = () => undefined,
): Buffer {
  const packet = Buffer.alloc(48);
  packet[0] = 0x24;
  packet[1] = 2;
  question.copy(packet, 24, 40, 48);
  const now = (Date.now() + offBy) / 1000 + 2_208_988_800;
  for (const at of [32, 40]) {
    packet.writeUInt32BE(Math.floor(now), at);
    packet.writeUInt32BE(Math.floor((now % 1) * 2 ** 32), at + 4);
  }
  change(packet);
  return packet;
}
