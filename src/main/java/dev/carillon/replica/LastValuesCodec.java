package dev.carillon.replica;

import dev.carillon.bus.Arrivals.LastValue;
import dev.carillon.bus.Arrivals.LastValues;
import dev.carillon.bus.InvalidPublication;
import dev.carillon.bus.PublicationCodec;
import dev.carillon.bus.WireReader;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The answer of a node to a request for last values, as bytes: the version, and nothing else if it has none; otherwise
 * the offset through which it has read, and for each value its offset, its length and its publication.
 */
final class LastValuesCodec {
    private static final byte VERSION = 1;

    private final PublicationCodec publications;

    /** @param nanoTime the clock that gives a publication the time at which it is read */
    LastValuesCodec(LongSupplier nanoTime) {
        publications = new PublicationCodec(nanoTime);
    }

    /** The answer of a node that has no last values. */
    static byte[] none() {
        return new byte[] {VERSION};
    }

    byte[] bytes(Optional<LastValues> answer) {
        Buffer to = Buffer.buffer(none());
        answer.ifPresent(known -> {
            to.appendLong(known.through());
            known.values().forEach(value -> append(to, value));
        });
        return to.getBytes();
    }

    private void append(Buffer to, LastValue value) {
        to.appendLong(value.offset()).appendInt(0);
        int start = to.length();
        publications.encodeToWire(to, value.publication());
        to.setInt(start - Integer.BYTES, to.length() - start);
    }

    /** @throws InvalidPublication when another version of Carillon wrote this, or it is damaged */
    Optional<LastValues> read(byte[] answer) {
        Buffer from = Buffer.buffer(answer);
        WireReader in = new WireReader(from, 0, why -> new InvalidPublication("last values are incomplete: " + why));
        int version = in.unsignedByte();
        if (version != VERSION) {
            throw new InvalidPublication("last values must have version " + VERSION + ", was " + version);
        }
        return in.hasMore() ? Optional.of(known(in, from)) : Optional.empty();
    }

    private LastValues known(WireReader in, Buffer from) {
        long through = in.longNumber();
        List<LastValue> values = new ArrayList<>();
        while (in.hasMore()) {
            values.add(new LastValue(in.longNumber(), publications.decodeFromWire(in.pass(in.number()), from)));
        }
        return new LastValues(values, through);
    }
}
