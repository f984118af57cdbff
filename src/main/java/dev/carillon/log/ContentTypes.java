package dev.carillon.log;

import dev.carillon.publication.Payload;
import java.util.List;

/** Content types as the log keeps them: hardly any publication has a text of its own for it. */
final class ContentTypes {
    private static final long STRING_BYTES = 48;

    /** Those that this program gives; publications share these very objects. */
    private static final List<String> OWN = List.of(
            Payload.json(new byte[0]).contentType(),
            Payload.text(new byte[0]).contentType(),
            Payload.binary(new byte[0]).contentType());

    private ContentTypes() {}

    /**
     * The payload with one of the types that exist already, where one equals its own.
     *
     * @param before one of the same topic, whose type is likely the same
     */
    static Payload shared(Payload payload, Payload before) {
        String type = payload.contentType();
        return withType(payload, before.contentType().equals(type) ? before.contentType() : own(type));
    }

    static Payload shared(Payload payload) {
        return withType(payload, own(payload.contentType()));
    }

    @SuppressWarnings("ReferenceEquality") // the object is what is shared
    private static Payload withType(Payload payload, String type) {
        return payload.contentType() == type ? payload : new Payload(payload.kind(), type, payload.bytes());
    }

    /** What the type of a publication counts for: as much as if no other shared it. */
    static long cost(String type) {
        return OWN.contains(type) ? 0 : STRING_BYTES + 2L * type.length();
    }

    private static String own(String type) {
        int index = OWN.indexOf(type);
        return index < 0 ? type : OWN.get(index);
    }
}
