package dev.carillon.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * JSON as it comes in by any door: strict (RFC 8259), UTF-8 without a byte order mark, and bounded.
 *
 * <p>What passes goes out again byte for byte, so numbers keep all their digits and nothing is rounded, sorted or
 * folded. The bounds are for the subscribers, whose parsers get what a publisher sent: {@link #DEPTH_MAX} levels of
 * arrays and objects, and 1000 characters in a number, which is the parser's own limit.
 */
public final class JsonCheck {
    /** Levels in one published value. Recursive parsers handle far more, and real messages have far fewer. */
    public static final int DEPTH_MAX = 128;

    private static final String ONE_VALUE = "one JSON value";
    private static final JsonFactory FACTORY = factory(DEPTH_MAX);

    private JsonCheck() {}

    /**
     * Any thread may call this.
     *
     * @param utf8 known to be UTF-8, as {@link dev.carillon.publication.Payload#ofBody} makes sure; the parser finds
     *     most of what is not, yet not all
     * @throws InvalidJson when this is not exactly one value
     */
    public static void requireOneValue(byte[] utf8) throws InvalidJson {
        try (JsonParser parser = FACTORY.createParser(utf8)) {
            requireOneValue(parser);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static void requireOneValue(JsonParser parser) throws InvalidJson, IOException {
        try {
            if (parser.nextToken() == null) {
                throw nothing(ONE_VALUE);
            }
            parser.skipChildren();
            requireEnd(parser, ONE_VALUE);
        } catch (JsonProcessingException error) {
            throw InvalidJson.because(ONE_VALUE, error, parser.currentLocation());
        }
    }

    /** For one of two: the value itself, or a command that holds it. */
    static JsonFactory factory(int depthMax) {
        return JsonFactory.builder()
                // The text is UTF-8 even if its first bytes look like UTF-16.
                .disable(JsonFactory.Feature.CHARSET_DETECTION)
                // Names come from peers: they do not belong in the JVM's table of strings.
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(depthMax)
                        // What bounds a text is the operator's limit for messages and bodies.
                        .maxStringLength(Integer.MAX_VALUE)
                        .build())
                .build();
    }

    static InvalidJson nothing(String expected) {
        return InvalidJson.because(expected, "the text is empty");
    }

    /** Whatever follows, JSON or not, is one mistake: that it is there. */
    static void requireEnd(JsonParser parser, String expected) throws InvalidJson, IOException {
        parser.finishToken();
        JsonLocation end = parser.currentLocation();
        if (hasMore(parser)) {
            throw InvalidJson.because(expected, "more follows from " + InvalidJson.place(end));
        }
    }

    private static boolean hasMore(JsonParser parser) throws IOException {
        try {
            return parser.nextToken() != null;
        } catch (JsonProcessingException noToken) {
            return true;
        }
    }
}
