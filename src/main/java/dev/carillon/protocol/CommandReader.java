package dev.carillon.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonToken;
import dev.carillon.frame.Utf8;
import dev.carillon.log.InvalidStart;
import dev.carillon.log.Start;
import dev.carillon.protocol.Command.Authenticate;
import dev.carillon.protocol.Command.Ping;
import dev.carillon.protocol.Command.Publish;
import dev.carillon.protocol.Command.Subscribe;
import dev.carillon.protocol.Command.Unsubscribe;
import dev.carillon.publication.IdempotencyKey;
import dev.carillon.publication.InvalidKey;
import dev.carillon.publication.Payload;
import dev.carillon.topic.InvalidTopic;
import dev.carillon.topic.TopicList;
import dev.carillon.topic.TopicName;
import dev.carillon.topic.TopicPattern;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;

/** Reads a command of carillon.v1 from a text message, or a publication from a line of a post. */
public final class CommandReader {
    private static final Set<String> KNOWN =
            Set.of("type", "id", "topic", "since", "last", "data", "dataBase64", "key", "token");
    private static final Set<String> KNOWN_IN_LINES = Set.of("topic", "topics", "data", "dataBase64", "key");
    private static final String LINE = "a line";

    /** A longer number may not fit into a long. */
    private static final int ID_DIGITS_MAX = Long.toString(Command.ID_MAX).length();

    private final CommandFields fields;

    private CommandReader(CommandFields fields) {
        this.fields = fields;
    }

    /**
     * Reads a command. Any thread may call this. The buffer is read to its end and not kept.
     *
     * @param utf8 a text message, known to be UTF-8 as every text message is (RFC 6455, 8.1)
     */
    public static Command read(ByteBuffer utf8) throws InvalidCommand {
        byte[] text = new byte[utf8.remaining()];
        utf8.get(text);
        return new CommandReader(new CommandFields(text, KNOWN)).read();
    }

    /**
     * Reads one line of a post, which lies between {@code from} and {@code to}: the fields of a {@code publish} without
     * its type. Any thread may call this; nothing of the line is kept.
     */
    public static PublicationLine readLine(byte[] bytes, int from, int to) throws InvalidCommand {
        return new CommandReader(new CommandFields(bytes, from, to, KNOWN_IN_LINES))
                .readLine(ByteBuffer.wrap(bytes, from, to - from));
    }

    private PublicationLine readLine(ByteBuffer line) throws InvalidCommand {
        // Unlike text messages, lines are not known to be UTF-8.
        if (!Utf8.isValid(line)) {
            throw failure(ErrorCode.INVALID_JSON, "expected one JSON object in UTF-8, but it is not UTF-8");
        }
        readFields();
        boolean several = fields.find("topics").isPresent();
        if (several && fields.find("topic").isPresent()) {
            throw invalid(LINE + " takes topic or topics, but has both");
        }
        List<TopicName> topics = several ? topics() : List.of(topic(LINE, TopicName::toPublish));
        return new PublicationLine(topics, several, payload(LINE), key());
    }

    private List<TopicName> topics() throws InvalidCommand {
        Optional<List<String>> texts = fields.strings("topics");
        if (texts.isEmpty()) {
            throw invalid("topics must be a list of strings, was "
                    + field("topics", LINE).shown());
        }
        try {
            return new TopicList(texts.get().stream().map(TopicName::toPublish).toList()).names();
        } catch (InvalidTopic invalid) {
            throw failure(ErrorCode.INVALID_TOPIC, invalid);
        }
    }

    private void readFields() throws InvalidCommand {
        try {
            fields.read();
        } catch (InvalidJson invalid) {
            throw failure(ErrorCode.INVALID_JSON, invalid);
        }
    }

    private Command read() throws InvalidCommand {
        readFields();
        OptionalLong id = id();
        String type = string("type", "a command");
        return switch (type) {
            case "subscribe" -> new Subscribe(id, topic(type, TopicPattern::new), start());
            case "unsubscribe" -> new Unsubscribe(id, topic(type, TopicPattern::new));
            case "publish" -> new Publish(id, topic(type, TopicName::toPublish), payload(type), key());
            case "authenticate" -> new Authenticate(id, string("token", type));
            case "ping" -> new Ping(id);
            default ->
                throw failure(
                        ErrorCode.UNKNOWN_TYPE,
                        "type must be subscribe, unsubscribe, publish, authenticate or ping, was '"
                                + Field.shortened(type) + "'");
        };
    }

    private OptionalLong id() throws InvalidCommand {
        OptionalLong id = readableId();
        Optional<Field> field = fields.find("id");
        if (id.isEmpty() && field.isPresent()) {
            throw invalid("id must be an integer from 0 to " + Command.ID_MAX + ", was "
                    + field.get().shown());
        }
        return id;
    }

    /** The id if it is valid, also for the answer to an invalid command. */
    private OptionalLong readableId() {
        return fields.find("id").map(CommandReader::number).orElse(OptionalLong.empty());
    }

    private static OptionalLong number(Field field) {
        if (field.token() != JsonToken.VALUE_NUMBER_INT || field.byteCount() > ID_DIGITS_MAX) {
            return OptionalLong.empty();
        }
        long number = Long.parseLong(new String(field.verbatim(), UTF_8));
        return number < 0 || number > Command.ID_MAX ? OptionalLong.empty() : OptionalLong.of(number);
    }

    private <T> T topic(String type, Function<String, T> law) throws InvalidCommand {
        try {
            return law.apply(string("topic", type));
        } catch (InvalidTopic invalid) {
            throw failure(ErrorCode.INVALID_TOPIC, invalid);
        }
    }

    private Start start() throws InvalidCommand {
        Optional<String> since =
                fields.find("since").isPresent() ? Optional.of(string("since", "subscribe")) : Optional.empty();
        try {
            // The text as it came: of all JSON values, only an integer consists of digits.
            return Start.of(since, fields.find("last").map(Field::shown));
        } catch (InvalidStart invalid) {
            throw failure(ErrorCode.INVALID_FIELD, invalid);
        }
    }

    private Payload payload(String owner) throws InvalidCommand {
        if (fields.find("dataBase64").isEmpty()) {
            return textOrJson(fields.findEvenNull("data")
                    .orElseThrow(
                            () -> failure(ErrorCode.MISSING_FIELD, owner + " needs the field data or dataBase64")));
        }
        if (fields.find("data").isPresent()) {
            throw invalid(owner + " takes data or dataBase64, but has both");
        }
        return binary(string("dataBase64", owner));
    }

    private Payload textOrJson(Field data) throws InvalidCommand {
        if (!data.isString()) {
            return Payload.json(data.verbatim());
        }
        Optional<byte[]> unescaped = data.unescaped();
        return Payload.text(unescaped.isPresent() ? unescaped.get() : utf8(data.string()));
    }

    /** JSON can escape half a surrogate pair, but UTF-8 cannot encode it, so no text frame could carry it. */
    private byte[] utf8(String data) throws InvalidCommand {
        try {
            ByteBuffer utf8 = UTF_8.newEncoder().encode(CharBuffer.wrap(data));
            byte[] bytes = new byte[utf8.remaining()];
            utf8.get(bytes);
            return bytes;
        } catch (CharacterCodingException loneSurrogate) {
            throw invalid("data must be Unicode text, had half of a surrogate pair alone");
        }
    }

    private Payload binary(String base64) throws InvalidCommand {
        try {
            return Payload.binary(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException invalid) {
            throw invalid("dataBase64 must be base64 (RFC 4648, 4): " + invalid.getMessage());
        }
    }

    private Optional<IdempotencyKey> key() throws InvalidCommand {
        Optional<Field> field = fields.find("key");
        if (field.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new IdempotencyKey(string("key", field.get())));
        } catch (InvalidKey invalid) {
            throw failure(ErrorCode.INVALID_FIELD, invalid);
        }
    }

    private String string(String name, String owner) throws InvalidCommand {
        return string(name, field(name, owner));
    }

    private String string(String name, Field field) throws InvalidCommand {
        if (!field.isString()) {
            throw invalid(name + " must be a string, was " + field.shown());
        }
        return field.string();
    }

    private Field field(String name, String owner) throws InvalidCommand {
        return fields.find(name)
                .orElseThrow(() -> failure(ErrorCode.MISSING_FIELD, owner + " needs the field " + name));
    }

    private InvalidCommand invalid(String message) {
        return failure(ErrorCode.INVALID_FIELD, message);
    }

    private InvalidCommand failure(ErrorCode code, Exception told) {
        return failure(code, requireNonNull(told.getMessage()));
    }

    private InvalidCommand failure(ErrorCode code, String message) {
        return new InvalidCommand(readableId(), code, message);
    }
}
