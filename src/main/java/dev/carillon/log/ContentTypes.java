package dev.carillon.log;

import dev.carillon.publication.Payload;
import java.util.List;

/** Shares the strings of content types between the publications in the log, to save memory. */
final class ContentTypes {
    private static final long STRING_BYTES = 48;

    /** The content types that Carillon sets itself. Publications share these objects. */
    private static final List<String> OWN = List.of(
            Payload.json(new byte[0]).contentType(),
            Payload.text(new byte[0]).contentType(),
            Payload.binary(new byte[0]).contentType());

    private ContentTypes() {}

    /**
     * The payload with an existing object for its content type, if there is an equal one.
     *
     * @param before another payload of the same topic, which likely has the same type
     */
    static Payload shared(Payload payload, Payload before) {
        String type = payload.contentType();
        return withType(payload, before.contentType().equals(type) ? before.contentType() : own(type));
    }

    static Payload shared(Payload payload) {
        return withType(payload, own(payload.contentType()));
    }

    @SuppressWarnings("ReferenceEquality") // compares objects, since objects are shared
    private static Payload withType(Payload payload, String type) {
        return payload.contentType() == type ? payload : new Payload(payload.kind(), type, payload.bytes());
    }

    /** The bytes that are counted for the type of a publication, as if no other publication shared it. */
    static long cost(String type) {
        return OWN.contains(type) ? 0 : STRING_BYTES + 2L * type.length();
    }

    private static String own(String type) {
        int index = OWN.indexOf(type);
        return index < 0 ? type : OWN.get(index);
    }
}
