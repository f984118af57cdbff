package dev.carillon.replica;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.bus.Arrivals.Entry;
import dev.carillon.bus.InvalidPublication;
import dev.carillon.bus.KeyPart;
import dev.carillon.bus.PublicationCodec;
import dev.carillon.bus.WireReader;
import dev.carillon.publication.IdempotencyKey;
import dev.carillon.publication.Publication;
import dev.carillon.replica.Item.Batch;
import dev.carillon.replica.Item.End;
import dev.carillon.replica.Item.Header;
import dev.carillon.replica.Item.Restart;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Items as bytes: the version and the kind, one byte each, and the fields of the item. Each text and list has its
 * length before it.
 */
final class ItemCodec {
    private static final byte VERSION = 1;
    private static final byte HEADER = 1;
    private static final byte BATCH = 2;
    private static final byte END = 3;
    private static final byte RESTART = 4;

    private final PublicationCodec publications;

    /** @param nanoTime the clock that gives a publication the time at which it is read */
    ItemCodec(LongSupplier nanoTime) {
        publications = new PublicationCodec(nanoTime);
    }

    byte[] bytes(Item item) {
        Buffer to = Buffer.buffer().appendByte(VERSION);
        switch (item) {
            case Header header -> {
                text(to.appendByte(HEADER), header.epoch())
                        .appendLong(header.offset())
                        .appendLong(header.chain())
                        .appendInt(header.batches().size());
                header.batches()
                        .forEach((writer, number) -> to.appendLong(writer).appendLong(number));
            }
            case Batch batch -> {
                text(to.appendByte(BATCH).appendLong(batch.writer()).appendLong(batch.number()), batch.epoch())
                        .appendInt(batch.entries().size());
                batch.entries().forEach(entry -> entry(to, entry));
            }
            case End end -> to.appendByte(END);
            case Restart restart ->
                text(to.appendByte(RESTART).appendLong(restart.token()), restart.epoch())
                        .appendLong(restart.offset());
        }
        return to.getBytes();
    }

    private void entry(Buffer to, Entry entry) {
        int start = to.length();
        publications.encodeToWire(to.appendInt(0), entry.publication());
        to.setInt(start, to.length() - start - Integer.BYTES);
        to.appendByte((byte) (entry.key().isPresent() ? 1 : 0));
        entry.key()
                .ifPresent(part -> text(to, part.key().value())
                        .appendLong(part.digestHigh())
                        .appendLong(part.digestLow())
                        .appendInt(part.index())
                        .appendInt(part.count()));
    }

    private static Buffer text(Buffer to, String text) {
        byte[] utf8 = text.getBytes(UTF_8);
        return to.appendInt(utf8.length).appendBytes(utf8);
    }

    /**
     * @throws InvalidPublication when another version of Carillon wrote this, or it is damaged
     */
    Item item(byte[] bytes) {
        try {
            Buffer from = Buffer.buffer(bytes);
            return read(new WireReader(from, 0, IllegalArgumentException::new), from);
        } catch (IllegalArgumentException damaged) {
            throw new InvalidPublication("an item of the shared log is damaged: " + damaged.getMessage());
        }
    }

    /** Whether {@code item} is a header, with which a segment must begin. */
    static boolean isHeader(byte @Nullable [] item) {
        return item != null && item.length > 1 && item[1] == HEADER;
    }

    private Item read(WireReader in, Buffer from) {
        int version = in.unsignedByte();
        if (version != VERSION) {
            throw new InvalidPublication("an item of the shared log must have version " + VERSION + ", was " + version
                    + ": all nodes must run compatible versions of Carillon");
        }
        int kind = in.unsignedByte();
        return switch (kind) {
            case HEADER -> new Header(in.text(), in.longNumber(), in.longNumber(), batches(in));
            case BATCH -> new Batch(in.longNumber(), in.longNumber(), in.text(), entries(in, from));
            case END -> new End();
            case RESTART -> new Restart(in.longNumber(), in.text(), in.longNumber());
            default -> throw new IllegalArgumentException("expected a kind from 1 to 4, but was " + kind);
        };
    }

    private static SequencedMap<Long, Long> batches(WireReader in) {
        SequencedMap<Long, Long> batches = new LinkedHashMap<>();
        for (int left = in.number(); left > 0; left--) {
            batches.put(in.longNumber(), in.longNumber());
        }
        return batches;
    }

    private List<Entry> entries(WireReader in, Buffer from) {
        List<Entry> entries = new ArrayList<>();
        for (int left = in.number(); left > 0; left--) {
            Publication publication = publications.decodeFromWire(in.pass(in.number()), from);
            entries.add(new Entry(publication, in.unsignedByte() == 0 ? Optional.empty() : Optional.of(key(in))));
        }
        return entries;
    }

    private static KeyPart key(WireReader in) {
        return new KeyPart(new IdempotencyKey(in.text()), in.longNumber(), in.longNumber(), in.number(), in.number());
    }
}
