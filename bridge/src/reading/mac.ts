declare const brand: unique symbol;

/** A device's MAC address, lower case with colons: the only identity that a device has here. */
export type Mac = string & { readonly [brand]: 'Mac' };

/** Reads `A0B765000001`, `a0:b7:65:00:00:01` or `A0-B7-…`; undefined where it is no MAC address. */
export function parseMac(text: string): Mac | undefined {
  const digits = text.toLowerCase().replaceAll(/[:-]/g, '');
  if (!/^[0-9a-f]{12}$/.test(digits)) return undefined;
  return (digits.match(/../g) ?? []).join(':') as Mac;
}
