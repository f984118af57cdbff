package dev.carillon.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * The rules for received JSON: strict (RFC 8259), UTF-8 without a byte order mark, and bounded.
 *
 * <p>Valid JSON is sent on byte for byte, so numbers keep all their digits and nothing is rounded or sorted. The bounds
 * protect the parsers of subscribers: {@link #DEPTH_MAX} levels of arrays and objects, and 1000 characters in a number,
 * which is the parser's own limit.
 */
public final class JsonCheck {
    /** The most levels in one published value. Recursive parsers handle far more, and real messages have far fewer. */
    public static final int DEPTH_MAX = 128;

    private static final String ONE_VALUE = "one JSON value";
    private static final JsonFactory FACTORY = factory(DEPTH_MAX);

    private JsonCheck() {}

    /**
     * Requires exactly one JSON value. Any thread may call this.
     *
     * @param utf8 known to be UTF-8, as {@link dev.carillon.publication.Payload#ofBody} ensures; the parser detects
     *     most invalid bytes, but not all
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

    /** A parser for a value, or for a command that contains one. */
    static JsonFactory factory(int depthMax) {
        return JsonFactory.builder()
                // The text is UTF-8 even if its first bytes look like UTF-16.
                .disable(JsonFactory.Feature.CHARSET_DETECTION)
                // Names come from peers: they must not fill the JVM's table of strings.
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(depthMax)
                        // The operator's limits for messages and bodies already bound the length.
                        .maxStringLength(Integer.MAX_VALUE)
                        .build())
                .build();
    }

    static InvalidJson nothing(String expected) {
        return InvalidJson.because(expected, "the text is empty");
    }

    /** Whatever follows the value, JSON or not, is reported as the same mistake. */
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
