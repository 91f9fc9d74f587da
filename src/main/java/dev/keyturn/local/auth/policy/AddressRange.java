package dev.keyturn.local.auth.policy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/** Addresses that begin alike, in the notation of RFC 4632: {@code 203.0.113.0/24}. */
final class AddressRange {

  /** Only what is an address: a name would be asked of a name server. */
  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

  private final byte[] first;
  private final int bits;

  private AddressRange(byte[] first, int bits) {
    this.first = first;
    this.bits = bits;
  }

  static Optional<AddressRange> of(String text) {
    int slash = text.indexOf('/');
    Optional<byte[]> address = bytes(slash < 0 ? text : text.substring(0, slash));
    if (address.isEmpty()) {
      return Optional.empty();
    }
    int most = address.get().length * Byte.SIZE;
    try {
      int bits = slash < 0 ? most : Integer.parseInt(text.substring(slash + 1));
      return bits < 0 || bits > most
          ? Optional.empty()
          : Optional.of(new AddressRange(address.get(), bits));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  boolean contains(String text) {
    Optional<byte[]> address = bytes(text).filter(found -> found.length == first.length);
    if (address.isEmpty()) {
      return false;
    }
    for (int bit = 0; bit < bits; bit++) {
      if (bit(first, bit) != bit(address.get(), bit)) {
        return false;
      }
    }
    return true;
  }

  private static int bit(byte[] bytes, int index) {
    return bytes[index / Byte.SIZE] >> (Byte.SIZE - 1 - index % Byte.SIZE) & 1;
  }

  private static Optional<byte[]> bytes(String text) {
    if (!ADDRESS.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.getByName(text).getAddress());
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }
}
