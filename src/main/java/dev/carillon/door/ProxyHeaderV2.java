package dev.carillon.door;

import dev.carillon.config.IpAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;

/** The second version of the PROXY protocol: binary, with a length. Extensions after the addresses are not read. */
final class ProxyHeaderV2 {
    static final byte[] SIGNATURE = {0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a};

    /** Signature, version and command, family and transport, length. */
    private static final int FIXED_BYTES = 16;

    private static final int LOCAL = 0x20;
    private static final int PROXY = 0x21;
    private static final int PORT_BYTES = 2;

    private ProxyHeaderV2() {}

    /** @param bytes begin with {@link #SIGNATURE}, or are a part of it */
    static ProxyHeader read(byte[] bytes) {
        if (bytes.length < FIXED_BYTES) {
            return new ProxyHeader.Incomplete();
        }
        int command = bytes[12] & 0xff;
        if (command != LOCAL && command != PROXY) {
            return new ProxyHeader.Invalid(
                    "expected version 2 of the PROXY protocol with LOCAL or PROXY, 0x20 or 0x21, but was "
                            + hex(command));
        }
        int length = FIXED_BYTES + Short.toUnsignedInt(ByteBuffer.wrap(bytes).getShort(FIXED_BYTES - 2));
        if (length > ProxyHeader.LENGTH_MAX) {
            return new ProxyHeader.Invalid("expected a header of the PROXY protocol of at most "
                    + ProxyHeader.LENGTH_MAX + " bytes, but was " + length);
        }
        if (bytes.length < length) {
            return new ProxyHeader.Incomplete();
        }
        return command == LOCAL
                ? new ProxyHeader.Complete(length, Optional.empty())
                : proxied(bytes[13] & 0xff, ByteBuffer.wrap(bytes, FIXED_BYTES, length - FIXED_BYTES), length);
    }

    /**
     * An undefined family or transport is refused. A defined one without an IP address is accepted and names no client.
     */
    private static ProxyHeader proxied(int way, ByteBuffer addresses, int length) {
        int family = way >> 4;
        int transport = way & 0xf;
        if (family > 3 || transport > 2) {
            return new ProxyHeader.Invalid(
                    "expected a family of 0 to 3 and a transport of 0 to 2 in a header of the PROXY protocol, but was "
                            + hex(way));
        }
        int addressBytes = switch (family) {
            case 1 -> 4;
            case 2 -> 16;
            default -> 0;
        };
        if (addressBytes == 0 || transport == 0) {
            return new ProxyHeader.Complete(length, Optional.empty());
        }
        int needed = 2 * (addressBytes + PORT_BYTES);
        if (addresses.remaining() < needed) {
            return new ProxyHeader.Invalid("expected " + needed
                    + " bytes of addresses in a header of the PROXY protocol, but were " + addresses.remaining());
        }
        byte[] source = new byte[addressBytes];
        addresses.get(source);
        int port = Short.toUnsignedInt(addresses.getShort(addresses.position() + addressBytes));
        return new ProxyHeader.Complete(length, Optional.of(new InetSocketAddress(IpAddress.of(source), port)));
    }

    private static String hex(int octet) {
        return "0x%02x".formatted(octet);
    }
}
