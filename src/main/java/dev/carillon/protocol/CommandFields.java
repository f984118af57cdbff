package dev.carillon.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The fields of one command or event, in any order.
 *
 * <p>Unknown names are skipped, and a field that a command does not need is not checked, since later versions of
 * clients may send more than this version supports.
 */
final class CommandFields {
    private static final String ONE_OBJECT = "one JSON object";

    /** One level more than a published value may have, for the command itself. */
    private static final JsonFactory FACTORY = JsonCheck.factory(JsonCheck.DEPTH_MAX + 1);

    private final byte[] bytes;
    private final int from;
    private final int to;
    private final Set<String> known;
    private final Map<String, Field> fields = new HashMap<>();

    /**
     * @param known the names of the fields to read
     */
    CommandFields(byte[] text, Set<String> known) {
        this(text, 0, text.length, known);
    }

    /**
     * @param bytes an array that contains the text from {@code from} to {@code to}
     */
    CommandFields(byte[] bytes, int from, int to, Set<String> known) {
        this.bytes = bytes;
        this.from = from;
        this.to = to;
        this.known = known;
    }

    /**
     * Reads all fields. Fields before a mistake can be found even if this throws, so that an error can carry the id.
     */
    void read() throws InvalidJson {
        try (JsonParser parser = FACTORY.createParser(bytes, from, to - from)) {
            readObject(parser);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** The value of a field; empty also for null, which many serialisers write for a missing value. */
    Optional<Field> find(String name) {
        return findEvenNull(name).filter(field -> !field.isNull());
    }

    /** The value of a field, which may be null: for {@code data}, in which null is a value. */
    Optional<Field> findEvenNull(String name) {
        return Optional.ofNullable(fields.get(name));
    }

    /** The elements of a field that is a list of strings; empty if it is something else. */
    Optional<List<String>> strings(String name) {
        Optional<Field> list = find(name).filter(field -> field.token() == JsonToken.START_ARRAY);
        if (list.isEmpty()) {
            return Optional.empty();
        }
        List<String> strings = new ArrayList<>();
        try (JsonParser parser = FACTORY.createParser(list.get().verbatim())) {
            parser.nextToken();
            JsonToken element = parser.nextToken();
            while (element == JsonToken.VALUE_STRING) {
                strings.add(parser.getText());
                element = parser.nextToken();
            }
            return element == JsonToken.END_ARRAY ? Optional.of(strings) : Optional.empty();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private void readObject(JsonParser parser) throws InvalidJson, IOException {
        try {
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw JsonCheck.nothing(ONE_OBJECT);
            }
            if (first != JsonToken.START_OBJECT) {
                throw InvalidJson.because(ONE_OBJECT, "was " + Field.kind(first));
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                readField(parser);
            }
            JsonCheck.requireEnd(parser, ONE_OBJECT);
        } catch (JsonProcessingException error) {
            throw InvalidJson.because(ONE_OBJECT, error, parser.currentLocation());
        }
    }

    private void readField(JsonParser parser) throws InvalidJson, IOException {
        String name = parser.currentName();
        JsonToken token = parser.nextToken();
        if (!known.contains(name)) {
            parser.skipChildren();
            return;
        }
        int start = offset(parser.currentTokenLocation().getByteOffset());
        String string = token == JsonToken.VALUE_STRING ? parser.getText() : "";
        parser.skipChildren();
        int end = offset(parser.currentLocation().getByteOffset());
        ByteBuffer value = ByteBuffer.wrap(bytes, from + start, end - start).slice();
        if (fields.put(name, new Field(token, string, value)) != null) {
            // Parsers differ in which of the two they use, and a proxy before the service may use another one.
            throw InvalidJson.because(ONE_OBJECT, "it has the field " + name + " twice");
        }
    }

    private static int offset(long inText) {
        return Math.toIntExact(inText);
    }
}
